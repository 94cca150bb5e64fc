//! Functions, parameters and closures.

use super::ts;
use insta::assert_snapshot;

#[test]
fn declarations() {
    let module = ts(r"
        function a() { return; }
        async function b(): Promise<string> { return await c(); }
        function* d() { yield 1; yield* e; yield; }
        async function* f() {}
        ");
    assert_snapshot!(module, @r"
    0 [module] let a = <fn a>
    1 [module > fn a] return
    2 [module] let b = <fn b>
    3 [module > fn b] return await c()
    4 [module] let d = <fn d>
    5 [module > fn d] yield 1
    6 [module > fn d] yield each(e)
    7 [module > fn d] yield
    8 [module] let f = <fn f>
    fn a Function ()
    fn b Function async () -> Promise[string]
    fn d Function generator ()
    fn f Function async generator ()
    ");
}

#[test]
fn expressions() {
    let module = ts(r"
        const a = () => 1;
        const b = async (x) => { await x; };
        const c = x => ({ y: x });
        const d = function () {};
        const e = function named() {};
        const f = function* () {};
        ");
    assert_snapshot!(module, @r"
    0 [module > fn a] return 1
    1 [module] let a = <fn a>
    2 [module > fn b] await x
    3 [module] let b = <fn b>
    4 [module > fn c] return {y: x}
    5 [module] let c = <fn c>
    6 [module] let d = <fn d>
    7 [module] let e = <fn named>
    8 [module] let f = <fn f>
    fn a Closure ()
    fn b Closure async (Plain x)
    fn c Closure (Plain x)
    fn d Closure ()
    fn named Closure ()
    fn f Closure generator ()
    ");
}

#[test]
fn closures_take_names() {
    let module = ts(r#"
        const a = (() => 1) as Fn;
        b.c = () => 2;
        this.d = async function () {};
        const o = { e: () => 3, "f-g": function () {}, h() {}, async *i() {}, get j() { return 4; }, set j(v) {}, [k]: () => 5 };
        let l; l ??= () => 6;
        const { m = () => 7 } = n;
        const C = class {};
        foo(() => 8);
        "#);
    assert_snapshot!(module, @r#"
    0 [module > fn a] return 1
    1 [module] let a: Fn = <fn a>
    2 [module > fn c] return 2
    3 [module] b.c = <fn c>
    4 [module] this.d = <fn d>
    5 [module > fn e] return 3
    6 [module > fn j] return 4
    7 [module] <fn j>
    8 [module > fn _] return 5
    9 [module] let o = {e: <fn e>, f-g: <fn f-g>, h: <fn h>, i: <fn i>, j: <fn j>, [k]: <fn _>}
    10 [module] let l
    11 [module > fn l] return 6
    12 [module] l = (l || <fn l>)
    13 [module > fn _] return 7
    14 [module] let m = (n.m || <fn _>)
    15 [module] let C = <class C>
    16 [module > fn _] return 8
    17 [module] foo(<fn _>)
    fn a Closure ()
    fn c Closure ()
    fn d Closure async ()
    fn e Closure ()
    fn f-g Closure ()
    fn h Method ()
    fn i Method async generator ()
    fn j Property ()
    fn j Method (Plain v)
    fn _ Closure ()
    fn l Closure ()
    fn _ Closure ()
    fn _ Closure ()
    Class C () {}
    "#);
}

#[test]
fn parameters() {
    let module = ts(r"
        function f(a, b = 1, c?: string, { d, e: { g } = {} }: Options = {}, [h, ...i], ...rest: string[]) {}
        const j = ({ k }) => k;
        const l = m => m;
        function n(this: Window, o: number) {}
        function p(...[q, r]) {}
        function s(undefined) {}
        ");
    assert_snapshot!(module, @r"
    0 [module] let f = <fn f>
    1 [module > fn f] let d = {}3.d
    2 [module > fn f] let g = ({}3.e || {}).g
    3 [module > fn f] let h = {}4[0]
    4 [module > fn f] let i = {}4[slice(1, null, null)]
    5 [module] let n = <fn n>
    6 [module] let p = <fn p>
    7 [module > fn p] let q = {}0[0]
    8 [module > fn p] let r = {}0[1]
    9 [module] let s = <fn s>
    10 [module > fn j] let k = {}0.k
    11 [module > fn j] return k
    12 [module] let j = <fn j>
    13 [module > fn l] return m
    14 [module] let l = <fn l>
    fn f Function (Plain a, Plain b = 1, Plain c: string, Plain {}3: Options = {}, Plain {}4, Rest rest: Array[string])
    fn n Function (Plain o: number)
    fn p Function (Rest {}0)
    fn s Function (Plain undefined)
    fn j Closure (Plain {}0)
    fn l Closure (Plain m)
    ");
}

#[test]
fn a_default_is_read_inside() {
    let module = ts(r"function f(a = () => g, b = a) {}");
    assert_snapshot!(module, @r"
    0 [module] let f = <fn f>
    1 [module > fn f > fn _] return g
    fn f Function (Plain a = <fn _>, Plain b = a)
    fn _ Closure ()
    ");
}

#[test]
fn parameter_properties() {
    let module = ts(r"
        class A {
          constructor(private client: CohereClient, readonly b = 1, public c?: string, protected readonly d: D = new D(), e) { super(); }
        }
        ");
    assert_snapshot!(module, @r"
    0 [module] let A = <class A>
    1 [module > class A] let constructor = <fn constructor>
    2 [module > class A > fn constructor] this.client: CohereClient = client
    3 [module > class A > fn constructor] this.b = b
    4 [module > class A > fn constructor] this.c: string = c
    5 [module > class A > fn constructor] this.d: D = d
    6 [module > class A > fn constructor] super()
    fn constructor Constructor (Plain client: CohereClient, Plain b = 1, Plain c: string, Plain d: D = new D(), Plain e)
    Class A () {constructor}
    ");
}

#[test]
fn type_parameters() {
    let module = ts(r"function f<T extends Client, U>(a: T, b: U): T {}");
    assert_snapshot!(module, @r"
    0 [module] let f = <fn f>
    1 [module > fn f] let T = Client
    fn f Function (Plain a: T, Plain b: U) -> T
    ");
}

#[test]
fn overloads() {
    let module = ts(r"
        export function a(x: string): void;
        export function a(x: number): void;
        export function a(x: any) { return 1; }
        declare function b(): Client;
        declare function b(x: string): Other;
        class C { d(x: string): void; d(x: any) {} e(): Client; e(x: string): Other; }
        ");
    assert_snapshot!(module, @r"
    0 [module] let a = <fn a>
    1 [module > fn a] return 1
    2 [module] let b = <fn b>
    3 [module] let C = <class C>
    4 [module > class C] let d = <fn d>
    5 [module > class C] let e = <fn e>
    fn a Function public (Plain x: any)
    fn b Function () -> Client
    fn d Method (Plain x: any)
    fn e Method () -> Client
    Class C () {d, e}
    export a = a
    ");
}

#[test]
fn immediately_called() {
    let module = ts(r"
        (async () => { await main(); })();
        (function () {})();
        !function () {}();
        ");
    assert_snapshot!(module, @r"
    0 [module > fn _] await main()
    1 [module] <fn _>()
    2 [module] <fn _>()
    3 [module] (! <fn _>())
    fn _ Closure async ()
    fn _ Closure ()
    fn _ Closure ()
    ");
}

#[test]
fn nested_regions() {
    let module = ts(r"
        function outer() {
          try {
            return list.map(async (x) => { for (const y of x) await send(y); });
          } catch {
            return later(() => outer());
          }
        }
        ");
    assert_snapshot!(module, @r"
    0 [module] let outer = <fn outer>
    1 [module > fn outer > try(*) > fn _ > loop] let y = each(x)
    2 [module > fn outer > try(*) > fn _ > loop] await send(y)
    3 [module > fn outer > try(*)] return list.map(<fn _>)
    4 [module > fn outer > handler > fn _] return outer()
    5 [module > fn outer > handler] return later(<fn _>)
    fn outer Function ()
    fn _ Closure async (Plain x)
    fn _ Closure ()
    ");
}

#[test]
fn generator_delegation() {
    let module = ts(r"function* f() { const a = yield b; return yield* g(); }");
    assert_snapshot!(module, @r"
    0 [module] let f = <fn f>
    1 [module > fn f] let a = yield b
    2 [module > fn f] return yield each(g())
    fn f Function generator ()
    ");
}

#[test]
fn public_functions() {
    let module = ts(r"
        function a() {}
        const b = () => {};
        const c = { d() {}, e: { f() {} } };
        class G { h() {} private i() {} protected j() {} #k() {} static l() {} get m() {} n = () => {}; private o = () => {}; #p = () => {}; }
        function hidden() {}
        export { a, b as renamed, c, G };
        ");
    assert_snapshot!(module, @r"
    0 [module] let a = <fn a>
    1 [module] let hidden = <fn hidden>
    2 [module] let b = <fn b>
    3 [module] let c = {d: <fn d>, e: {f: <fn f>}}
    4 [module] let G = <class G>
    5 [module > class G] let h = <fn h>
    6 [module > class G] let i = <fn i>
    7 [module > class G] let j = <fn j>
    8 [module > class G] let #k = <fn #k>
    9 [module > class G] let l = <fn l>
    10 [module > class G] let m = <fn m>
    11 [module > class G] let n = <fn n>
    12 [module > class G] let o = <fn o>
    13 [module > class G] let #p = <fn #p>
    fn a Function public ()
    fn hidden Function ()
    fn b Closure public ()
    fn d Method public ()
    fn f Method ()
    fn h Method public ()
    fn i Method ()
    fn j Method ()
    fn #k Method ()
    fn l Static public ()
    fn m Property public ()
    fn n Closure public ()
    fn o Closure ()
    fn #p Closure ()
    Class G () {#k, #p, h, i, j, l, m, n, o}
    export a = a
    export renamed = b
    export c = c
    export G = G
    ");
}
