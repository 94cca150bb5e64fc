//! Statements that steer control.

use super::ts;
use insta::assert_snapshot;

#[test]
fn branches() {
    let module = ts(r"
        if (a) b(); else if (c) { d(); } else if (e) f(); else { g(); }
        if (h) return_();
        ");
    assert_snapshot!(module, @r"
    0 [module] switch(a; )
    1 [module > plain] b()
    2 [module] switch(c; )
    3 [module > alternative] d()
    4 [module] switch(e; )
    5 [module > alternative] f()
    6 [module > alternative] g()
    7 [module] switch(h; )
    8 [module > plain] return_()
    ");
}

#[test]
fn known_tests() {
    let module = ts(r"
        if (false) a(); else b();
        if (true) c(); else d();
        if (!0) e(); else f();
        if (require.main === module) main();
        if (module == require.main) main();
        if (import.meta.main) main(); else h();
        if (import.meta.vitest) test();
        if (!import.meta.main) i();
        if (x) j(); else if (true) k(); else l();
        ");
    assert_snapshot!(module, @r"
    0 [module] switch(false; )
    1 [module > dead] a()
    2 [module > alternative] b()
    3 [module] switch(true; )
    4 [module > plain] c()
    5 [module > dead] d()
    6 [module] switch((! 0); )
    7 [module > plain] e()
    8 [module > dead] f()
    9 [module] switch((require.main === module); )
    10 [module > main] main()
    11 [module] switch((module == require.main); )
    12 [module > main] main()
    13 [module] switch(import.meta.main; )
    14 [module > main] main()
    15 [module > alternative] h()
    16 [module] switch(import.meta.vitest; )
    17 [module > test] test()
    18 [module] switch((! import.meta.main); )
    19 [module > plain] i()
    20 [module] switch(x; )
    21 [module > plain] j()
    22 [module] switch(true; )
    23 [module > alternative] k()
    24 [module > dead] l()
    ");
}

#[test]
fn switches() {
    let module = ts(r"
        switch (await a()) {
          case 1: b(); break;
          case Kind.C: { c(); }
          default: d();
        }
        ");
    assert_snapshot!(module, @r"
    0 [module] switch(await a(); )
    1 [module > alternative] b()
    2 [module > alternative] break
    3 [module] switch(Kind.C; )
    4 [module > alternative] c()
    5 [module > alternative] d()
    ");
}

#[test]
fn loops() {
    let module = ts(r"
        for (const a of b()) c(a);
        for (const [d, { e }] of f) {}
        for await (const g of h) {}
        for (i of j) {}
        for (k.l of m) {}
        for (const n in o) {}
        for (let p = 0, q = r(); p < q; p++) s();
        for (;;) {}
        while (t()) u();
        do { v(); } while (w());
        ");
    assert_snapshot!(module, @r"
    0 [module > loop] let a = each(b())
    1 [module > loop] c(a)
    2 [module > loop] let d = each(f)[0]
    3 [module > loop] let e = each(f)[1].e
    4 [module > loop] let g = each(h)
    5 [module > loop] i = each(j)
    6 [module > loop] k.l = each(m)
    7 [module > loop] let n = ?(o)
    8 [module] let p = 0
    9 [module] let q = r()
    10 [module > loop] switch((p < q); )
    11 [module > loop] s()
    12 [module > loop] p = (p + 1)
    13 [module > loop] switch(t(); )
    14 [module > loop] u()
    15 [module > loop] v()
    16 [module > loop] switch(w(); )
    ");
}

#[test]
fn try_statements() {
    let module = ts(r"
        try { a(); } catch (e) { b(e); } finally { c(); }
        try { d(); } catch { f(); }
        try { g(); } finally { h(); }
        try { i(); } catch ({ message }) { j(message); }
        try { k(); } catch (l: unknown) { throw l; }
        ");
    assert_snapshot!(module, @r"
    0 [module > try(*)] a()
    1 [module > handler] let e
    2 [module > handler] b(e)
    3 [module > finally] c()
    4 [module > try(*)] d()
    5 [module > handler] f()
    6 [module > try()] g()
    7 [module > finally] h()
    8 [module > try(*)] i()
    9 [module > handler] let {}v1
    10 [module > handler] let message = {}v1.message
    11 [module > handler] j(message)
    12 [module > try(*)] k()
    13 [module > handler] let l: unknown
    14 [module > handler] raise l
    ");
}

#[test]
fn the_rest() {
    let module = ts(r#"
        outer: for (const a of b) { continue outer; }
        { const c = 1; }
        throw new Error("x");
        debugger;
        ;
        with (d) { e(); }
        "#);
    assert_snapshot!(module, @r#"
    0 [module > loop] let a = each(b)
    1 [module > loop] continue
    2 [module] let c = 1
    3 [module] raise new Error("x")
    4 [module > dead] other
    5 [module > dead] switch(d; )
    6 [module > dead] e()
    "#);
}

#[test]
fn names_are_bound_in_the_function_around() {
    let module = ts(r"function f() { if (a) { let b = 1; } for (const c of d) { var e = c; } }");
    assert_snapshot!(module, @r"
    0 [module] let f = <fn f>
    1 [module > fn f] switch(a; )
    2 [module > fn f > plain] let b = 1
    3 [module > fn f > loop] let c = each(d)
    4 [module > fn f > loop] let e = c
    fn f Function ()
    ");
}

#[test]
fn what_follows_a_return_is_dead() {
    let module = ts(r"
        function f() { a(); return g(); b(); function g() { c(); } }
        function h() { if (x) { throw y; } else return; d(); }
        for (;;) { if (x) break; e(); { continue; } i(); }
        ");
    assert_snapshot!(module, @r"
    0 [module] let f = <fn f>
    1 [module > fn f] let g = <fn g>
    2 [module > fn f > fn g] c()
    3 [module > fn f] a()
    4 [module > fn f] return g()
    5 [module > fn f > dead] b()
    6 [module] let h = <fn h>
    7 [module > fn h] switch(x; )
    8 [module > fn h > plain] raise y
    9 [module > fn h > alternative] return
    10 [module > fn h > dead] d()
    11 [module > loop] switch(x; )
    12 [module > loop > plain] break
    13 [module > loop] e()
    14 [module > loop] continue
    15 [module > loop > dead] i()
    fn f Function ()
    fn g Function ()
    fn h Function ()
    ");
}
