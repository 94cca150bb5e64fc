//! Compound statements that steer control: `if`, loops, `try`, `with`.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Lowerer, header_span, span, unparenthesized};
use crate::program::{Assign, BranchKind, ExprId, ExprKind, Handler, RegionKind, StmtKind, Target};
use tree_sitter::Node;

/// What is known of a test before it runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    Open,
    /// Only type checkers come here.
    Typing,
    /// All but type checkers come here.
    NotTyping,
    Never,
    Always,
    /// The file is the program.
    Main,
}

impl Test {
    /// Whether no other side of the branch runs.
    fn decides(self) -> bool {
        matches!(self, Test::Always | Test::NotTyping)
    }
}

impl Lowerer<'_> {
    /// Lowers a test as a statement of its own.
    pub(super) fn condition(&mut self, test: Node<'_>) {
        let subject = self.expression(test);
        self.look_at(subject, test);
    }

    pub(super) fn if_statement(&mut self, node: Node<'_>) {
        self.recover_inside(node);
        let test = self.branch(node, BranchKind::Plain);
        let mut is_decided = test.decides();
        for clause in children(node) {
            let usual = if is_decided { BranchKind::Dead } else { BranchKind::Alternative };
            match kind(clause) {
                Kind::ElifClause => {
                    self.recover_inside(clause);
                    is_decided |= self.branch(clause, usual).decides();
                }
                Kind::ElseClause => self.clause(clause, RegionKind::Branch(usual)),
                _ => {}
            }
        }
    }

    /// The test and body of an `if` or `elif`.
    fn branch(&mut self, node: Node<'_>, usual: BranchKind) -> Test {
        let mut test = Test::Open;
        if let Some(condition) = node.condition() {
            self.condition(condition);
            test = self.known_test(condition);
        }
        let branch = match test {
            _ if usual == BranchKind::Dead => usual,
            Test::Typing | Test::Never => BranchKind::Dead,
            Test::Main => BranchKind::Main,
            Test::Open | Test::NotTyping | Test::Always => usual,
        };
        let outer = self.types_only;
        self.types_only |= test == Test::Typing;
        self.clause(node, RegionKind::Branch(branch));
        self.types_only = outer;
        test
    }

    /// The block of a clause, in a region of its own.
    fn clause(&mut self, clause: Node<'_>, region: RegionKind) {
        let Some(block) = children(clause).into_iter().find(|c| kind(*c) == Kind::Block) else {
            return;
        };
        self.b.enter_region(region, span(block));
        self.statements(block);
        self.b.leave_region();
    }

    fn known_test(&self, test: Node<'_>) -> Test {
        let test = unparenthesized(test);
        match kind(test) {
            Kind::False => Test::Never,
            Kind::True => Test::Always,
            Kind::Integer if self.word(test) == "0" => Test::Never,
            Kind::Integer if self.word(test) == "1" => Test::Always,
            Kind::Identifier if self.word(test) == "TYPE_CHECKING" => Test::Typing,
            Kind::Attribute if test.attribute().is_some_and(|a| self.word(a) == "TYPE_CHECKING") => Test::Typing,
            Kind::NotOperator => {
                match test.argument().map(unparenthesized).filter(|a| kind(*a) != Kind::NotOperator).map(|a| self.known_test(a)) {
                    Some(Test::Typing) => Test::NotTyping,
                    Some(Test::Never) => Test::Always,
                    Some(Test::Always) => Test::Never,
                    _ => Test::Open,
                }
            }
            Kind::ComparisonOperator => {
                let words: Vec<_> = children(test).into_iter().map(|c| self.word(c)).collect();
                let is_main = |w: &str| w == "\"__main__\"" || w == "'__main__'";
                match words.as_slice() {
                    [a, b] if *a == "__name__" && is_main(b) || *b == "__name__" && is_main(a) => Test::Main,
                    _ => Test::Open,
                }
            }
            Kind::BooleanOperator if test.operator().is_some_and(|o| o.kind() == "and") => {
                let right = test.right().map(unparenthesized);
                let left = test.left().map(unparenthesized);
                let compares = |n: &Node<'_>| kind(*n) == Kind::ComparisonOperator;
                match left.into_iter().chain(right).filter(compares).any(|n| self.known_test(n) == Test::Main) {
                    true => Test::Main,
                    false => Test::Open,
                }
            }
            _ => Test::Open,
        }
    }

    pub(super) fn for_statement(&mut self, node: Node<'_>) {
        self.recover_inside(node);
        let iterable = self.iterable(node);
        let at = node.body().map_or(span(node), span);
        self.b.enter_region(RegionKind::Loop(Some(iterable)), at);
        self.bind_loop_variable(node, iterable, header_span(node));
        if let Some(body) = node.body() {
            self.statements(body);
        }
        self.b.leave_region();
        self.loop_else(node);
    }

    pub(super) fn while_statement(&mut self, node: Node<'_>) {
        self.recover_inside(node);
        let at = node.body().map_or(span(node), span);
        // The test runs before each round.
        self.b.enter_region(RegionKind::Loop(None), at);
        if let Some(test) = node.condition() {
            self.condition(test);
        }
        if let Some(body) = node.body() {
            self.statements(body);
        }
        self.b.leave_region();
        self.loop_else(node);
    }

    /// `else` of a loop runs unless the loop was left early.
    fn loop_else(&mut self, node: Node<'_>) {
        for clause in children(node) {
            if kind(clause) == Kind::ElseClause {
                self.clause(clause, RegionKind::Branch(BranchKind::Plain));
            }
        }
    }

    pub(super) fn try_statement(&mut self, node: Node<'_>) {
        let at = node.body().map_or(span(node), span);
        let region = self.b.enter_region(RegionKind::Try { handlers: Vec::new() }, at);
        self.recover_inside(node);
        if let Some(body) = node.body() {
            self.statements(body);
        }
        self.b.leave_region();
        let mut handlers = Vec::new();
        for clause in children(node) {
            match kind(clause) {
                Kind::ExceptClause => handlers.push(self.handler(clause)),
                Kind::ElseClause => self.clause(clause, RegionKind::TryElse),
                Kind::FinallyClause => self.clause(clause, RegionKind::Finally),
                _ => {}
            }
        }
        self.b.set_handlers(region, handlers);
    }

    fn handler(&mut self, node: Node<'_>) -> Handler {
        self.recover_inside(node);
        let mut parts: Vec<_> = children(node).into_iter().filter(|c| !matches!(kind(*c), Kind::Block | Kind::Error)).collect();
        let mut target = None;
        match parts.as_slice() {
            [only] if kind(*only) == Kind::AsPattern => {
                target = only.alias().and_then(|a| first_child(a));
                parts = first_child(*only).into_iter().collect();
            }
            // Python 2: `except Error, e`.
            [_, second] if node.alias() == Some(*second) || self.is_variable(*second) => target = parts.pop(),
            _ => {}
        }
        let mut types = Vec::new();
        for part in parts {
            let part = unparenthesized(part);
            if kind(part) == Kind::Tuple {
                types.extend(children(part).into_iter().map(|t| self.expression(t)));
            } else {
                types.push(self.expression(part));
            }
        }
        let block = children(node).into_iter().find(|c| kind(*c) == Kind::Block);
        let at = header_span(node);
        let region = self.b.enter_region(RegionKind::Handler, block.map_or(at, span));
        let target = target.filter(|t| kind(*t) == Kind::Identifier);
        if let Some(target) = target {
            self.declare_error(target, &types, at);
        }
        if let Some(block) = block {
            self.statements(block);
        }
        self.b.leave_region();
        Handler { types, binding: target.map(|t| self.word(t).into()), region, span: at }
    }

    /// The caught error has one of the types named.
    fn declare_error(&mut self, target: Node<'_>, types: &[ExprId], at: crate::source::Span) {
        let annotation = match types {
            [] => None,
            [one] => Some(*one),
            several => Some(self.b.expr(ExprKind::Union(several.to_vec()), at)),
        };
        let target = Target::Name { name: self.word(target).into(), span: span(target), scope: self.b.scope() };
        self.b.stmt(StmtKind::Assign(Assign { target, value: None, annotation, declares: true }), at);
    }

    fn is_variable(&self, node: Node<'_>) -> bool {
        kind(node) == Kind::Identifier && self.word(node).starts_with(|c: char| c.is_lowercase())
    }

    pub(super) fn with_statement(&mut self, node: Node<'_>) {
        self.recover_inside(node);
        let mut managers = Vec::new();
        let mut targets = Vec::new();
        for item in with_items(node) {
            let (value, target) = match kind(item) {
                Kind::AsPattern => (first_child(item), item.alias()),
                _ => (Some(item), None),
            };
            if let Some(value) = value {
                let manager = self.expression(value);
                managers.push(manager);
                targets.push((manager, value, target));
            }
        }
        let at = header_span(node);
        let body = node.body();
        self.b.enter_region(RegionKind::With(managers), body.map_or(span(node), span));
        for (manager, value, target) in targets {
            let entered = self.b.expr(ExprKind::Enter(manager), span(value));
            match target {
                Some(target) => self.assign(target, entered, None, at),
                None => {
                    self.b.stmt(StmtKind::Expr(entered), at);
                }
            }
        }
        if let Some(body) = body {
            self.statements(body);
        }
        self.b.leave_region();
    }
}

/// The managers of a `with`, each with its `as`; brackets around all of them may have been read as a tuple.
fn with_items(node: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    for clause in children(node).into_iter().filter(|c| kind(*c) == Kind::WithClause) {
        for item in children(clause).into_iter().filter(|c| kind(*c) == Kind::WithItem) {
            let Some(value) = item.value() else {
                continue;
            };
            let inner = unparenthesized(value);
            let parts = children(inner);
            if kind(inner) == Kind::Tuple && parts.iter().any(|p| kind(*p) == Kind::AsPattern) {
                found.extend(parts);
            } else {
                found.push(if kind(inner) == Kind::AsPattern { inner } else { value });
            }
        }
    }
    found
}
