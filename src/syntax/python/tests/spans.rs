//! Spans: findings and fixes point at exact tokens.

use super::lower;
use crate::program::{ArgKind, Assign, EntryKey, ExprKind, RegionKind, StmtKind, Target};
use crate::source::Span;

#[test]
fn calls_members_and_arguments() {
    let source = "r = (co).v2.chat(model = 'm', *a, **{'k' : 1}, f (x))";
    let text = |span: Span| &source[span.range()];
    let module = lower(source);
    let call = &module.exprs[module.calls[1].index()];
    assert_eq!(text(call.span), "(co).v2.chat(model = 'm', *a, **{'k' : 1}, f (x))");
    let ExprKind::Call { callee, args, .. } = &call.kind else { panic!("no call") };
    let ExprKind::Member { property_span, .. } = module.exprs[callee.index()].kind else { panic!("no member") };
    assert_eq!(text(property_span), "chat");
    let spans: Vec<_> = args.iter().map(|a| (text(a.span), text(module.exprs[a.value.index()].span))).collect();
    assert_eq!(spans, [("model = 'm'", "'m'"), ("*a", "a"), ("**{'k' : 1}", "{'k' : 1}"), ("f (x)", "f (x)")]);
    let ArgKind::Named(name, name_span) = &args[0].kind else { panic!("no name") };
    assert_eq!((name.as_str(), text(*name_span)), ("model", "model"));
    let ExprKind::Object { entries, .. } = &module.exprs[args[2].value.index()].kind else { panic!("no object") };
    assert_eq!((&entries[0].key, text(entries[0].key_span)), (&EntryKey::Static("k".into()), "'k'"));
}

#[test]
fn forward_references_point_into_the_string() {
    let source = "def f(co: 'cohere.ClientV2 | None'): pass";
    let module = lower(source);
    let annotation = module.functions[0].params[0].annotation.unwrap();
    assert_eq!(&source[module.exprs[annotation.index()].span.range()], "cohere.ClientV2 | None");
    assert_eq!(module.dump_expr(annotation), "union(cohere.ClientV2, null)");
}

#[test]
fn statements_with_bodies_span_their_header() {
    let source = "@d\ndef f(\n  x\n):\n  for a in b:\n    c()\n  with d(), e as g:\n    h()\n";
    let module = lower(source);
    let spans: Vec<_> = module.stmts.iter().map(|s| &source[s.span.range()]).collect();
    assert_eq!(spans, ["@d\ndef f(\n  x\n):", "for a in b:", "c()", "with d(), e as g:", "with d(), e as g:", "h()"]);
    let regions: Vec<_> = module.regions.iter().map(|r| &source[r.span.range()]).collect();
    assert_eq!(regions[2..], ["c()", "h()"]);
}

#[test]
fn handlers_span_their_keyword_and_types() {
    let source = "try:\n  a()\nexcept (A, B) as e:\n  b()\n";
    let module = lower(source);
    let RegionKind::Try { handlers } = &module.regions[1].kind else { panic!("no try") };
    assert_eq!(&source[handlers[0].span.range()], "except (A, B) as e:");
    assert_eq!(handlers[0].binding.as_deref(), Some("e"));
    assert_eq!(&source[module.regions[handlers[0].region.index()].span.range()], "b()");
}

#[test]
fn targets_span_their_name() {
    let source = "self.client, x = f()";
    let module = lower(source);
    let targets: Vec<_> = module
        .stmts
        .iter()
        .filter_map(|s| match &s.kind {
            StmtKind::Assign(Assign { target: Target::Name { span, .. } | Target::Member { span, .. }, .. }) => Some(&source[span.range()]),
            _ => None,
        })
        .collect();
    assert_eq!(targets, ["client", "x"]);
}

#[test]
fn comments_are_all_kept() {
    let source = "#!/bin/python\nx = f(  # one\n  1, # two\n)\n# cohere-lint: ignore[x] é\ny = '# no'\nif a: # three\n  pass\n# end";
    let module = lower(source);
    let comments: Vec<_> = module.comments.iter().map(|c| &source[c.span.range()]).collect();
    assert_eq!(comments, ["#!/bin/python", "# one", "# two", "# cohere-lint: ignore[x] é", "# three", "# end"]);
}

#[test]
fn imports_for_type_checkers_are_marked() {
    let module = lower("import a\nif TYPE_CHECKING:\n  import b\nimport c\n");
    let marks: Vec<_> = module
        .exprs
        .iter()
        .filter_map(|e| match &e.kind {
            ExprKind::Import(i) => Some(i.type_only),
            _ => None,
        })
        .collect();
    assert_eq!(marks, [false, true, false]);
}

#[test]
fn a_comprehension_reads_its_own_variable() {
    let module = lower("x = 1\ny = [x for x in z]\nf(x)\n");
    assert_eq!(module.scopes[0].bindings["x"].len(), 1);
    assert_eq!(module.scopes[1].bindings["x"].len(), 1);
    let ExprKind::Call { args, .. } = &module.exprs[module.calls[0].index()].kind else { panic!("no call") };
    assert_eq!(module.exprs[args[0].value.index()].scope.index(), 0);
}

#[test]
fn calls_belong_to_statements() {
    let module =
        lower("if a():\n  b(c())\nfor x in d(): pass\nwith e(): pass\nwhile f(): pass\nmatch g():\n  case _ if h(): pass\ndel i()[0]\n");
    for call in &module.calls {
        assert!(module.exprs[call.index()].stmt.is_some(), "{}", module.dump_expr(*call));
    }
}
