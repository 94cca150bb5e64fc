use super::{body, dump, expr, lower, source};
use crate::program::{EntryKey, ExprKind};

#[test]
fn json() {
    assert_eq!(
        expr(r#"json!({ "model": "command-r", "n": -1, "messages": [{ "role": role, "content": f::<A, B>(q)? }, null, true], })"#),
        r#"{model: "command-r", n: (- 1), messages: [{role: role, content: f(q)?}, null, true]}"#
    );
    assert_eq!(expr(r#"serde_json::json!({ KEY: 1, (k.a): 2, a::B: 3, 4: 5 })"#), "{[KEY]: 1, [k.a]: 2, [a.B]: 3, [4]: 5}");
    assert_eq!(expr("json!([1, [], {}])"), "[1, [], {}]");
    assert_eq!(expr("json!(x.y)"), "x.y");
    assert_eq!(
        expr(r#"json!({ "a": if x { 1 } else { 2 }, "b": null_value, "c": Foo { d: 1 } })"#),
        "{a: (x ? 1 : 2), b: null_value, c: Foo{d: 1}}"
    );
}

#[test]
fn json_spans() {
    let text = r#"fn f() { json!({ "model": "x", "a": [1] }) }"#;
    let module = lower(text);
    let object = module.exprs.iter().find_map(|e| if let ExprKind::Object { entries, .. } = &e.kind { Some((e, entries)) } else { None });
    let (object, entries) = object.unwrap();
    assert_eq!(&text[object.span.range()], r#"{ "model": "x", "a": [1] }"#);
    let entries: Vec<_> = entries.iter().map(|e| (&text[e.key_span.range()], source(&module, text, e.value))).collect();
    assert_eq!(entries, [(r#""model""#, r#""x""#), (r#""a""#, "[1]")]);
}

#[test]
fn vectors() {
    assert_eq!(expr("vec![a, b.c(),]"), "[a, b.c()]");
    assert_eq!(expr("vec![]"), "[]");
    assert_eq!(expr("vec![String::new(); 2]"), "[String.new(), String.new()]");
    assert_eq!(expr("vec![x; n]"), "[x, ...?(n)]");
}

#[test]
fn formats() {
    assert_eq!(expr(r#"format!("{}/v1/{model}?q={0:?}&{{x}}", base)"#), "`${base}/v1/${model}?q=${base}&{x}`");
    assert_eq!(expr(r#"format!("{a} {b:>1$}", b = 2, a = self.x)"#), "`${this.x} ${2}`");
    assert_eq!(expr(r#"format!("plain")"#), r#""plain""#);
    assert_eq!(expr(r##"format!(r#"{x}"y"#)"##), "`${x}\"y`");
    assert_eq!(expr(r#"format!("{} {}", a)"#), "`${a} ${?()}`");
    assert_eq!(expr(r#"format!("a", b)"#), "?(b, \"a\")");
    assert_eq!(expr("format!(x)"), "format!(x)");
    assert_eq!(expr(r#"concat!("a", 1, env!("B"), 'c')"#), r#"`a1${env!("B")}c`"#);
    assert_eq!(expr(r#"concat!("a", "b")"#), r#""ab""#);
    assert_eq!(expr("indoc!(\"\n    a\n      b\n\")"), "\"a\\n  b\\n\"");
}

#[test]
fn captured_names_have_their_place() {
    let text = "fn f() { println!(\"é {} { client } {client:?}\", x); }";
    let module = lower(text);
    let places: Vec<_> = module
        .exprs
        .iter()
        .filter(|e| matches!(&e.kind, ExprKind::Name(n) if n == "client"))
        .map(|e| (e.span.start, &text[e.span.range()]))
        .collect();
    assert_eq!(places, [(27, "client"), (37, "client")]);
}

#[test]
fn printing_and_logging() {
    assert_eq!(expr(r#"println!("a {} {b}", x.y()?)"#), "println!(`a ${x.y()?} ${b}`)");
    assert_eq!(expr(r#"write!(out, "{}", x)?"#), "write!(out, `${x}`)?");
    assert_eq!(
        expr(r#"tracing::info!(target: "t", model = %m, user.id = id, ?err, "sent {}", n)"#),
        "tracing.info!(target=\"t\", model=m, user.id=id, err, `sent ${n}`)"
    );
    assert_eq!(expr(r#"anyhow::bail!("no {k}")"#), "anyhow.bail!(`no ${k}`)");
    assert_eq!(expr("bail!(Error::New(x))"), "bail!(Error.New(x))");
    assert_eq!(expr(r#"assert!(a.b(), "no {}", c)"#), "assert!(a.b(), `no ${c}`)");
    assert_eq!(expr(r#"assert_eq!("x", y, "because {z}")"#), "assert_eq!(\"x\", y, `because ${z}`)");
    assert_eq!(expr("panic!()"), "panic!()");
}

#[test]
fn environment() {
    assert_eq!(expr(r#"env!("KEY")"#), r#"env!("KEY")"#);
    assert_eq!(expr(r#"option_env!("KEY").unwrap_or("d")"#), r#"option_env!("KEY").unwrap_or("d")"#);
    assert_eq!(expr(r#"std::env!("KEY", "why")"#), r#"std.env!("KEY", "why")"#);
}

#[test]
fn matches_looks_at_its_subject() {
    assert_eq!(expr("matches!(client.chat().await, Err(Error::Rate { .. }) | Ok(_))"), "switch(await client.chat(); )");
    assert_eq!(body("matches!(a, Some(x) if x.b())"), ["let x = a", "return switch(a; x.b())"]);
}

#[test]
fn select() {
    assert_eq!(
        body("tokio::select! { biased; Some(r) = client.chat(q), if on => { g(r); } _ = sleep(1) => return 1, else => h(), }"),
        [
            "switch(tokio.select!(await client.chat(q), await sleep(1)); )",
            "[plain] let r = await client.chat(q)",
            "[plain] switch(on; )",
            "[plain] g(r)",
            "[alternative] return 1",
            "return switch(tokio.select!(await client.chat(q), await sleep(1)); h())",
        ]
    );
}

#[test]
fn streams_are_generators() {
    let module = lower("fn f() -> S { try_stream! { let r = client.chat().await?; yield r.text; } }");
    assert!(module.functions[1].is_async && module.functions[1].is_generator);
    assert_eq!(
        module.dump().lines().take(3).collect::<Vec<_>>(),
        [
            "0 [module > fn f > fn _] let r = await client.chat()?",
            "1 [module > fn f > fn _] yield r.text",
            "2 [module > fn f] return try_stream!(<fn _>)",
        ]
    );
}

#[test]
fn lazy_statics() {
    assert_eq!(
        dump("lazy_static! { /// doc\n pub static ref CO: Client = Client::new(KEY); static ref B: u8 = 1; }")[..2],
        ["0 [module] let CO: Client = Client.new(KEY)", "1 [module] let B: u8 = 1",]
    );
    assert_eq!(
        dump("thread_local! { static T: RefCell<u8> = const { RefCell::new(1) } }")[0],
        "0 [module] let T: RefCell[u8] = RefCell.new(1)"
    );
    assert_eq!(dump("tokio::task_local! { static A: u8; pub static B: u8; }")[..2], ["0 [module] let A: u8", "1 [module] let B: u8"]);
}

#[test]
fn macros_around_items() {
    assert_eq!(
        dump("my_items! { use a::b; pub fn f() { g() } }")[..3],
        ["0 [module] let b = <a>.b", "1 [module > fn f] g()", "2 [module] let f = <fn f>",]
    );
    assert_eq!(
        dump("cfg_if! { if #[cfg(unix)] { use a::b; } else { fn f() { g() } } }")[..3],
        ["0 [module > plain] let b = <a>.b", "1 [module > plain > fn f] g()", "2 [module > plain] let f = <fn f>",]
    );
}

#[test]
fn what_a_macro_alone_understands_is_no_syntax_error() {
    assert!(lower("m! { pub static A: u8; fn b(); } fn f() { n!(if, let); }").skipped.is_empty());
    assert_eq!(lower("const A: u8; fn f() {}").skipped.len(), 1);
}

#[test]
fn unknown_macros() {
    assert_eq!(expr("tokio::join!(a(), b.c())"), "tokio.join!(a(), b.c())");
    assert_eq!(expr("foo![x = 1, y]"), "foo!(x=1, y)");
    assert_eq!(expr(r#"hashmap! { "a" => 1, k => f() }"#), "{a: 1, [k]: f()}");
    assert_eq!(body("timed! { let a = g(); a.b() }"), ["let a = g()", "return a.b()"]);
    assert_eq!(body("odd!(@ client.chat(q)?; when { x(); } else => [y(1)])"), ["[plain] x()", "return odd!([y(1)])"]);
    assert_eq!(expr("r#try!(f())"), "f()?");
}

#[test]
fn templates_of_code_are_no_code() {
    assert_eq!(expr("quote! { client.chat(#x) }"), "quote!()");
    assert_eq!(expr("stringify!(a.b())"), "stringify!()");
    assert_eq!(dump("macro_rules! m { ($a:expr) => { client.chat($a) }; }").len(), 1);
}

#[test]
fn nested_macros() {
    assert_eq!(expr(r#"Some(json!({ "texts": vec![format!("{}", x)], "u": dbg!(y) }))"#), "{texts: [`${x}`], u: dbg!(y)}");
}

#[test]
fn keys_of_pairs() {
    let module = lower(r#"fn f() { hashmap! { "a" => 1 } }"#);
    assert!(
        module.exprs.iter().any(|e| matches!(&e.kind, ExprKind::Object { entries, .. } if entries[0].key == EntryKey::Static("a".into())))
    );
}
