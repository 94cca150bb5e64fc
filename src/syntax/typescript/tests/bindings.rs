//! Declarations, patterns and assignments.

use super::ts;
use insta::assert_snapshot;

#[test]
fn variables() {
    let module = ts(r"
        const a = 1;
        let b: string | undefined;
        var c = a, d = c;
        using e = open();
        ");
    assert_snapshot!(module, @r"
    0 [module] let a = 1
    1 [module] let b: union(string, null)
    2 [module] let c = a
    3 [module] let d = c
    4 [module] let e = open()
    ");
}

#[test]
fn object_patterns() {
    let module = ts(r#"const { a, b: c, d = 1, e: { f, g: [h] } = {}, "i-j": k, ["l"]: m, [n]: o, ...rest } = source;"#);
    assert_snapshot!(module, @r#"
    0 [module] let a = source.a
    1 [module] let c = source.b
    2 [module] let d = (source.d || 1)
    3 [module] let f = (source.e || {}).f
    4 [module] let h = (source.e || {}).g[0]
    5 [module] let k = source.i-j
    6 [module] let m = source.l
    7 [module] let o = source[n]
    8 [module] let rest = ?(source)
    "#);
}

#[test]
fn array_patterns() {
    let module = ts(r"const [a, , b = 2, [c, { d }], ...[e, ...rest]] = source;");
    assert_snapshot!(module, @r"
    0 [module] let a = source[0]
    1 [module] let b = (source[2] || 2)
    2 [module] let c = source[3][0]
    3 [module] let d = source[3][1].d
    4 [module] let e = source[slice(4, null, null)][0]
    5 [module] let rest = source[slice(4, null, null)][slice(1, null, null)]
    ");
}

#[test]
fn a_destructured_call_is_one_call() {
    let module = ts(r"const { text, meta: { tokens } } = await co.chat({});");
    assert_snapshot!(module, @r"
    0 [module] let text = await co.chat({}).text
    1 [module] let tokens = await co.chat({}).meta.tokens
    ");
}

#[test]
fn patterns_with_types() {
    let module = ts(r"
        const { a, b }: Options = read();
        const { text } = (await response.json()) as ChatResponse;
        ");
    assert_snapshot!(module, @r"
    0 [module] let {}v1: Options = read()
    1 [module] let a = {}v1.a
    2 [module] let b = {}v1.b
    3 [module] let {}v2: ChatResponse = await response.json()
    4 [module] let text = {}v2.text
    ");
}

#[test]
fn empty_patterns_keep_their_value() {
    let module = ts(r"
        const {} = a();
        const [] = b();
        ");
    assert_snapshot!(module, @r"
    0 [module] ?(a())
    1 [module] ?(b())
    ");
}

#[test]
fn casts_are_types() {
    let module = ts(r"
        const a = b as Client;
        const c = <Client>b;
        const d = (b as unknown) as Client;
        const e = { f: 1 } as const;
        const g = b as any;
        const h: Own = b as Client;
        const i = { j: 1 } satisfies Shape;
        class K { l = b as Client; }
        ");
    assert_snapshot!(module, @r"
    0 [module] let a: Client = b
    1 [module] let c: Client = b
    2 [module] let d: Client = b
    3 [module] let e = {f: 1}
    4 [module] let g = b
    5 [module] let h: Own = b
    6 [module] let i: Shape = {j: 1}
    7 [module] let K = <class K>
    8 [module > class K] let l: Client = b
    Class K () {l}
    ");
}

#[test]
fn assignments() {
    let module = ts(r#"
        let a;
        a = 1;
        b = 2;
        c.d = 3;
        this.e = 4;
        f["g"] = 5;
        (h as any).i! = 6;
        ({ j, k: l.m } = n);
        [o, p[0]] = q;
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a
    1 [module] a = 1
    2 [module] b = 2
    3 [module] c.d = 3
    4 [module] this.e = 4
    5 [module] f["g"] = 5
    6 [module] h.i = 6
    7 [module] j = n.j
    8 [module] l.m = n.k
    9 [module] o = q[0]
    10 [module] p[0] = q[1]
    "#);
}

#[test]
fn augmented_assignments() {
    let module = ts(r"
        let a;
        a += 1;
        a ||= make();
        a ??= () => 1;
        b.c &&= d;
        e[f] -= 2;
        a++;
        --b.c;
        ");
    assert_snapshot!(module, @r"
    0 [module] let a
    1 [module] a = (a + 1)
    2 [module] a = (a || make())
    3 [module > fn a] return 1
    4 [module] a = (a || <fn a>)
    5 [module] b.c = (b.c && d)
    6 [module] e[f] = (e[f] - 2)
    7 [module] a = (a + 1)
    8 [module] b.c = (b.c - 1)
    fn a Closure ()
    ");
}

#[test]
fn assignments_in_expressions() {
    let module = ts(r"
        foo(a = 1);
        b = c = d();
        while ((m = next()) !== null) use(m);
        const e = (f = g(), h);
        if ((i = j())) {}
        const k = () => (client ??= new Client());
        ");
    assert_snapshot!(module, @r"
    0 [module] a = 1
    1 [module] foo(1)
    2 [module] c = d()
    3 [module] b = d()
    4 [module > loop] m = next()
    5 [module > loop] switch((next() !== null); )
    6 [module > loop] use(m)
    7 [module] f = g()
    8 [module] let e = h
    9 [module] i = j()
    10 [module] switch(j(); )
    11 [module > fn k] global client = (client || new Client())
    12 [module > fn k] return (client || new Client())
    13 [module] let k = <fn k>
    fn k Closure ()
    ");
}

#[test]
fn outer_names() {
    let module = ts(r"
        let client;
        function get() {
          if (!client) client = new Client();
          unknown = 1;
          return client;
        }
        namespace N { let inner; function set() { inner = 1; } }
        ");
    assert_snapshot!(module, @r"
    0 [module] let get = <fn get>
    1 [module > fn get] switch((! client); )
    2 [module > fn get > plain] global client = new Client()
    3 [module > fn get] global unknown = 1
    4 [module > fn get] return client
    5 [module] let client
    6 [module] let N = <class N>
    7 [module > class N] let set = <fn set>
    8 [module > class N > fn set] outer inner = 1
    9 [module > class N] let inner
    fn get Function ()
    fn set Function ()
    Namespace N () {inner, set}
    ");
}

#[test]
fn functions_and_types_are_hoisted() {
    let module = ts(r#"
        run(X);
        const a: T = f();
        function f() { return 1; }
        import { X } from "x";
        type T = number;
        if (a) { g(); function g() {} }
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let f = <fn f>
    1 [module > fn f] return 1
    2 [module] let X = <x>.X
    3 [module] let T = number
    4 [module] run(X)
    5 [module] let a: T = f()
    6 [module] switch(a; )
    7 [module > plain] let g = <fn g>
    8 [module > plain] g()
    fn f Function ()
    fn g Function ()
    "#);
}

#[test]
fn values_have_precedence_over_types() {
    let module = ts(r"
        const Schema = z.object({});
        type Schema = z.infer<typeof Schema>;
        interface Both { a: string }
        class Both {}
        type Alone = string;
        ");
    assert_snapshot!(module, @r"
    0 [module] ?(z.infer[(typeof Schema)])
    1 [module > class Both] let a: string
    2 [module] ?(<class Both>)
    3 [module] let Alone = string
    4 [module] let Schema = z.object({})
    5 [module] let Both = <class Both>
    Interface Both () {a}
    Class Both () {}
    ");
}
