use super::{body, lower, sources};
use crate::program::{ExprKind, RegionKind};

#[test]
fn conditions_are_looked_at_before_their_branches() {
    assert_eq!(
        body("if a() { b(); } else if c { d() } else { e() } f();"),
        ["switch(a(); )", "[plain] b()", "switch(c; )", "[alternative] d()", "[alternative] e()", "f()",]
    );
}

#[test]
fn an_if_as_a_value() {
    assert_eq!(
        body("let x = if a { 1 } else if b { g(); 2 } else { 3 };"),
        ["switch(a; )", "switch(b; )", "[alternative] g()", "let x = (a ? 1 : (b ? 2 : 3))",]
    );
    // Branches that leave have no value to offer.
    assert_eq!(body("let x = if a { 1 } else { return 2 };"), ["switch(a; )", "[alternative] return 2", "let x = 1"]);
    assert_eq!(body("if a { 1 } else { 2 }").last().unwrap(), "return (a ? 1 : 2)");
}

#[test]
fn if_let_binds_in_its_branch() {
    assert_eq!(
        body("if let Ok(r) = client.chat().await { g(r) }"),
        ["switch(await client.chat(); )", "[plain] let r = await client.chat()", "[plain] g(r)",]
    );
    assert_eq!(
        body("let x = if let Some(a) = b { a } else { c };"),
        ["switch(b; )", "[plain] let a = b", "let x = (switch(b; ) ? a : c)",]
    );
    assert_eq!(
        body("if let Some(a) = b && a.c() && let Some(d) = a.e { f(d) }"),
        ["switch(b; )", "[plain] let a = b", "[plain] switch(a.c(); )", "[plain] switch(a.e; )", "[plain] let d = a.e", "[plain] f(d)",]
    );
}

#[test]
fn let_else() {
    assert_eq!(body("let Some(a) = b() else { return c; }; a"), ["switch(b(); )", "let a = b()", "[plain] return c", "return a"]);
}

#[test]
fn match_arms() {
    assert_eq!(
        body("match client.chat().await { Ok(r) if r.ok => g(r), Err(e) => { log(e); return Err(e) } _ => {} }; 1"),
        [
            "switch(await client.chat(); )",
            "[plain] let r = await client.chat()",
            "[plain] switch(r.ok; )",
            "[plain] g(r)",
            "[alternative] let e = await client.chat().Err",
            "[alternative] log(e)",
            "[alternative] return Err(e)",
            "return 1",
        ]
    );
    assert_eq!(
        body("let x = match a { 1 => b, 2 => return c, _ => { d(); e } };"),
        ["switch(a; )", "[alternative] return c", "[alternative] d()", "let x = switch(a; b, e)",]
    );
}

#[test]
fn what_is_looked_at_is_the_operand_of_the_switch() {
    for text in [
        "fn f() { match g() { Ok(a) => h(a), Err(e) => k(e) } }",
        "fn f() { if let Err(e) = g() { k(e) } }",
        "fn f() { let Ok((a, b)) = g() else { return }; }",
        "fn f() { while let Some((a, b)) = g() { h(a) } }",
        "fn f() -> u8 { match g() { Ok(Foo { a }) => a, _ => 0 } }",
    ] {
        let module = lower(text);
        let call = module.calls.iter().find(|c| sources(&module, text, |_| true)[c.index()] == "g()").unwrap();
        let expr = &module.exprs[call.index()];
        let parent = &module.exprs[expr.parent.expect("a parent").index()];
        assert!(matches!(parent.kind, ExprKind::Switch { .. }), "{text}: {parent:?}");
        // Its statement is the look, outside of the branches; so is the switch.
        let stmt = &module.stmts[expr.stmt.expect("a statement").index()];
        assert_eq!((stmt.region, parent.region), (expr.region, expr.region), "{text}");
        assert!(text[stmt.span.range()].ends_with("g()"), "{text}: {}", &text[stmt.span.range()]);
    }
}

#[test]
fn loops() {
    assert_eq!(
        body("for (i, x) in xs.iter().enumerate() { g(x) } for _ in 0..3 { h(); } while a < b { k(); } loop { break; }"),
        [
            "[loop] let i = each(xs.iter().enumerate())[0]",
            "[loop] let x = each(xs.iter().enumerate())[1]",
            "[loop] g(x)",
            "[loop] let _ = each((0 .. 3))",
            "[loop] h()",
            "[loop] switch((a < b); )",
            "[loop] k()",
            "[loop] other",
        ]
    );
    assert_eq!(
        body("while let Some(x) = it.next() { g(x); continue; }"),
        ["[loop] switch(it.next(); )", "[loop] let x = it.next()", "[loop] g(x)", "[loop] other",]
    );
    let module = lower("fn f() { for x in g() {} }");
    let iterated = module.regions.iter().find_map(|r| if let RegionKind::Loop(i) = r.kind { i } else { None }).unwrap();
    assert_eq!(module.dump_expr(iterated), "g()");
}

#[test]
fn a_loop_is_what_it_is_left_with() {
    assert_eq!(
        body("let r = loop { match call().await { Ok(r) => break r, Err(_) => sleep().await } };"),
        [
            "[loop] switch(await call(); )",
            "[loop > plain] let r = await call()",
            "[loop > plain] other",
            "[loop > alternative] await sleep()",
            "let r = r",
        ]
    );
    assert_eq!(body("let r = 'a: loop { loop { break 'a 1; } break 2; };").last().unwrap(), "let r = (?() ? 1 : 2)");
}

#[test]
fn dead_and_test_branches() {
    assert_eq!(
        body("if false { a() } if cfg!(test) { b() } if cfg!(any()) { c() }"),
        ["switch(false; )", "[dead] a()", "switch(cfg!(test); )", "[test] b()", "switch(cfg!(any()); )", "[dead] c()",]
    );
    assert_eq!(
        body("#[cfg(test)] let x = 1; match a { #[cfg(test)] A => b(), _ => c() };"),
        ["[test] let x = 1", "switch(a; )", "[test] b()", "[alternative] c()",]
    );
}

#[test]
fn a_long_else_if_chain_is_an_unknown_value() {
    let chain = "if a { 1 } else ".repeat(300);
    let lines = body(&format!("let x = {chain} {{ 2 }};"));
    assert!(lines.last().unwrap().starts_with("let x = ?(1, 1, "));
}

#[test]
fn what_follows_a_return_is_dead() {
    assert_eq!(
        body("a(); return b(); let c = d(); fn g() { e(); } f()"),
        ["a()", "return b()", "[dead] let c = d()", "[fn g] e()", "let g = <fn g>", "[dead] return f()"]
    );
}
