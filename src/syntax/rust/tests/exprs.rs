use super::{body, expr, lower};

#[test]
fn literals() {
    assert_eq!(
        expr(r####"[1_000u64, 0xff, 1e3, 2.5f32, 99999999999999999999, true, 'x', "a\n\u{e9}", r#"b"c"#, b"bytes", b'y', c"z"]"####),
        r#"[1000, 255, 1000.0, 2.5, 1e20, true, "x", "a\né", "b\"c", b"bytes", b"y", b"z"]"#
    );
    assert_eq!(expr("(None, Option::None, std::option::Option::None, ())"), "[null, null, null, []]");
    assert_eq!(expr("-1"), "(- 1)");
}

#[test]
fn some_and_ok_stand_for_what_is_in_them() {
    assert_eq!(expr("Some(Ok::<_, E>(a.b()))"), "a.b()");
    assert_eq!(expr("Result::Ok(1)"), "1");
    assert_eq!(expr("Err(e)"), "Err(e)");
    assert_eq!(expr("Other::Some(1)"), "Other.Some(1)");
    assert_eq!(expr("xs.map(Some)"), "xs.map(Some)");
}

#[test]
fn paths() {
    assert_eq!(expr("a::b::<T>::c::<U>(x)"), "a.b.c(x)");
    assert_eq!(expr("<Foo<T> as Trait>::make(1)"), "Foo[T].make(1)");
    assert_eq!(expr("<[u8]>::len(x)"), "[...u8].len(x)");
    assert_eq!(expr("::std::mem::take(x)"), "std.mem.take(x)");
    assert_eq!(expr("crate::x(self::y, super::z, r#type)"), "crate.x(self.y, super.z, type)");
}

#[test]
fn chains() {
    assert_eq!(expr("client.chat(&req).await?.text"), "await client.chat(req)?.text");
    assert_eq!(expr("x.json::<Reply>().await"), "await x.json()");
    assert_eq!(expr("xs[0][a..b].len()"), "xs[0][(a .. b)].len()");
    assert_eq!(expr("f(1)(2)"), "f(1)(2)");
    assert_eq!(expr("t.0.1"), "t.0.1");
}

#[test]
fn noise_vanishes() {
    assert_eq!(expr("&mut *(&a as &dyn B)"), "a");
    assert_eq!(expr("((a)).b"), "a.b");
    assert_eq!(expr("unsafe { f() }"), "f()");
    assert_eq!(expr("&raw const x"), "x");
}

#[test]
fn operators() {
    assert_eq!(expr("a || b && !c"), "(a || (b && (! c)))");
    assert_eq!(expr("a + b * c - d"), "((a + (b * c)) - d)");
    assert_eq!(expr("a == b | c << 1"), "(a == (b | (c << 1)))");
    assert_eq!(expr("(..=5, ..)"), "[(null ..= 5), (null .. null)]");
}

#[test]
fn structs_lists_and_tuples() {
    assert_eq!(expr("Foo { a: 1, b, 0: c, ..Default::default() }"), "Foo{a: 1, b: b, 0: c, ...Default.default()}");
    assert_eq!(expr("api::Foo::<T> { a }"), "api.Foo{a: a}");
    assert_eq!(expr("[a, (b, 1)]"), "[a, [b, 1]]");
    assert_eq!(expr("[x; 3]"), "[x, x, x]");
    assert_eq!(expr("[x; n]"), "[x, ...?(n)]");
}

#[test]
fn assignments() {
    assert_eq!(
        body("let mut a = 1; a = 2; self.b.c = a; xs[i] = 3; a += 4; self.n -= 1; *p = 5; _ = g();"),
        ["let a = 1", "a = 2", "this.b.c = a", "xs[i] = 3", "a = (a + 4)", "this.n = (this.n - 1)", "global p = 5", "let _ = g()",]
    );
    assert_eq!(
        body("let (mut a, mut b) = t; (a, [b, _]) = g(); *m.get(k) = v; A::B = 1; x = y = 2;"),
        [
            "let a = t[0]",
            "let b = t[1]",
            "a = g()[0]",
            "b = g()[1][0]",
            "let _ = g()[1][1]",
            "?(m.get(k), v)",
            "A.B = 1",
            "global y = 2",
            "global x = 2",
        ]
    );
}

#[test]
fn a_compound_target_is_evaluated_once() {
    let module = lower("fn f() { g().n += h(); }");
    assert_eq!(module.calls.len(), 2);
}

#[test]
fn blocks_are_their_tail() {
    assert_eq!(body("let a = { let b = g(); b.c }; { h(); } 'x: { k() };"), ["let b = g()", "let a = b.c", "h()", "k()"]);
    assert_eq!(body("let a = 'x: { if c { break 'x 1; } 2 };"), ["switch(c; )", "[plain] other", "let a = (?() ? 1 : 2)",]);
}

#[test]
fn yields_make_generators() {
    let module = lower("fn f() { yield 1; }");
    assert!(module.functions[0].is_generator);
    assert_eq!(expr("yield x"), "yield x");
}
