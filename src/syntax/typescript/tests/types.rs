//! Types as expressions.

use super::ts;
use insta::assert_snapshot;

#[test]
fn names() {
    let module = ts(r"let a: Client, b: ns.Client, c: Promise<ns.Client>, d: Map<string, Client>, e: Client[], f: readonly Client[];");
    assert_snapshot!(module, @r"
    0 [module] let a: Client
    1 [module] let b: ns.Client
    2 [module] let c: Promise[ns.Client]
    3 [module] let d: Map[[string, Client]]
    4 [module] let e: Array[Client]
    5 [module] let f: Array[Client]
    ");
}

#[test]
fn alternatives() {
    let module = ts(r#"let a: Client | null, b: (A | B)[], c: | "x" | 1 | true | undefined, d: -1;"#);
    assert_snapshot!(module, @r#"
    0 [module] let a: union(Client, null)
    1 [module] let b: Array[union(A, B)]
    2 [module] let c: union("x", 1, true, null)
    3 [module] let d: -1
    "#);
}

#[test]
fn intersections() {
    let module = ts(r"type A = B & { c: string };");
    assert_snapshot!(module, @r"
    0 [module > class _] let c: string
    1 [module] let A = <class A>
    Interface _ () {c}
    Interface A (B, <class _>) {}
    ");
}

#[test]
fn object_types() {
    let module = ts(r"
        let a: { b: Client; c?: { d(): Client } };
        type E = { f: string };
        let m: { [K in Keys]: Client };
        ");
    assert_snapshot!(module, @r"
    0 [module > class E] let f: string
    1 [module] let E = <class E>
    2 [module > class _] let b: Client
    3 [module > class _ > class _] let d = <fn d>
    4 [module > class _] let c: <class _>
    5 [module] let a: <class _>
    6 [module] let m: <class _>
    fn d Method () -> Client
    Interface E () {f}
    Interface _ () {b, c}
    Interface _ () {d}
    Interface _ () {}
    ");
}

#[test]
fn tuples_and_functions() {
    let module = ts(r"let a: [string, b: Client, c?: number, ...rest: D[]], e: (x: A) => Client, f: new () => Client, g: () => void;");
    assert_snapshot!(module, @r"
    0 [module] let a: [string, Client, number, Array[D]]
    1 [module] let e: ?(Client)
    2 [module] let f: ?(Client)
    3 [module] let g: ?(void)
    ");
}

#[test]
fn queries() {
    let module = ts(
        r#"let a: typeof client, b: ReturnType<typeof make>, c: typeof import("cohere-ai"), d: import("cohere-ai").CohereClient, e: keyof A, f: A["b"];"#,
    );
    assert_snapshot!(module, @r#"
    0 [module] let a: (typeof client)
    1 [module] let b: ReturnType[(typeof make)]
    2 [module] let c: (typeof <cohere-ai>)
    3 [module] let d: <cohere-ai>.CohereClient
    4 [module] let e: ?()
    5 [module] let f: ?(A, "b")
    "#);
}

#[test]
fn imports_the_grammar_refuses() {
    let module = ts(r#"
        let a: import("cohere-ai").CohereClient[] = b as import("cohere-ai").CohereClient[];
        const c = await load<typeof import("./d")>();
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a: Array[<cohere-ai>.CohereClient] = b
    1 [module] let c = await load()
    "#);
}

#[test]
fn the_rest() {
    let module = ts(r"
        type A = B extends infer C ? D : E;
        type F = `a${string}`;
        function g(x): x is string {}
        function h(x): asserts x {}
        let i: this, j: unique symbol, k: any;
        ");
    assert_snapshot!(module, @r"
    0 [module] let A = ?(B, ?(), D, E)
    1 [module] let F = ?()
    2 [module] let g = <fn g>
    3 [module] let h = <fn h>
    4 [module] let i: this
    5 [module] let j: unique symbol
    6 [module] let k: any
    fn g Function (Plain x) -> ?()
    fn h Function (Plain x) -> ?()
    ");
}
