//! Error nodes: what is recognisable in them is lowered in the order it is written.

use super::kinds::{Kind, children, kind, tokens};
use super::lowerer::{Lowerer, span};
use crate::program::{BranchKind, RegionKind, StmtKind};
use tree_sitter::Node;

impl Lowerer<'_> {
    /// Lowers what stands in the error nodes directly below `node`.
    pub(super) fn recover_inside(&mut self, node: Node<'_>) {
        if !node.has_error() {
            return;
        }
        for child in children(node) {
            if kind(child) == Kind::Error {
                self.recover(child);
            }
        }
    }

    /// Lowers the statements and expressions of an error node.
    pub(super) fn recover(&mut self, error: Node<'_>) {
        if !self.enter(error) {
            return;
        }
        let parts = tokens(error);
        let mut loose = Vec::new();
        let mut i = 0;
        while let Some(&part) = parts.get(i) {
            i += 1;
            let part_kind = kind(part);
            match part_kind {
                Kind::Error => self.recover(part),
                Kind::Module | Kind::Block => self.statements(part),
                Kind::ElifClause | Kind::ElseClause | Kind::CaseClause => {
                    self.recover_clause(part, RegionKind::Branch(BranchKind::Alternative))
                }
                Kind::ExceptClause => self.recover_clause(part, RegionKind::Handler),
                Kind::FinallyClause => self.recover_clause(part, RegionKind::Finally),
                Kind::Identifier | Kind::Attribute if is_assigned(&parts, i) => {
                    let value = self.expression(parts[i + 1]);
                    self.assign(part, value, None, span(part).to(span(parts[i + 1])));
                    i += 2;
                }
                // A lone word may be anything, a keyword of another language too.
                Kind::Identifier => {}
                Kind::Other if !part.is_named() || part.named_child_count() == 0 => {}
                _ if is_statement(part_kind) => self.statement(part),
                _ => loose.push(self.expression(part)),
            }
        }
        if !loose.is_empty() {
            let unknown = self.b.unknown(loose, span(error));
            self.b.stmt(StmtKind::Expr(unknown), span(error));
        }
        self.leave();
    }

    /// Lowers the body of a clause that lost its statement.
    fn recover_clause(&mut self, clause: Node<'_>, region: RegionKind) {
        self.b.enter_region(region, span(clause));
        for child in children(clause) {
            match kind(child) {
                Kind::Block => self.statements(child),
                Kind::Error => self.recover(child),
                _ => {}
            }
        }
        self.b.leave_region();
    }
}

/// Whether the parts go on with `=` and a value at `i`.
fn is_assigned(parts: &[Node<'_>], i: usize) -> bool {
    parts.get(i).is_some_and(|p| !p.is_named() && p.kind() == "=")
        && parts.get(i + 1).is_some_and(|p| p.is_named() && !p.is_error() && !is_statement(kind(*p)))
}

/// Whether nodes of this kind are statements.
pub(super) fn is_statement(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AssertStatement
            | Kind::Assignment
            | Kind::AugmentedAssignment
            | Kind::Block
            | Kind::BreakStatement
            | Kind::ClassDefinition
            | Kind::ContinueStatement
            | Kind::DecoratedDefinition
            | Kind::DeleteStatement
            | Kind::ExecStatement
            | Kind::ExpressionStatement
            | Kind::ForStatement
            | Kind::FunctionDefinition
            | Kind::FutureImportStatement
            | Kind::GlobalStatement
            | Kind::IfStatement
            | Kind::ImportFromStatement
            | Kind::ImportStatement
            | Kind::MatchStatement
            | Kind::NonlocalStatement
            | Kind::PassStatement
            | Kind::PrintStatement
            | Kind::RaiseStatement
            | Kind::ReturnStatement
            | Kind::TryStatement
            | Kind::TypeAliasStatement
            | Kind::WhileStatement
            | Kind::WithStatement
    )
}
