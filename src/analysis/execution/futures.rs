//! What becomes of a promise or coroutine that a call gives.

use super::super::value::Site;
use super::Execution;
use crate::program::{Assign, ExprId, ExprKind, Module, Name, ScopeId, ScopeKind, StmtKind, Target};

/// What becomes of a promise or coroutine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Somebody gets it: it is awaited, returned, collected, passed on.
    Used,
    /// Nobody does: it is a statement of its own.
    Dropped,
    /// It is thrown away on purpose (`void`, `_ =`), its errors with it.
    Discarded,
    /// It is stored under a name that nothing reads.
    Unread(Name),
    /// A member of it is read as if it were the answer.
    ReadTooSoon(Name),
}

/// Members that promises, coroutines and futures have themselves.
const OWN_MEMBERS: &[&str] = &[
    "then",
    "catch",
    "finally",
    "send",
    "throw",
    "close",
    "__await__",
    "add_done_callback",
    "cancel",
    "withRawResponse",
    "withResponse",
    "asResponse",
];

impl Execution<'_> {
    /// What becomes of the promise that a call gives.
    pub fn promise(&self, call: Site) -> Promise {
        let Some(module) = self.evaluator.module(call.file) else { return Promise::Used };
        let mut at = call.expr;
        let mut discarded = false;
        while let Some(parent) = module.exprs[at.index()].parent {
            match &module.exprs[parent.index()].kind {
                ExprKind::And { right, .. } | ExprKind::Fallback { right, .. } if *right == at => {}
                ExprKind::Conditional { test, .. } if *test != at => {}
                ExprKind::Unary { op, .. } if op == "void" => discarded = true,
                ExprKind::Member { object, property, .. } if *object == at && at == call.expr => {
                    let is_own = OWN_MEMBERS.contains(&property.as_str());
                    let is_rust = module.language == crate::source::Language::Rust;
                    return if is_own || is_rust { Promise::Used } else { Promise::ReadTooSoon(property.clone()) };
                }
                _ => return Promise::Used,
            }
            at = parent;
        }
        let Some(stmt) = module.exprs[at.index()].stmt.map(|s| &module.stmts[s.index()]) else { return Promise::Used };
        match &stmt.kind {
            StmtKind::Expr(value) if *value == at => {
                if discarded {
                    Promise::Discarded
                } else {
                    Promise::Dropped
                }
            }
            StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, value: Some(value), .. }) if *value == at => {
                match module.scopes[scope.index()].kind {
                    // Another file may read a name of the module.
                    ScopeKind::Function(_) if name == "_" => Promise::Discarded,
                    ScopeKind::Function(_) if !is_read(module, name, *scope) => Promise::Unread(name.clone()),
                    _ => Promise::Used,
                }
            }
            _ => Promise::Used,
        }
    }
}

/// Whether anything in a scope or inside it reads a name.
fn is_read(module: &Module, name: &str, scope: ScopeId) -> bool {
    (0..module.exprs.len()).any(|i| {
        let expr = &module.exprs[ExprId(i as u32).index()];
        matches!(&expr.kind, ExprKind::Name(n) if n == name) && is_inside(module, expr.scope, scope)
    })
}

fn is_inside(module: &Module, scope: ScopeId, outer: ScopeId) -> bool {
    let mut at = Some(scope);
    while let Some(id) = at {
        if id == outer {
            return true;
        }
        at = module.scopes[id.index()].parent;
    }
    false
}
