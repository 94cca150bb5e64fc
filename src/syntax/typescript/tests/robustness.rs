//! Hostile and broken files: nothing panics, overflows the stack or hangs.

use super::lower;
use crate::program::{ExprKind, Module};
use crate::source::Dialect;

/// What a worker thread has; the tests' own threads may have more.
const STACK: usize = 2 << 20;

/// Lowers on a small stack.
fn lower_small(text: String, dialect: Dialect) -> Module {
    std::thread::Builder::new().stack_size(STACK).spawn(move || lower(&text, dialect)).unwrap().join().unwrap()
}

fn nested(open: &str, inside: &str, close: &str) -> String {
    const LEVELS: usize = 3_000;
    format!("{}{inside}{}", open.repeat(LEVELS), close.repeat(LEVELS))
}

#[test]
fn very_deep_nesting_is_survived() {
    let very = |open: &str, inside: &str, close: &str| format!("{}{inside}{}", open.repeat(100_000), close.repeat(100_000));
    for text in [
        very("[", "", "]"),
        very("{", "", "}"),
        very("f(", "1", ")"),
        very("(", "", ""),
        very("a=>", "1", ""),
        very("if (a) ; else ", ";", ""),
    ] {
        lower_small(text, Dialect::Tsx);
    }
}

#[test]
fn deep_nesting_becomes_unknown() {
    let samples = [
        nested("(", "1", ")"),
        nested("[", "1", "]"),
        nested("{", "", "}"),
        nested("({a:", "1", "})"),
        nested("f(", "1", ")"),
        nested("new f(", "1", ")"),
        nested("a=", "1", ""),
        nested("a**", "1", ""),
        nested("a?", "1", ":b"),
        nested("a.b(()=>", "1", ")"),
        nested("a=>", "1", ""),
        nested("function f(){", "", "}"),
        nested("(a=", "1", ")=>1"),
        nested("class A { a = ", "1", "}"),
        nested("if (a) ", ";", ""),
        nested("for (;;) ", ";", ""),
        nested("a: ", ";", ""),
        nested("try {", "", "} catch {}"),
        nested("switch (a) { case 1: ", "", "}"),
        nested("namespace A {", "", "}"),
        nested("<a>", "", "</a>"),
        nested("<a b={", "1", "}/>"),
        nested("`${", "1", "}`"),
        format!("const {} = b", nested("[", "a", "]")),
        format!("const {} = b", nested("{a:", "b", "}")),
        format!("type A = {}", nested("a<", "b", ">")),
        format!("type A = {}", nested("{a:", "b", "}")),
        format!("type A = {}", nested("a extends b ? c : ", "d", "")),
        format!("type A = {}", nested("", "a", "[]")),
    ];
    for text in samples {
        for dialect in [Dialect::Ts, Dialect::Tsx] {
            lower_small(text.clone(), dialect);
        }
    }
}

#[test]
fn what_is_too_deep_is_named() {
    let text = nested("f(", "co.chat()", ")");
    let module = lower_small(text.clone(), Dialect::Ts);
    assert_eq!(module.skipped.len(), 1);
    assert!(text[module.skipped[0].range()].contains("co.chat()"));
}

#[test]
fn unclosed_nesting_is_survived() {
    for open in ["(", "[", "{", "f(", "({[", "(a,", "({a:", "async (", "`${", "<a>", "a<", "export ", "yield ", "@#$ %^ &* \\ ` ' "] {
        lower_small(nested(open, "", ""), Dialect::Tsx);
    }
}

#[test]
fn repairs_are_no_hang() {
    for part in
        ["import(", "using ", "export type ", ",in ", "a!.b ", "?.1", "&a", "<a b=\"x&x", ">`", "a<b && ", "\"<typeof ", "typeof f<"]
    {
        lower_small(part.repeat(5_000), Dialect::Tsx);
    }
}

#[test]
fn brackets_are_no_depth() {
    let module = lower_small(format!("f({});", nested("(", "co.chat()", ")")), Dialect::Ts);
    assert_eq!(module.calls.len(), 2);
    assert!(module.skipped.is_empty());
}

