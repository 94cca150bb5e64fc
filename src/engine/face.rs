//! What a file shows to the choice of files: as long as it stays the same, so does the choice.

use super::bearings::Carriers;
use super::files::Files;
use super::reach::{Lookout, Marks, scan_file};
use super::text_imports::text_imports;
use crate::program::{ExportValue, Expr, ExprKind, Literal, Module, StmtKind, Target, TemplatePart};
use crate::source::{FileId, Language};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::mem::discriminant;

/// Everything that [`super::reach::reach`] and what it calls ask of one file, as one number. Whoever makes them ask for more adds it here.
///
/// Of the code that is its shape and its names: what a literal or a comment says counts only where the choice reads it.
pub fn face(files: &Files, id: FileId, lookout: &Lookout, marks: &Marks, carriers: Option<&Carriers>) -> u64 {
    let mut hasher = FxHasher::default();
    let mut buffer = Vec::new();
    let language = files.candidate(id).kind.language();
    scan_file(files, id, lookout, marks, &mut buffer).hash(&mut hasher);
    if let Some(bytes) = files.bytes(id, &mut buffer) {
        let text = String::from_utf8_lossy(bytes);
        text_imports(&text, language).hash(&mut hasher);
        marks.calls.hit(bytes).hash(&mut hasher);
        ["import *", "export *", "::*"].map(|star| text.contains(star)).hash(&mut hasher);
        let named = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')));
        let named: FxHashSet<&str> = named.filter(|word| carriers.is_some_and(|carriers| carriers.speaks_of(word))).collect();
        let mut named: Vec<&str> = named.into_iter().collect();
        named.sort_unstable();
        named.hash(&mut hasher);
    }
    let module = files.get(id).and_then(|loaded| loaded.module.as_ref());
    module.is_some().hash(&mut hasher);
    if let Some(module) = module {
        shape(module, marks, &mut hasher);
    }
    hasher.finish()
}

/// The module without its places and most of its literals.
fn shape(module: &Module, marks: &Marks, hasher: &mut FxHasher) {
    for expr in &module.exprs {
        (discriminant(&expr.kind), expr.scope.index(), expr.parent.map(|id| id.index()), expr.stmt.map(|id| id.index())).hash(hasher);
        expression(expr, module.language, marks, hasher);
    }
    for stmt in &module.stmts {
        (discriminant(&stmt.kind), stmt.scope.index()).hash(hasher);
        if let StmtKind::Assign(assign) = &stmt.kind {
            assign.value.map(|id| id.index()).hash(hasher);
            match &assign.target {
                Target::Name { name, scope, .. } => (name, scope.index()).hash(hasher),
                Target::Member { object, property, .. } => (object.index(), property).hash(hasher),
                Target::Index { object, index } => (object.index(), index.index()).hash(hasher),
            }
        }
    }
    for function in &module.functions {
        (&function.name, function.class.map(|id| id.index()), function.scope.index()).hash(hasher);
        function.decorators.iter().for_each(|id| id.index().hash(hasher));
    }
    for class in &module.classes {
        (&class.name, discriminant(&class.kind)).hash(hasher);
        class.bases.iter().chain(&class.decorators).for_each(|id| id.index().hash(hasher));
    }
    for scope in &module.scopes {
        scope.parent.map(|id| id.index()).hash(hasher);
    }
    for export in &module.exports {
        export.name.hash(hasher);
        match &export.value {
            ExportValue::Local(name) => name.hash(hasher),
            ExportValue::Expr(id) => id.index().hash(hasher),
            ExportValue::From(import) => import.hash(hasher),
        }
    }
    for (scope, import) in &module.star_imports {
        (scope.index(), import).hash(hasher);
    }
    module.child_modules.hash(hasher);
}

/// What of an expression's own is read, beside its place in the whole.
fn expression(expr: &Expr, language: Language, marks: &Marks, hasher: &mut FxHasher) {
    match &expr.kind {
        ExprKind::Name(name) => name.hash(hasher),
        ExprKind::Member { property, .. } => property.hash(hasher),
        ExprKind::Import(import) => import.hash(hasher),
        // A host, or a package that something imports by its name.
        ExprKind::Literal(Literal::Str(text)) => {
            marks.names_host(text).hash(hasher);
            marks.names_package(language, text).hash(hasher);
        }
        ExprKind::Template(parts) => {
            parts.iter().any(|part| matches!(part, TemplatePart::Text(text) if marks.names_host(text))).hash(hasher);
        }
        _ => {}
    }
}
