//! Imports and exports.

use super::{lower, ts, tsx};
use crate::program::{ExportValue, ExprKind};
use crate::source::Dialect;
use insta::assert_snapshot;

#[test]
fn import_statements() {
    let module = ts(r#"
        import a from "m";
        import b, { c, d as e, type F, default as g } from "m";
        import h, * as i from "m";
        import type { J } from "m";
        import type K from "m";
        import "./side-effect";
        import l = require("m");
        import N = l.inner.N;
        import { "odd name" as o } from "m";
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a = <m>.default
    1 [module] let b = <m>.default
    2 [module] let c = <m>.c
    3 [module] let e = <m>.d
    4 [module] let F = <m>.F
    5 [module] let g = <m>.default
    6 [module] let h = <m>.default
    7 [module] let i = <m>
    8 [module] let J = <m>.J
    9 [module] let K = <m>.default
    10 [module] <./side-effect>
    11 [module] let l = <m>
    12 [module] let o = <m>.odd name
    13 [module] let N = l.inner.N
    "#);
}

#[test]
fn require() {
    let module = tsx(r#"
        const a = require("cohere-ai");
        const { CohereClient, Cohere: types } = require("cohere-ai");
        const b = require("cohere-ai").default;
        const c = new (require("cohere-ai").CohereClient)({ token });
        require("dotenv").config();
        const d = require(name);
        const e = require(`./x`);
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a = <cohere-ai>
    1 [module] let CohereClient = <cohere-ai>.CohereClient
    2 [module] let types = <cohere-ai>.Cohere
    3 [module] let b = <cohere-ai>.default
    4 [module] let c = new <cohere-ai>.CohereClient({token: token})
    5 [module] <dotenv>.config()
    6 [module] let d = require(name)
    7 [module] let e = <./x>
    "#);
}

#[test]
fn dynamic_imports() {
    let module = tsx(r#"
        const a = await import("cohere-ai");
        const { CohereClient } = await import("cohere-ai");
        const b = (await import("./b")).default;
        import("./c").then((m) => m.run());
        const d = await import(name);
        const e = await import("./e.json", { with: { type: "json" } });
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a = await <cohere-ai>
    1 [module] let CohereClient = await <cohere-ai>.CohereClient
    2 [module] let b = await <./b>.default
    3 [module > fn _] return m.run()
    4 [module] <./c>.then(<fn _>)
    5 [module] let d = await import(name)
    6 [module] let e = await <./e.json>
    fn _ Closure (Plain m)
    "#);
}

#[test]
fn exported_declarations() {
    let module = ts(r"
        export const a = 1, b = 2;
        export const { c, d: e } = f;
        export function g() {}
        export async function* h() {}
        export class I {}
        export abstract class J {}
        export enum K { L }
        export interface M {}
        export type N = string;
        export namespace O { export const inner = 1; }
        export declare const p: string;
        export import Q = O.inner;
        ");
    assert_snapshot!(module, @r"
    0 [module] let g = <fn g>
    1 [module] let h = <fn h>
    2 [module] let M = <class M>
    3 [module] let N = string
    4 [module] let a = 1
    5 [module] let b = 2
    6 [module] let c = f.c
    7 [module] let e = f.d
    8 [module] let I = <class I>
    9 [module] let J = <class J>
    10 [module] let K = <class K>
    11 [module > class K] let L = 0
    12 [module] let O = <class O>
    13 [module > class O] let inner = 1
    14 [module] let p: string
    15 [module] let Q = O.inner
    fn g Function public ()
    fn h Function async generator public ()
    Interface M () {}
    Class I () {}
    Class J () {}
    Enum K () {L}
    Namespace O () {inner}
    export g = g
    export h = h
    export M = M
    export N = N
    export a = a
    export b = b
    export c = c
    export e = e
    export I = I
    export J = J
    export K = K
    export O = O
    export p = p
    export Q = Q
    ");
}

#[test]
fn export_lists() {
    let module = ts(r#"
        export { a, b as c, d as default };
        export { type E };
        export { f, g as h, default as i, default } from "m";
        export type { J } from "m";
        export * from "m";
        export * as k from "m";
        export * as default from "m";
        export { l as "odd name" };
        export type * from "m";
        "#);
    assert_snapshot!(module, @r#"
    export a = a
    export c = b
    export default = <m>
    export E = E
    export f = <m>.f
    export h = <m>.g
    export i = <m>.default
    export J = <m>.J
    export * = <m>
    export k = <m>
    export odd name = l
    export * = <m>
    "#);
}

#[test]
fn default_exports() {
    let module = ts(r"export default async function handler(req) {}");
    assert_snapshot!(module, @r"
    0 [module] let handler = <fn handler>
    fn handler Function async public (Plain req)
    export default = handler
    ");
}

#[test]
fn default_export_of_a_name() {
    let module = ts(r"
        const app = make();
        function make() {}
        export default app;
        ");
    assert_snapshot!(module, @r"
    0 [module] let make = <fn make>
    1 [module] let app = make()
    2 [module] let default = app
    fn make Function ()
    export default = app
    ");
}

#[test]
fn anonymous_default_exports() {
    let module = tsx(r"export default async (req) => req.body;");
    assert_snapshot!(module, @r"
    0 [module > fn _] return req.body
    1 [module] let default = <fn _>
    fn _ Closure async public (Plain req)
    export default = <fn _>
    ");
}

#[test]
fn default_export_of_a_class() {
    let module = ts(r"export default class extends Base { run() {} }");
    assert_snapshot!(module, @r"
    0 [module > class _] let run = <fn run>
    1 [module] let default = <class _>
    fn run Method public ()
    Class _ (Base) {run}
    export default = <class _>
    ");
}

#[test]
fn default_export_of_an_object() {
    let module = ts(r"
        export default {
          async fetch(request, env) {},
          scheduled: async () => {},
        } satisfies ExportedHandler;
        ");
    assert_snapshot!(module, @r"
    0 [module] let default = {fetch: <fn fetch>, scheduled: <fn scheduled>}
    fn fetch Method async public (Plain request, Plain env)
    fn scheduled Closure async public ()
    export default = {fetch: <fn fetch>, scheduled: <fn scheduled>}
    ");
}

#[test]
fn export_assignment() {
    let module = ts(r"export = { a, run() {} };");
    assert_snapshot!(module, @r"
    0 [module] let default = {a: a, run: <fn run>}
    fn run Method public ()
    export a = a
    export run = <fn run>
    export default = {a: a, run: <fn run>}
    ");
}

#[test]
fn module_exports() {
    let module = tsx(r#"
        function a() {}
        class C { run() {} }
        module.exports = { a, b: C, d: () => 1, ...require("./more") };
        module.exports.e = function () {};
        exports.f = async () => {};
        exports["g"] = 1;
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a = <fn a>
    1 [module] let C = <class C>
    2 [module > class C] let run = <fn run>
    3 [module > fn d] return 1
    4 [module] module.exports = {a: a, b: C, d: <fn d>, ...<./more>}
    5 [module] module.exports.e = <fn e>
    6 [module] exports.f = <fn f>
    7 [module] exports["g"] = 1
    fn a Function public ()
    fn run Method public ()
    fn d Closure public ()
    fn e Closure public ()
    fn f Closure async public ()
    Class C () {run}
    export a = a
    export b = C
    export d = <fn d>
    export * = <./more>
    export default = {a: a, b: C, d: <fn d>, ...<./more>}
    export e = <fn e>
    export f = <fn f>
    export g = 1
    "#);
}

#[test]
fn module_exports_of_a_value() {
    let module = tsx(r"
        const co = new CohereClient();
        exports = module.exports = co;
        ");
    assert_snapshot!(module, @r"
    0 [module] let co = new CohereClient()
    1 [module] module.exports = co
    2 [module] exports = co
    export default = co
    ");
}

#[test]
fn a_later_export_replaces_an_earlier_one() {
    let module = tsx(r"
        exports.a = 1;
        exports.a = 2;
        ");
    assert_snapshot!(module, @r"
    0 [module] exports.a = 1
    1 [module] exports.a = 2
    export a = 2
    ");
}

#[test]
fn compiled_modules() {
    let module = tsx(r#"
        "use strict";
        var __importDefault = (this && this.__importDefault) || function (mod) { return mod.__esModule ? mod : { default: mod }; };
        Object.defineProperty(exports, "__esModule", { value: true });
        exports.run = exports.other = void 0;
        const cohere_ai_1 = __importDefault(require("cohere-ai"));
        const x_1 = tslib_1.__importStar(require("./x"));
        Object.defineProperty(exports, "a", { enumerable: true, get: function () { return x_1.a; } });
        __exportStar(require("./y"), exports);
        cohere_ai_1.default.init((0, x_1.key)());
        exports.run = function () {};
        "#);
    assert_snapshot!(module, @r#"
    0 [module > fn _] return (mod.__esModule ? mod : {default: mod})
    1 [module] let __importDefault = ((this && this.__importDefault) || <fn _>)
    2 [module] Object.defineProperty(exports, "__esModule", {value: true})
    3 [module] exports.other = null
    4 [module] exports.run = null
    5 [module] let cohere_ai_1 = <cohere-ai>
    6 [module] let x_1 = <./x>
    7 [module > fn get] return x_1.a
    8 [module] Object.defineProperty(exports, "a", {enumerable: true, get: <fn get>})
    9 [module] __exportStar(<./y>, exports)
    10 [module] cohere_ai_1.default.init(x_1.key())
    11 [module] exports.run = <fn run>
    fn _ Closure (Plain mod)
    fn get Closure ()
    fn run Closure public ()
    export a = x_1.a
    export * = <./y>
    export run = <fn run>
    directive "use strict"
    "#);
}

#[test]
fn only_a_module_exports() {
    let module = ts(r#"
        declare module "m" { export function a(): void; export default a; export { b }; }
        namespace N { export const c = 1; export class D {} }
        "#);
    assert_snapshot!(module, @r#"
    0 [module] <class m>
    1 [module > class m] let a = <fn a>
    2 [module > class m] a
    3 [module] let N = <class N>
    4 [module > class N] let c = 1
    5 [module > class N] let D = <class D>
    fn a Function () -> void
    Namespace m () {a}
    Namespace N () {D, c}
    Class D () {}
    "#);
}

#[test]
fn directives_and_hashbang() {
    let module = tsx(r#"
        #!/usr/bin/env node
        "use client";
        'use \'odd\'';
        run();
        "no directive";
        "#);
    assert_snapshot!(module, @r#"
    0 [module] run()
    1 [module] "no directive"
    directive "use client"
    directive "use 'odd'"
    "#);
}

#[test]
fn imports_of_types_say_so() {
    let text = "import type { A } from 'm'; import { type B, C } from 'm'; import type D = require('m'); import E from 'm';";
    let module = lower(text, Dialect::Ts);
    let flags = module.exprs.iter().filter_map(|e| match &e.kind {
        ExprKind::Import(import) => Some(import.type_only),
        _ => None,
    });
    assert_eq!(flags.collect::<Vec<_>>(), [true, true, false, true, false]);
    let module = lower("export type { A } from 'm'; export { type B, C } from 'm';", Dialect::Ts);
    let flags = module.exports.iter().filter_map(|e| match &e.value {
        ExportValue::From(import) => Some(import.type_only),
        _ => None,
    });
    assert_eq!(flags.collect::<Vec<_>>(), [true, true, false]);
}
