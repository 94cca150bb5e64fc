//! What a file shows to the choice of files: as long as it stays the same, so does the choice.

use super::files::Files;
use super::reach::{Lookout, Marks, is_bound, scan_file};
use super::text_imports::text_imports;
use crate::program::{Assign, ExportValue, ExprKind, Module, StmtKind, Target};
use crate::source::FileId;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Everything that [`super::reach::reach`] and what it calls ask of one file, as one number. Whoever makes them ask for more adds it here.
pub fn face(files: &Files, id: FileId, lookout: &Lookout, marks: &Marks) -> u64 {
    let mut hasher = FxHasher::default();
    let mut buffer = Vec::new();
    scan_file(files, id, lookout, &mut buffer).hash(&mut hasher);
    if let Some(bytes) = files.bytes(id, &mut buffer) {
        text_imports(&String::from_utf8_lossy(bytes), files.candidate(id).kind.language()).hash(&mut hasher);
        marks.calls.hit(bytes).hash(&mut hasher);
    }
    let module = files.get(id).and_then(|loaded| loaded.module.as_ref());
    module.is_some().hash(&mut hasher);
    if let Some(module) = module {
        is_bound(files, id, marks).hash(&mut hasher);
        imports(module, &mut hasher);
        classes(module, &mut hasher);
    }
    hasher.finish()
}

fn imports(module: &Module, hasher: &mut FxHasher) {
    for expr in &module.exprs {
        if let ExprKind::Import(import) = &expr.kind {
            import.hash(hasher);
        }
    }
    for (_, import) in &module.star_imports {
        import.hash(hasher);
    }
    for export in &module.exports {
        if let ExportValue::From(import) = &export.value {
            (&export.name, import).hash(hasher);
        }
    }
    module.child_modules.hash(hasher);
}

/// Which classes there are, what their bases are called, and what names of the file come from elsewhere.
fn classes(module: &Module, hasher: &mut FxHasher) {
    for class in &module.classes {
        (&class.name, std::mem::discriminant(&class.kind)).hash(hasher);
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
    for stmt in &module.stmts {
        if let StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, value: Some(value), .. }) = &stmt.kind
            && let ExprKind::Import(import) = &module.exprs[value.index()].kind
        {
            (name, import, scope.index()).hash(hasher);
        }
    }
}
