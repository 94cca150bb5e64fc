//! What is put into named objects: `list.append(x)`, `map[key] = x`, `object.key = x`.

use crate::program::{Assign, ExprId, ExprKind, Literal, Module, Name, StmtKind, Target};

/// How something was put into an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Growth {
    /// As the argument of a method.
    Method(Name),
    /// Under a constant key.
    Key(Name),
    /// Under another key.
    Computed,
}

/// Things put into objects, by the object's name: the object, what is put in, and how.
pub(super) type Growths = rustc_hash::FxHashMap<Name, Vec<(ExprId, ExprId, Growth)>>;

/// Gathers what is put into named objects of a module.
pub(super) fn growths(module: &Module) -> Growths {
    let mut found = Growths::default();
    for call in &module.calls {
        let ExprKind::Call { callee, args, .. } = &module.exprs[call.index()].kind else { continue };
        let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind else { continue };
        let ExprKind::Name(name) = &module.exprs[object.index()].kind else { continue };
        for arg in args {
            found.entry(name.clone()).or_default().push((*object, arg.value, Growth::Method(property.clone())));
        }
    }
    for stmt in &module.stmts {
        let StmtKind::Assign(Assign { target, value: Some(value), .. }) = &stmt.kind else { continue };
        let (object, how) = match target {
            Target::Member { object, property, .. } => (*object, Growth::Key(property.clone())),
            Target::Index { object, index } => match &module.exprs[index.index()].kind {
                ExprKind::Literal(Literal::Str(key)) => (*object, Growth::Key((&**key).into())),
                _ => (*object, Growth::Computed),
            },
            Target::Name { .. } => continue,
        };
        if let ExprKind::Name(name) = &module.exprs[object.index()].kind {
            found.entry(name.clone()).or_default().push((object, *value, how));
        }
    }
    found
}
