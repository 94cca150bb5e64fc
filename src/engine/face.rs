//! What a file shows to the choice of files: as long as it stays the same, so does the choice.

use super::bases::called_methods;
use super::bearings::Carriers;
use super::carriers::{Bearings, carried};
use super::reach::{Lookout, Marks, imports_of, scan_file};
use super::text_imports::text_imports;
use super::workspace::ProjectWorkspace;
use crate::analysis::prospect::root;
use crate::program::{Assign, ExportValue, Expr, ExprId, ExprKind, Literal, Module, Name, StmtKind, Target, TemplatePart};
use crate::source::{FileId, Language};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::mem::discriminant;

/// Sources of a file that are looked at one by one at most; of a file with more its whole shape counts.
const MAX_SOURCES: usize = 12;

/// Everything that [`super::reach::reach`] and what it calls ask of one file, as one number. Whoever makes them ask for more adds it here.
///
/// `carriers` are the names that carried Cohere when the files were chosen. Of the code counts what it imports, what its classes extend, and which of
/// its names each thing about Cohere comes to: what else is written in between is nobody's business.
pub fn face(workspace: &ProjectWorkspace<'_>, id: FileId, lookout: &Lookout, marks: &Marks, carriers: Option<&Carriers>) -> u64 {
    let files = workspace.files;
    let mut hasher = FxHasher::default();
    let mut buffer = Vec::new();
    let language = files.candidate(id).kind.language();
    scan_file(files, id, lookout, marks, &mut buffer).hash(&mut hasher);
    if let Some(bytes) = files.bytes(id, &mut buffer) {
        let text = String::from_utf8_lossy(bytes);
        text_imports(&text, language).hash(&mut hasher);
        let is_watched = |name: &&str| carriers.is_some_and(|carriers| carriers.watches(name));
        let mut called: Vec<&str> = called_methods(&text).filter(is_watched).collect();
        called.sort_unstable();
        called.dedup();
        called.hash(&mut hasher);
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
        surface(module, &mut hasher);
        match carriers.and_then(|carriers| sources(workspace, marks, module, carriers)) {
            Some(sources) => sources.hash(&mut hasher),
            None => shape(module, marks, &mut hasher),
        }
    }
    hasher.finish()
}

/// What a file imports and gives out, and what its classes extend.
fn surface(module: &Module, hasher: &mut FxHasher) {
    let mut imports: Vec<u64> = imports_of(module).map(hash_of).collect();
    imports.sort_unstable();
    imports.dedup();
    imports.hash(hasher);
    module.child_modules.hash(hasher);
    for class in &module.classes {
        (&class.name, discriminant(&class.kind)).hash(hasher);
        for base in &class.bases {
            match &module.exprs[base.index()].kind {
                ExprKind::Name(name) => name.hash(hasher),
                ExprKind::Member { object, property, .. } => {
                    property.hash(hasher);
                    if let ExprKind::Name(name) = &module.exprs[object.index()].kind {
                        name.hash(hasher);
                    }
                }
                _ => {}
            }
        }
    }
    // What a base may run of its classes.
    let methods = module.functions.iter().filter_map(|f| Some((f.class?.index(), f.name.as_ref()?)));
    methods.for_each(|method| method.hash(hasher));
    // Names of the module's own scope that are imported, by which bases are found.
    for stmt in module.stmts.iter().filter(|stmt| stmt.scope.index() == 0) {
        if let StmtKind::Assign(Assign { target: Target::Name { name, .. }, value: Some(value), .. }) = &stmt.kind
            && let ExprKind::Import(import) = &module.exprs[value.index()].kind
        {
            (name, import).hash(hasher);
        }
    }
    for export in &module.exports {
        export.name.hash(hasher);
        if let ExportValue::From(import) = &export.value {
            import.hash(hasher);
        }
    }
}

/// Which names of a module carry each thing about Cohere that stands in it, sorted. Names that many things come to are those that each comes
/// to, so that this says which names carry Cohere whichever of the things do. Nothing where there are too many.
fn sources(workspace: &ProjectWorkspace<'_>, marks: &Marks, module: &Module, carriers: &Carriers) -> Option<Vec<(u64, Vec<Name>)>> {
    let all = carriers.bearings(workspace, marks, module);
    let mut things: FxHashMap<u64, Bearings> = FxHashMap::default();
    for mark in all.marks {
        things.entry(source(module, mark)).or_default().marks.insert(mark);
    }
    for (name, from) in all.passed_on {
        things.entry(hash_of(&(&name, "passed on"))).or_default().passed_on.push((name, from));
    }
    if !all.starred.is_empty() {
        things.entry(hash_of("starred")).or_default().starred = all.starred;
    }
    if things.len() > MAX_SOURCES {
        return None;
    }
    let names = |bearings: &Bearings| {
        let mut names: Vec<Name> = carried(module, bearings).unwrap_or_default().into_iter().collect();
        names.sort_unstable();
        names
    };
    let mut sources: Vec<(u64, Vec<Name>)> = things.iter().map(|(thing, bearings)| (*thing, names(bearings))).collect();
    sources.sort_unstable();
    Some(sources)
}

/// What an expression about Cohere is about: the same for all that come from one place.
fn source(module: &Module, mark: ExprId) -> u64 {
    match &module.exprs[mark.index()].kind {
        ExprKind::Import(import) => hash_of(import),
        ExprKind::Member { object, property, .. } => match &module.exprs[root(module, *object).index()].kind {
            ExprKind::Name(name) => hash_of(&(name, property)),
            ExprKind::Import(import) => hash_of(&(import, property)),
            other => hash_of(&(discriminant(other), property)),
        },
        ExprKind::Name(name) => hash_of(name),
        other => hash_of(&discriminant(other)),
    }
}

fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
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
