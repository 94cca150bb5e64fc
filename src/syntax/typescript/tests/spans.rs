//! Places: findings point at exactly these tokens.

use super::lower;
use crate::program::{ArgKind, EntryKey, ExprKind, Module, RegionKind, Stmt, StmtKind, Target};
use crate::source::{Dialect, Span};

/// A lowered text that can be asked for what stands where.
struct Sample {
    text: &'static str,
    module: Module,
}

impl Sample {
    fn new(text: &'static str) -> Self {
        Self { text, module: lower(text, Dialect::Ts) }
    }

    fn at(&self, span: Span) -> &'static str {
        &self.text[span.range()]
    }

    /// The texts of the expressions that are `wanted`.
    fn all(&self, wanted: impl Fn(&ExprKind) -> bool) -> Vec<&'static str> {
        self.module.exprs.iter().filter(|e| wanted(&e.kind)).map(|e| self.at(e.span)).collect()
    }

    fn statements(&self) -> Vec<&'static str> {
        self.module.stmts.iter().map(|s: &Stmt| self.at(s.span)).collect()
    }
}

#[test]
fn calls_and_their_arguments() {
    let sample = Sample::new("const r = (await co?.v2!.chat<T>({ model: 'x' }, ...rest)).text;");
    assert_eq!(sample.all(|e| matches!(e, ExprKind::Call { .. })), ["co?.v2!.chat<T>({ model: 'x' }, ...rest)"]);
    assert_eq!(sample.all(|e| matches!(e, ExprKind::Await(_))), ["await co?.v2!.chat<T>({ model: 'x' }, ...rest)"]);
    let args = sample.module.exprs.iter().filter_map(|e| match &e.kind {
        ExprKind::Call { args, .. } => Some(args),
        _ => None,
    });
    let args: Vec<_> = args.flatten().map(|a| (a.kind.clone(), sample.at(a.span))).collect();
    assert_eq!(args, [(ArgKind::Positional, "{ model: 'x' }"), (ArgKind::Spread, "...rest")]);
    let properties = sample.module.exprs.iter().filter_map(|e| match &e.kind {
        ExprKind::Member { property_span, .. } => Some((sample.at(*property_span), sample.at(e.span))),
        _ => None,
    });
    assert_eq!(
        properties.collect::<Vec<_>>(),
        [("v2", "co?.v2"), ("chat", "co?.v2!.chat"), ("text", "(await co?.v2!.chat<T>({ model: 'x' }, ...rest)).text")]
    );
}

#[test]
fn keys() {
    let sample = Sample::new("f({ a, 'b-c': 1, [d]: 2, ...e, g() {}, h: () => 1 });");
    let entries = sample.module.exprs.iter().find_map(|e| match &e.kind {
        ExprKind::Object { entries, .. } => Some(entries),
        _ => None,
    });
    let keys: Vec<_> = entries.unwrap().iter().map(|e| (matches!(e.key, EntryKey::Static(_)), sample.at(e.key_span))).collect();
    assert_eq!(keys, [(true, "a"), (true, "'b-c'"), (false, "[d]"), (false, "...e"), (true, "g"), (true, "h")]);
}

#[test]
fn names_of_functions_and_classes() {
    let sample = Sample::new("function a() {}\nclass B { c() {} }\nconst d = () => 1;\nf(async () => 1);\nx.y = function () {};");
    let names: Vec<_> = sample.module.functions.iter().map(|f| sample.at(f.name_span)).collect();
    assert_eq!(names, ["a", "c", "d", "async", "y"]);
    assert_eq!(sample.at(sample.module.classes[0].name_span), "B");
    assert_eq!(sample.at(sample.module.functions[1].span), "c() {}");
}

#[test]
fn statements_with_bodies_end_before_them() {
    let sample = Sample::new("export function a(b: C): D { return 1; }\nclass E extends F { g() { h(); } }\nconst i = () => j();");
    assert_eq!(
        sample.statements(),
        ["function a(b: C): D", "return 1;", "class E extends F", "g()", "h();", "j()", "const i = () => j();"]
    );
}

#[test]
fn targets() {
    let sample = Sample::new("let a = 1; b.c = 2; const { d: e, f = 3 } = g;");
    let targets = sample.module.stmts.iter().filter_map(|s| match &s.kind {
        StmtKind::Assign(assign) => match assign.target {
            Target::Name { span, .. } | Target::Member { span, .. } => Some(sample.at(span)),
            Target::Index { .. } => None,
        },
        _ => None,
    });
    assert_eq!(targets.collect::<Vec<_>>(), ["a", "c", "e", "f"]);
}

#[test]
fn imports() {
    let sample = Sample::new("import a, { b as c } from 'm';\nconst d = require('n');");
    assert_eq!(sample.all(|e| matches!(e, ExprKind::Import(_))), ["a", "b as c", "require('n')"]);
    assert_eq!(sample.statements(), ["import a, { b as c } from 'm';", "import a, { b as c } from 'm';", "const d = require('n');"]);
}

#[test]
fn handlers() {
    let sample = Sample::new("try { a(); } catch (e) { b(); } finally { c(); }");
    let regions: Vec<_> = sample.module.regions.iter().skip(1).map(|r| sample.at(r.span)).collect();
    assert_eq!(regions, ["{ a(); }", "{ b(); }", "{ c(); }"]);
    let RegionKind::Try { handlers } = &sample.module.regions[1].kind else { panic!("no try") };
    assert_eq!(sample.at(handlers[0].span), "catch (e)");
    assert_eq!(handlers[0].binding.as_deref(), Some("e"));
    assert_eq!(sample.at(sample.module.regions[handlers[0].region.index()].span), "{ b(); }");
}

#[test]
fn comments() {
    let sample = Sample::new(
        "#!/usr/bin/env node\na(/* inside */ b); // behind\n/**\n * doc\n */\nconst c = { /* in object */ };\n`${d /* in template */}`;",
    );
    let comments: Vec<_> = sample.module.comments.iter().map(|c| sample.at(c.span)).collect();
    assert_eq!(comments, ["/* inside */", "// behind", "/**\n * doc\n */", "/* in object */", "/* in template */"]);
}

#[test]
fn offsets_are_bytes() {
    let sample = Sample::new("const ä = 'ö😀'; f(ä);");
    assert_eq!(sample.all(|e| matches!(e, ExprKind::Call { .. })), ["f(ä)"]);
    assert_eq!(sample.all(|e| matches!(e, ExprKind::Literal(_))), ["'ö😀'"]);
}
