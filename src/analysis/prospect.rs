//! Whether it is worth asking what an expression is: a chain that begins with what a file imports from code that has nothing to do with
//! what is looked for need not be followed there.

use super::{Evaluator, Site};
use crate::program::{Assign, ExprId, ExprKind, ImportRef, Module, Name, ScopeId, StmtKind};

impl Evaluator<'_> {
    /// Whether the value of an expression may be what is looked for. Wrong only where it says yes.
    pub fn may_carry(&self, site: Site) -> bool {
        let Some(module) = self.module(site.file) else { return false };
        let may = |import: &ImportRef| self.workspace.may_carry(site.file, module.language, import);
        let root = root(module, site.expr);
        match &module.exprs[root.index()].kind {
            ExprKind::Import(import) => may(import),
            ExprKind::Name(name) => {
                let Some(imports) = imports_of(module, module.exprs[root.index()].scope, name) else { return true };
                imports.into_iter().any(may)
            }
            _ => true,
        }
    }
}

/// What a chain of members and calls begins with: `router` in `router.post("/chat")`.
pub fn root(module: &Module, mut expr: ExprId) -> ExprId {
    loop {
        match &module.exprs[expr.index()].kind {
            ExprKind::Member { object, .. } => expr = *object,
            ExprKind::Call { callee, .. } => expr = *callee,
            _ => return expr,
        }
    }
}

/// The imports a name stands for; nothing where it may stand for anything else too.
fn imports_of<'m>(module: &'m Module, scope: ScopeId, name: &Name) -> Option<Vec<&'m ImportRef>> {
    let mut at = Some(scope);
    while let Some(scope) = at {
        let scope = &module.scopes[scope.index()];
        if let Some(stmts) = scope.bindings.get(name) {
            let imported = |stmt: &crate::program::StmtId| match &module.stmts[stmt.index()].kind {
                StmtKind::Assign(Assign { value: Some(value), .. }) => match &module.exprs[root(module, *value).index()].kind {
                    ExprKind::Import(import) => Some(import),
                    _ => None,
                },
                _ => None,
            };
            // A parameter is bound by no statement.
            return stmts.iter().map(imported).collect::<Option<Vec<_>>>().filter(|imports| !imports.is_empty());
        }
        at = scope.parent;
    }
    None
}
