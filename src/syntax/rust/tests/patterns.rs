use super::body;

#[test]
fn destructuring() {
    assert_eq!(body("let (a, (b, _), .., c) = t;"), ["let a = t[0]", "let b = t[1][0]", "let c = ?(t)"]);
    assert_eq!(
        body("let Foo { a, b: c, d: Bar(e, .., f), 0: g, .. } = s;"),
        ["let a = s.a", "let c = s.b", "let e = s.d.0", "let f = ?(s.d)", "let g = s.0",]
    );
    assert_eq!(
        body("let [a, .., b] = xs; let [c, rest @ ..] = ys;"),
        ["let a = xs[0]", "let b = each(xs)", "let c = ys[0]", "let rest = ?(ys)"]
    );
    assert_eq!(body("let all @ (ref a, mut b) = &t;"), ["let all = t", "let a = t[0]", "let b = t[1]"]);
    assert_eq!(body("let _ = g(); let (_, _) = h(); let Foo { .. } = k();"), ["let _ = g()", "let _ = h()", "let _ = k()"]);
}

#[test]
fn declared_types_follow_the_pattern() {
    assert_eq!(
        body("let (a, b): (A, &B) = t; let x: Option<C>; let y: u8 = 1; let Some(z): Option<D> = o else { return };"),
        ["let a: A = t[0]", "let b: B = t[1]", "let x: Option[C]", "let y: u8 = 1", "switch(o; )", "let z: D = o", "[plain] return ",]
    );
}

#[test]
fn some_and_ok_are_what_is_matched_and_err_is_not() {
    assert_eq!(
        body("match r { Some(Ok(a)) => g(a), Some(Err(b)) => g(b), None => h(), &Some(ref c) => g(c) };"),
        [
            "switch(r; )",
            "[plain] let a = r",
            "[plain] g(a)",
            "[alternative] let b = r.Err",
            "[alternative] g(b)",
            "[alternative] h()",
            "[alternative] let c = r",
            "[alternative] g(c)",
        ]
    );
}

#[test]
fn alternatives_bind_once() {
    assert_eq!(
        body("match r { A(x) | B(x) => g(x), C(y) | D { y } => g(y), FOO | Bar::Baz => h(), 1..=3 | 'a' => k() };"),
        [
            "switch(r; )",
            "[plain] let x = r.0",
            "[plain] g(x)",
            "[alternative] let y = ?(r)",
            "[alternative] g(y)",
            "[alternative] h()",
            "[alternative] k()",
        ]
    );
}
