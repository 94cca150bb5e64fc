//! Compound statements that steer control: `if`, `switch`, loops, `try`.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{BranchKind, ExprKind, Handler, RegionKind};

/// What is known of a test before it runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    Open,
    Never,
    Always,
    /// The file is the program.
    Main,
    /// The file is run by a test runner.
    Testing,
}

impl Lowerer<'_> {
    /// Lowers a test as a statement of its own.
    fn condition(&mut self, test: SyntaxNode<'_>) {
        let subject = self.expression(test);
        self.look_at(subject, test.span());
    }

    /// Lowers a statement in a region of its own.
    fn statement_in(&mut self, region: RegionKind, body: SyntaxNode<'_>) {
        self.b.enter_region(region, body.span());
        self.statement(body);
        self.b.leave_region();
    }

    /// `if … else if … else`: all sides are siblings, however long the chain.
    pub(super) fn if_statement(&mut self, node: SyntaxNode<'_>) {
        let mut here = node;
        let mut usual = BranchKind::Plain;
        let mut is_decided = false;
        loop {
            let mut test = Test::Open;
            if let Some(condition) = here.condition() {
                self.condition(condition);
                test = self.known_test(condition);
            }
            let branch = match test {
                _ if is_decided => BranchKind::Dead,
                Test::Never => BranchKind::Dead,
                Test::Main => BranchKind::Main,
                Test::Testing => BranchKind::Test,
                Test::Open | Test::Always => usual,
            };
            if let Some(body) = here.consequence() {
                self.statement_in(RegionKind::Branch(branch), body);
            }
            is_decided |= test == Test::Always;
            usual = BranchKind::Alternative;
            let Some(clause) = here.alternative() else {
                return;
            };
            self.recover_inside(clause);
            match clause.inner() {
                Some(next) if next.kind() == Kind::IfStatement => {
                    here = next;
                    self.recover_inside(here);
                }
                Some(body) => {
                    let branch = if is_decided { BranchKind::Dead } else { BranchKind::Alternative };
                    return self.statement_in(RegionKind::Branch(branch), body);
                }
                None => return,
            }
        }
    }

    fn known_test(&self, test: SyntaxNode<'_>) -> Test {
        let mut test = test.unparenthesized();
        let mut is_negated = false;
        while test.kind() == Kind::UnaryExpression
            && test.operator().is_some_and(|o| o.token() == "!")
            && let Some(argument) = test.argument()
        {
            test = argument.unparenthesized();
            is_negated = !is_negated;
        }
        let known = match test.kind() {
            Kind::False => Test::Never,
            Kind::True => Test::Always,
            Kind::Number if self.word(test) == "0" => Test::Never,
            Kind::Number if self.word(test) == "1" => Test::Always,
            Kind::MemberExpression => match self.word(test) {
                "import.meta.main" => Test::Main,
                "import.meta.vitest" => Test::Testing,
                _ => Test::Open,
            },
            Kind::BinaryExpression => {
                let is = |node: Option<SyntaxNode<'_>>, what: &[&str]| node.is_some_and(|n| what.contains(&self.word(n.unparenthesized())));
                let modules = ["require.main", "process.mainModule"];
                let is_main = is(test.left(), &modules) && is(test.right(), &["module"])
                    || is(test.left(), &["module"]) && is(test.right(), &modules);
                let is_equality = test.operator().is_some_and(|o| matches!(o.token(), "===" | "=="));
                if is_main && is_equality { Test::Main } else { Test::Open }
            }
            _ => Test::Open,
        };
        match (known, is_negated) {
            (known, false) => known,
            (Test::Never, true) => Test::Always,
            (Test::Always, true) => Test::Never,
            (_, true) => Test::Open,
        }
    }

    pub(super) fn switch_statement(&mut self, node: SyntaxNode<'_>) {
        if let Some(value) = node.value() {
            self.condition(value);
        }
        let Some(body) = node.body() else {
            return;
        };
        for case in body.children_and_errors() {
            match case.kind() {
                Kind::SwitchCase | Kind::SwitchDefault => self.switch_case(case),
                _ => self.recover(case),
            }
        }
    }

    /// One `case` or `default` with its statements.
    pub(super) fn switch_case(&mut self, case: SyntaxNode<'_>) {
        let value = case.value();
        if let Some(value) = value {
            let subject = self.expression(value);
            if !matches!(self.kind_of(subject), ExprKind::Literal(_)) {
                self.look_at(subject, value.span());
            }
        }
        self.b.enter_region(RegionKind::Branch(BranchKind::Alternative), case.span());
        let statements = case.children_and_errors().into_iter().filter(|s| Some(*s) != value).collect();
        self.statement_list(statements);
        self.b.leave_region();
    }

    pub(super) fn while_statement(&mut self, node: SyntaxNode<'_>) {
        // The test runs before each round.
        self.b.enter_region(RegionKind::Loop(None), node.span());
        if let Some(test) = node.condition() {
            self.condition(test);
        }
        self.body_statement(node);
        self.b.leave_region();
    }

    pub(super) fn do_statement(&mut self, node: SyntaxNode<'_>) {
        self.b.enter_region(RegionKind::Loop(None), node.span());
        self.body_statement(node);
        if let Some(test) = node.condition() {
            self.condition(test);
        }
        self.b.leave_region();
    }

    pub(super) fn for_statement(&mut self, node: SyntaxNode<'_>) {
        if let Some(initializer) = node.initializer() {
            self.statement(initializer);
        }
        self.b.enter_region(RegionKind::Loop(None), node.span());
        if let Some(test) = node.condition().filter(|t| t.kind() != Kind::EmptyStatement) {
            self.condition(test);
        }
        self.body_statement(node);
        if let Some(increment) = node.increment() {
            self.bare_expression(increment, increment.span());
        }
        self.b.leave_region();
    }

    pub(super) fn for_in_statement(&mut self, node: SyntaxNode<'_>) {
        let Some(right) = node.right() else {
            return self.body_statement(node);
        };
        let iterable = self.expression(right);
        self.b.enter_region(RegionKind::Loop(Some(iterable)), node.body().map_or(node.span(), |b| b.span()));
        if let Some(left) = node.left() {
            let is_of = node.operator().is_some_and(|o| o.token() == "of");
            // `for … in` goes over keys, of which the model knows nothing.
            let kind = if is_of { ExprKind::Element(iterable) } else { ExprKind::Unknown(vec![iterable]) };
            let value = self.b.expr(kind, left.span());
            let declares = node.keyword().is_some();
            self.assign(left, value, declares, node.header_span());
        }
        self.body_statement(node);
        self.b.leave_region();
    }

    pub(super) fn try_statement(&mut self, node: SyntaxNode<'_>) {
        let at = node.body().map_or(node.span(), |b| b.span());
        let region = self.b.enter_region(RegionKind::Try { handlers: Vec::new() }, at);
        self.body_statement(node);
        self.b.leave_region();
        if let Some(clause) = node.handler() {
            let handler = self.catch_clause(clause);
            self.b.set_handlers(region, vec![handler]);
        }
        if let Some(body) = node.finalizer().and_then(|f| f.body()) {
            self.statement_in(RegionKind::Finally, body);
        }
    }

    /// `catch (e) { … }`: catches everything; the error is declared without a value.
    pub(super) fn catch_clause(&mut self, clause: SyntaxNode<'_>) -> Handler {
        self.recover_inside(clause);
        let at = clause.header_span();
        let region = self.b.enter_region(RegionKind::Handler, clause.body().map_or(at, |b| b.span()));
        let mut binding = None;
        if let Some(parameter) = clause.parameter() {
            let annotation = clause.type_annotation().map(|t| self.type_expression(t));
            let is_name = parameter.kind() == Kind::Identifier;
            let name = if is_name { self.word(parameter).into() } else { self.made_up_name() };
            self.b.declare(name.clone(), parameter.span(), None, annotation, at);
            if !is_name {
                let error = self.b.name(name.clone(), parameter.span());
                self.assign(parameter, error, true, at);
            }
            binding = Some(name);
        }
        self.body_statement(clause);
        self.b.leave_region();
        Handler { types: Vec::new(), binding, region, span: at }
    }
}