#[test]
fn long_chains_keep_their_meaning() {
    let count = |text: String, wanted: fn(&ExprKind) -> bool| {
        let module = lower_small(text, Dialect::Ts);
        assert!(module.skipped.is_empty());
        module.exprs.iter().filter(|e| wanted(&e.kind)).count()
    };
    assert_eq!(count(format!("a{}", " + a".repeat(50_000)), |e| matches!(e, ExprKind::Binary { .. })), 50_000);
    assert_eq!(count(format!("a{}", ".b()".repeat(20_000)), |e| matches!(e, ExprKind::Call { .. })), 20_000);
    assert_eq!(count(format!("a{}", "[0]".repeat(20_000)), |e| matches!(e, ExprKind::Index { .. })), 20_000);
    assert_eq!(count(format!("{}d", "a?b:".repeat(20_000)), |e| matches!(e, ExprKind::Conditional { .. })), 20_000);
    assert_eq!(count(format!("{}d", "!".repeat(20_000)), |e| matches!(e, ExprKind::Unary { .. })), 20_000);
    assert_eq!(count(format!("type A = a{}", "|b".repeat(20_000)), |e| matches!(e, ExprKind::Name(_))), 20_001);
    assert_eq!(count(format!("{}{{ f(); }}", "if (a) {} else ".repeat(20_000)), |e| matches!(e, ExprKind::Call { .. })), 1);
}

const SAMPLE: &str = r##"#!/usr/bin/env node
"use client";
import React, { useState as state, type FC } from "react"; // ä
import * as ns from 'ö';
export const co = new CohereClient({ token: process.env.COHERE_API_KEY ?? "x\u00e4", ...opts });
@Injectable() export class A<T extends B> extends C implements D { #a = 1; constructor(private readonly b: B, { c, d: [e] = [] } = {}) { super(); } static async *f() { yield* this.#a; } get g(): string { return `a${b ? `c${d}` : 1}`; } }
export default async function handler(req, res) {
  try { for await (const [k, v] of stream) { if (k) continue; else if (v) break; else throw new Error("ä"); } }
  catch ({ message }) { res.status(500).json({ error: message?.[0]!.b as string }); } finally { done(); }
  switch (a) { case 1: return await co.chat({ message: "😀" }); default: label: while (x--) y ||= z, w(); }
  const el = <Foo.Bar a="b&c" {...p} c={() => <></>}>text & ü {/* d */}{list.map((x) => <li key={x}>{x}</li>)}</Foo.Bar>;
}
enum E { A = "a", B } interface I extends J<K> { l(m: N): Promise<O | null>; } type P = Q & { r: S[] }; namespace T.U { export let v; }
module.exports = { a, b: c }; exports.d = function* () {}; const { e = 1, ...rest } = require("f").default; export { a as "b", c } from 'd';
a = /[/]\/(?<n>x)/g.test(b) ? -1 : void 0; delete a.b; new (class extends X {})(); import("x").then(({ y }) => y); let z: import("z").Z[];
"##;

#[test]
fn the_sample_is_valid() {
    assert_eq!(lower(SAMPLE, Dialect::Tsx).skipped, []);
}

#[test]
fn no_prefix_panics() {
    for (end, _) in SAMPLE.char_indices() {
        lower(&SAMPLE[..end], Dialect::Tsx);
    }
}

#[test]
fn no_suffix_panics() {
    for (start, _) in SAMPLE.char_indices().step_by(3) {
        lower(&SAMPLE[start..], Dialect::Ts);
    }
}

#[test]
fn no_missing_character_panics() {
    for (at, c) in SAMPLE.char_indices().step_by(3) {
        lower(&format!("{}{}", &SAMPLE[..at], &SAMPLE[at + c.len_utf8()..]), Dialect::Tsx);
    }
}

#[test]
fn odd_texts() {
    for text in [
        "",
        "\0",
        "\u{feff}const a = 1;",
        "\r\n",
        "ä",
        "\u{2028}",
        "`",
        "'",
        "\"",
        "/",
        "//",
        "/*",
        "<",
        "<!--",
        "#",
        "#!",
        "@",
        "\\",
        "\\u0061",
    ] {
        for dialect in [Dialect::Ts, Dialect::Tsx] {
            lower(text, dialect);
        }
    }
}
