use super::{lower, source, sources};
use crate::program::{ArgKind, EntryKey, ExprKind, StmtKind, Target};

#[test]
fn calls_members_and_arguments() {
    let text = "fn f() { (a.b)(&x, Some(y as u8), -1).c::<T>( z )?.await ; }";
    let module = lower(text);
    assert_eq!(
        sources(&module, text, |k| matches!(k, ExprKind::Call { .. })),
        ["(a.b)(&x, Some(y as u8), -1)", "(a.b)(&x, Some(y as u8), -1).c::<T>( z )"]
    );
    let mut args = Vec::new();
    for call in &module.calls {
        if let ExprKind::Call { args: of_call, .. } = &module.exprs[call.index()].kind {
            args.extend(of_call.iter().map(|a| (&text[a.span.range()], source(&module, text, a.value))));
        }
    }
    assert_eq!(args, [("&x", "x"), ("Some(y as u8)", "y"), ("-1", "-1"), ("z", "z")]);
    let members = module.exprs.iter().filter_map(|e| match &e.kind {
        ExprKind::Member { property_span, .. } => Some((&text[e.span.range()], &text[property_span.range()])),
        _ => None,
    });
    assert_eq!(members.collect::<Vec<_>>(), [("a.b", "b"), ("(a.b)(&x, Some(y as u8), -1).c", "c")]);
    assert_eq!(
        sources(&module, text, |k| matches!(k, ExprKind::Await(_) | ExprKind::Try(_))),
        ["(a.b)(&x, Some(y as u8), -1).c::<T>( z )?", "(a.b)(&x, Some(y as u8), -1).c::<T>( z )?.await"]
    );
}

#[test]
fn struct_keys_and_named_arguments() {
    let text = "fn f() { log!(a = 1); Foo { r#in: 1, b, ..c.d() }; }";
    let module = lower(text);
    for expr in &module.exprs {
        match &expr.kind {
            ExprKind::Object { entries, .. } => {
                let keys: Vec<_> = entries.iter().map(|e| (&e.key, &text[e.key_span.range()], source(&module, text, e.value))).collect();
                assert_eq!(
                    keys,
                    [
                        (&EntryKey::Static("in".into()), "r#in", "1"),
                        (&EntryKey::Static("b".into()), "b", "b"),
                        (&EntryKey::Spread, "..c.d()", "c.d()"),
                    ]
                );
            }
            ExprKind::Call { args, .. } if args.len() == 1 => {
                assert_eq!(&text[args[0].span.range()], "a = 1");
                assert!(matches!(&args[0].kind, ArgKind::Named(name, span) if name == "a" && &text[span.range()] == "a"));
            }
            _ => {}
        }
    }
}

#[test]
fn statements_and_names() {
    let text = "use a::{b as c};\n/// doc\n#[x]\npub async fn f() {\n  let (d, e) = g();\n  h();\n  if let Some(i) = j() {}\n  k.l = 1;\n}";
    let module = lower(text);
    let stmts: Vec<_> = module
        .stmts
        .iter()
        .map(|s| {
            let name = match &s.kind {
                StmtKind::Assign(a) => match &a.target {
                    Target::Name { span, .. } | Target::Member { span, .. } => &text[span.range()],
                    Target::Index { .. } => "",
                },
                _ => "",
            };
            (&text[s.span.range()], name)
        })
        .collect();
    assert_eq!(
        stmts[..7],
        [
            ("use a::{b as c};", "c"),
            ("let (d, e) = g();", "d"),
            ("let (d, e) = g();", "e"),
            ("h();", ""),
            ("if let Some(i) = j()", ""),
            ("Some(i)", "i"),
            ("k.l = 1", "l"),
        ]
    );
    assert!(stmts[7].0.starts_with("pub async fn f() {") && stmts[7].1 == "f");
}

#[test]
fn offsets_count_a_mark_a_shebang_and_wide_characters() {
    for prefix in [
        "\u{feff}",
        "#!/usr/bin/env rust\n",
        "\u{feff}#!/x\r\n",
        "#![allow(a)]\n",
        "#! [allow(a)]\n",
        "/* é日😀 */ ",
        "---cargo\n[dependencies]\n---\n",
    ] {
        let text = format!("{prefix}fn f() {{ \"é😀\"; call(日本); }}");
        let module = lower(&text);
        assert_eq!(sources(&module, &text, |k| matches!(k, ExprKind::Call { .. })).last(), Some(&"call(日本)"), "{prefix:?}");
    }
}

#[test]
fn comments() {
    let text = "//! a\n/// b\nfn f() { g(/* c */); } // d\n";
    let module = lower(text);
    let comments: Vec<_> = module.comments.iter().map(|c| &text[c.span.range()]).collect();
    assert_eq!(comments, ["//! a", "/// b", "/* c */", "// d"]);
}
