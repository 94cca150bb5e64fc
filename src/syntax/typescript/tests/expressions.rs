//! Expressions.

use super::{ts, tsx};
use insta::assert_snapshot;

#[test]
fn constants() {
    let module = ts(r#"f("a\n\u0041", 'b', `c\t`, 1, 1_000, 0xff, 10n, 1.5, -2, -0.5, true, false, null, undefined, void 0, /re/g);"#);
    assert_snapshot!(module, @r#"
    0 [module] f("a\nA", "b", "c\t", 1, 1000, 255, 10, 1.5, -2, -0.5, true, false, null, null, null, ?())
    "#);
}

#[test]
fn templates() {
    let module = ts(r#"f(`a${b}c${`d${e}`}\n`, `${g}`, tag`x${y}`, String.raw`z`);"#);
    assert_snapshot!(module, @r#"
    0 [module] f(`a${b}c${`d${e}`}
    `, `${g}`, tag(`x${y}`), String.raw("z"))
    "#);
}

#[test]
fn operators() {
    let module = ts(
        r"f(a + b * c, a ?? b, a || b, a && b, !a, -a, typeof a, void a(), delete a.b, a === b, a in b, a instanceof B, a ** b ** c, ~a, a ? b : c ? d : e);",
    );
    assert_snapshot!(module, @r"
    0 [module] f((a + (b * c)), (a || b), (a || b), (a && b), (! a), (- a), (typeof a), (void a()), (delete a.b), (a === b), (a in b), (a instanceof B), (a ** (b ** c)), (~ a), (a ? b : (c ? d : e)))
    ");
}

#[test]
fn members_and_calls() {
    let module = ts(r#"
        a.b.c(d)?.e?.[f]?.(g)!.h[0]["i"];
        new A;
        new A.B<C>(d, ...e);
        new (f())();
        a<T>(b);
        (await x).y;
        super.z();
        "#);
    assert_snapshot!(module, @r#"
    0 [module] a.b.c(d).e[f](g).h[0]["i"]
    1 [module] new A()
    2 [module] new A.B(d, *e)
    3 [module] new f()()
    4 [module] a(b)
    5 [module] await x.y
    6 [module] super.z()
    "#);
}

#[test]
fn noise_disappears() {
    let module = ts(r"f((a), b as C, <D>e, g!, h satisfies I, (((j))), (0, k.l)(m));");
    assert_snapshot!(module, @r"
    0 [module] f(a, b, e, g, h, j, k.l(m))
    ");
}

#[test]
fn objects() {
    let module = ts(r#"f({ a, b: 1, "c-d": 2, 3: 4, [e]: 5, ["g"]: 6, [`h`]: 7, ...i, j() {}, await: 8, async: 9 });"#);
    assert_snapshot!(module, @r#"
    0 [module] f({a: a, b: 1, c-d: 2, 3: 4, [e]: 5, g: 6, h: 7, ...i, j: <fn j>, await: 8, async: 9})
    fn j Method ()
    "#);
}

#[test]
fn arrays() {
    let module = ts(r"f([a, , ...b], [], [,], [c,]);");
    assert_snapshot!(module, @r"
    0 [module] f([a, null, ...b], [], [null], [c])
    ");
}

#[test]
fn import_meta() {
    let module = ts(r#"f(import.meta.env.VITE_COHERE_API_KEY, process.env.COHERE_API_KEY!, process.env["X"], new.target);"#);
    assert_snapshot!(module, @r#"
    0 [module] f(import.meta.env.VITE_COHERE_API_KEY, process.env.COHERE_API_KEY, process.env["X"], new.target)
    "#);
}

#[test]
fn sequences() {
    let module = ts(r"
        a(), b(), c = 1;
        const d = (e(), f);
        for (let i = 0, j = 0; i < 1; i++, j--) {}
        ");
    assert_snapshot!(module, @r"
    0 [module] a()
    1 [module] b()
    2 [module] c = 1
    3 [module] e()
    4 [module] let d = f
    5 [module] let i = 0
    6 [module] let j = 0
    7 [module > loop] switch((i < 1); )
    8 [module > loop] i = (i + 1)
    9 [module > loop] j = (j - 1)
    ");
}

#[test]
fn statements_of_expressions() {
    let module = ts(r"
        await a();
        b && c();
        d ? e() : f();
        (g());
        ");
    assert_snapshot!(module, @r"
    0 [module] await a()
    1 [module] (b && c())
    2 [module] (d ? e() : f())
    3 [module] g()
    ");
}

#[test]
fn jsx() {
    let module = tsx(r#"
        const a = <Chat client={co} label="x\y" {...props} on={() => send()}>
          text & more {/* note */} {list.map((x) => <li key={x}>{x}</li>)}
          <Ctx.Provider value={co}><div /></Ctx.Provider>
          <></>
        </Chat>;
        "#);
    assert_snapshot!(module, @r#"
    0 [module > fn _] return send()
    1 [module > fn _] return ?(x, x)
    2 [module] let a = Chat({client: co, label: "x\\y", ...props, on: <fn _>, children: ?(list.map(<fn _>), Ctx.Provider({value: co, children: ?(?())}), ?())})
    fn _ Closure ()
    fn _ Closure (Plain x)
    "#);
}
