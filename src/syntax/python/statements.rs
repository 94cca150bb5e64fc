//! Statements, and the simple ones among them.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Lowerer, span};
use crate::program::{ArgKind, BranchKind, ExprKind, RegionKind, StmtKind};
use crate::source::Span;
use tree_sitter::Node;

impl Lowerer<'_> {
    /// Lowers the statements of a module or block. What follows a `return` in a block never runs; the cells of a notebook run
    /// each for itself, and broken code may have ended anywhere.
    pub(super) fn statements(&mut self, block: Node<'_>) {
        let statements = children(block);
        let is_sound = kind(block) == Kind::Block && !block.has_error();
        let end = statements.iter().position(|s| is_sound && leaves_block(*s)).map_or(statements.len(), |i| i + 1);
        let (live, dead) = statements.split_at(end);
        for child in live {
            self.statement(*child);
        }
        if let (Some(first), Some(last)) = (dead.first(), dead.last()) {
            self.b.enter_region(RegionKind::Branch(BranchKind::Dead), Span::new(first.start_byte(), last.end_byte()));
            for child in dead {
                self.statement(*child);
            }
            self.b.leave_region();
        }
    }

    /// Lowers one statement.
    pub(super) fn statement(&mut self, node: Node<'_>) {
        if !self.enter(node) {
            return;
        }
        match kind(node) {
            Kind::Error => self.recover(node),
            Kind::Block | Kind::Module => self.statements(node),
            Kind::FunctionDefinition | Kind::ClassDefinition => self.definition(node, node, &[]),
            Kind::DecoratedDefinition => self.decorated_definition(node),
            Kind::IfStatement => self.if_statement(node),
            Kind::ForStatement => self.for_statement(node),
            Kind::WhileStatement => self.while_statement(node),
            Kind::TryStatement => self.try_statement(node),
            Kind::WithStatement => self.with_statement(node),
            Kind::MatchStatement => self.match_statement(node),
            _ => self.simple_statement(node),
        }
        self.leave();
    }

    fn simple_statement(&mut self, node: Node<'_>) {
        if kind(node) != Kind::Assignment {
            self.recover_inside(node);
        }
        match kind(node) {
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::Assignment => self.assignment(node, span(node)),
            Kind::AugmentedAssignment => {
                self.augmented_assignment(node, span(node));
            }
            Kind::ImportStatement => self.import_statement(node),
            Kind::ImportFromStatement | Kind::FutureImportStatement => self.import_from_statement(node),
            Kind::ReturnStatement => {
                let value = first_child(node).map(|v| self.expression(v));
                self.b.stmt(StmtKind::Return(value), span(node));
            }
            Kind::RaiseStatement => self.raise_statement(node),
            Kind::PrintStatement => self.print_statement(node),
            Kind::GlobalStatement => self.outer_names(node, true),
            Kind::NonlocalStatement => self.outer_names(node, false),
            Kind::TypeAliasStatement => self.type_alias(node),
            Kind::AssertStatement | Kind::DeleteStatement | Kind::ExecStatement => self.operands_only(node),
            Kind::BreakStatement => {
                self.b.stmt(StmtKind::Break, span(node));
            }
            Kind::ContinueStatement => {
                self.b.stmt(StmtKind::Continue, span(node));
            }
            _ => {
                self.b.stmt(StmtKind::Other, span(node));
            }
        }
    }

    fn expression_statement(&mut self, node: Node<'_>) {
        let parts = children(node);
        let at = span(node);
        match parts.as_slice() {
            [one] => match kind(*one) {
                Kind::Error => {}
                Kind::Assignment => self.assignment(*one, at),
                Kind::AugmentedAssignment => {
                    self.augmented_assignment(*one, at);
                }
                _ => {
                    let value = self.expression(*one);
                    self.b.stmt(StmtKind::Expr(value), at);
                }
            },
            _ => {
                let value = self.list(node);
                self.b.stmt(StmtKind::Expr(value), at);
            }
        }
    }

    fn raise_statement(&mut self, node: Node<'_>) {
        let cause = node.cause();
        let raised = first_child(node).filter(|r| Some(*r) != cause);
        // `raise E, "message"` is Python 2.
        let parts = raised.map(|r| if kind(r) == Kind::ExpressionList { children(r) } else { vec![r] }).unwrap_or_default();
        let mut values = parts.into_iter().map(|v| self.expression(v)).collect::<Vec<_>>().into_iter();
        let value = values.next();
        let mut others: Vec<_> = values.collect();
        if let Some(cause) = cause.filter(|c| !matches!(kind(*c), Kind::Identifier | Kind::None)) {
            others.push(self.expression(cause));
        }
        if !others.is_empty() {
            let unknown = self.b.unknown(others, span(node));
            self.b.stmt(StmtKind::Expr(unknown), span(node));
        }
        self.b.stmt(StmtKind::Raise(value), span(node));
    }

    /// Python 2's `print a, b` is the call it would be in Python 3.
    fn print_statement(&mut self, node: Node<'_>) {
        let at = span(node);
        let keyword = Span::new(node.start_byte(), node.start_byte() + "print".len());
        let callee = self.b.name("print", keyword);
        let mut args = Vec::new();
        for part in children(node) {
            if kind(part) != Kind::Error {
                args.push(self.argument(part, ArgKind::Positional));
            }
        }
        let call = self.b.expr(ExprKind::Call { callee, args, is_new: false }, at);
        self.b.stmt(StmtKind::Expr(call), at);
    }

    fn outer_names(&mut self, node: Node<'_>, is_global: bool) {
        let scope = self.b.scope();
        for name in children(node) {
            if kind(name) == Kind::Identifier {
                let name = self.word(name).into();
                self.b.module_mut().scopes[scope.index()].outer_names.push((name, is_global));
            }
        }
        self.b.stmt(StmtKind::Other, span(node));
    }

    /// A statement the model has no word for: only what it works on is kept.
    fn operands_only(&mut self, node: Node<'_>) {
        let operands = children(node).into_iter().filter(|c| kind(*c) != Kind::Error).map(|c| self.expression(c)).collect();
        let unknown = self.b.unknown(operands, span(node));
        self.b.stmt(StmtKind::Expr(unknown), span(node));
    }
}

/// Whether nothing after the statement in its block is reached.
fn leaves_block(node: Node<'_>) -> bool {
    matches!(kind(node), Kind::ReturnStatement | Kind::RaiseStatement | Kind::BreakStatement | Kind::ContinueStatement)
}
