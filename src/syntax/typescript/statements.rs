//! Statements: what runs in which order, and the simple ones among them.

use super::assignments::is_using;
use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use super::recovery::is_statement;
use crate::program::{BranchKind, Name, RegionKind, StmtKind};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Blocks within blocks that are looked into for a statement that ends them all.
const MAX_NESTED_ENDS: usize = 8;

impl Lowerer<'_> {
    /// Lowers the whole file.
    pub(super) fn program(&mut self, root: SyntaxNode<'_>) {
        let mut statements = root.children_and_errors();
        statements.retain(|s| s.kind() != Kind::HashBangLine);
        let directives = statements.iter().take_while(|s| directive(**s).is_some()).count();
        for node in statements.drain(..directives).filter_map(directive) {
            let text = self.string_value(node);
            self.b.module_mut().directives.push(text.as_ref().into());
        }
        self.statement_list(statements);
    }

    /// Lowers the statements of a block.
    pub(super) fn block(&mut self, block: SyntaxNode<'_>) {
        self.statement_list(block.children_and_errors());
    }

    /// Lowers statements as they take effect: imports, types and function declarations are there before anything runs.
    pub(super) fn statement_list(&mut self, statements: Vec<SyntaxNode<'_>>) {
        let mut known = self.implemented_functions(&statements);
        let (hoisted, rest): (Vec<_>, Vec<_>) = statements.into_iter().partition(|s| is_hoisted(declared(*s)));
        for node in hoisted {
            // Of a function's overloads the one with a body counts, else the first.
            let signature = Some(declared(node)).filter(|d| d.kind() == Kind::FunctionSignature).and_then(|d| d.name());
            if signature.is_none_or(|name| known.insert(self.word(name).into())) {
                self.statement(node);
            }
        }
        // Where the syntax is broken, what seems to follow may stand in another block.
        let is_broken = rest.iter().any(|s| s.kind() == Kind::Error);
        let mut is_dead = false;
        let mut rest = rest.into_iter().peekable();
        while let Some(node) = rest.next() {
            self.statement(node);
            // What follows a `return` in its block never runs.
            if !is_dead
                && !is_broken
                && let Some(next) = rest.peek()
                && leaves_block(node, MAX_NESTED_ENDS)
            {
                self.b.enter_region(RegionKind::Branch(BranchKind::Dead), next.span());
                is_dead = true;
            }
        }
        if is_dead {
            self.b.leave_region();
        }
    }

    fn implemented_functions(&self, statements: &[SyntaxNode<'_>]) -> FxHashSet<Name> {
        let functions = statements
            .iter()
            .map(|s| declared(*s))
            .filter(|d| matches!(d.kind(), Kind::FunctionDeclaration | Kind::GeneratorFunctionDeclaration));
        functions.filter_map(|f| f.name()).map(|name| self.word(name).into()).collect()
    }

    /// Lowers one statement.
    pub(super) fn statement(&mut self, node: SyntaxNode<'_>) {
        if !self.enter(node) {
            return;
        }
        let kind = node.kind();
        // The errors of a block are lowered in their order.
        if is_statement(kind) && kind != Kind::StatementBlock {
            self.recover_inside(node);
        }
        match kind {
            Kind::Error => self.recover(node),
            Kind::Program | Kind::StatementBlock => self.block(node),
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::ImportStatement => self.import_statement(node),
            Kind::ImportAlias => self.import_alias(node),
            Kind::ExportStatement => self.export_statement(node),
            Kind::LexicalDeclaration | Kind::VariableDeclaration => self.variable_declaration(node),
            Kind::FunctionDeclaration | Kind::GeneratorFunctionDeclaration | Kind::FunctionSignature => self.function_declaration(node),
            Kind::ClassDeclaration | Kind::AbstractClassDeclaration => self.class_declaration(node, &[]),
            Kind::InterfaceDeclaration => self.interface_declaration(node),
            Kind::TypeAliasDeclaration => self.type_alias(node),
            Kind::EnumDeclaration => self.enum_declaration(node),
            Kind::InternalModule | Kind::Module => self.namespace(node),
            Kind::AmbientDeclaration => self.ambient_declaration(node),
            Kind::IfStatement => self.if_statement(node),
            Kind::SwitchStatement => self.switch_statement(node),
            Kind::ForStatement => self.for_statement(node),
            Kind::ForInStatement => self.for_in_statement(node),
            Kind::WhileStatement => self.while_statement(node),
            Kind::DoStatement => self.do_statement(node),
            Kind::TryStatement => self.try_statement(node),
            Kind::WithStatement => self.with_statement(node),
            Kind::ReturnStatement => self.return_statement(node),
            Kind::ThrowStatement => self.throw_statement(node),
            Kind::LabeledStatement => self.body_statement(node),
            Kind::BreakStatement => {
                self.b.stmt(StmtKind::Break, node.span());
            }
            Kind::ContinueStatement => {
                self.b.stmt(StmtKind::Continue, node.span());
            }
            Kind::DebuggerStatement => {
                self.b.stmt(StmtKind::Other, node.span());
            }
            Kind::EmptyStatement => {}
            _ => self.bare_expression(node, node.span()),
        }
        self.leave();
    }

    /// Lowers the `body` of a statement that stands for it.
    pub(super) fn body_statement(&mut self, node: SyntaxNode<'_>) {
        if let Some(body) = node.body() {
            self.statement(body);
        }
    }

    fn expression_statement(&mut self, node: SyntaxNode<'_>) {
        if let Some(inner) = node.inner() {
            self.bare_expression(inner, node.span());
        }
    }

    /// An expression whose value nobody takes; `at` is the statement's span.
    pub(super) fn bare_expression(&mut self, node: SyntaxNode<'_>, at: Span) {
        let node = node.unparenthesized();
        match node.kind() {
            Kind::AssignmentExpression => {
                self.assignment(node, at);
            }
            Kind::AugmentedAssignmentExpression => {
                self.augmented_assignment(node, at);
            }
            // `await using x = …`: what is awaited is the end of the block.
            Kind::AwaitExpression if let Some(declaration) = node.inner().filter(|i| is_using(*i)) => {
                self.assignment(declaration, at);
            }
            Kind::UpdateExpression => {
                self.update(node, at);
            }
            Kind::SequenceExpression if self.enter(node) => {
                for part in node.children() {
                    self.bare_expression(part, at);
                }
                self.leave();
            }
            Kind::InternalModule => self.namespace(node),
            _ => {
                let value = self.expression(node);
                self.b.stmt(StmtKind::Expr(value), at);
            }
        }
    }

    fn return_statement(&mut self, node: SyntaxNode<'_>) {
        let value = node.inner().map(|v| self.expression(v));
        self.b.stmt(StmtKind::Return(value), node.span());
    }

    fn throw_statement(&mut self, node: SyntaxNode<'_>) {
        // Without a value `throw` is a syntax error, not a rethrow.
        let value = match node.inner() {
            Some(value) => self.expression(value),
            None => self.unknown(node),
        };
        self.b.stmt(StmtKind::Raise(Some(value)), node.span());
    }

    /// `declare …`; `declare global` declares in the module what it declares everywhere.
    fn ambient_declaration(&mut self, node: SyntaxNode<'_>) {
        for child in node.children() {
            match child.kind() {
                Kind::PropertyIdentifier | Kind::TypeAnnotation => {}
                _ => self.statement(child),
            }
        }
    }

    /// `with (object) …`: its names can be anything.
    fn with_statement(&mut self, node: SyntaxNode<'_>) {
        if let Some(object) = node.object() {
            let object = self.expression(object);
            self.look_at(object, node.header_span());
        }
        self.body_statement(node);
    }
}

/// The string of a statement that is nothing but a string.
fn directive(node: SyntaxNode<'_>) -> Option<SyntaxNode<'_>> {
    if node.kind() != Kind::ExpressionStatement {
        return None;
    }
    node.inner().filter(|s| s.kind() == Kind::String)
}

/// Whether control never gets past a statement; `depth` bounds how far its blocks are looked into.
fn leaves_block(node: SyntaxNode<'_>, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    match node.kind() {
        Kind::ReturnStatement | Kind::ThrowStatement | Kind::BreakStatement | Kind::ContinueStatement => true,
        Kind::StatementBlock => node.children().into_iter().any(|s| leaves_block(s, depth - 1)),
        Kind::IfStatement => {
            let otherwise = node.alternative().and_then(|clause| clause.inner());
            [node.consequence(), otherwise].into_iter().all(|side| side.is_some_and(|s| leaves_block(s, depth - 1)))
        }
        _ => false,
    }
}

/// What a statement declares, without `export` and `declare`.
fn declared(mut node: SyntaxNode<'_>) -> SyntaxNode<'_> {
    loop {
        let inner = match node.kind() {
            Kind::ExportStatement => node.declaration(),
            Kind::AmbientDeclaration => node.inner(),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}

fn is_hoisted(node: SyntaxNode<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::ImportStatement
            | Kind::InterfaceDeclaration
            | Kind::TypeAliasDeclaration
            | Kind::FunctionDeclaration
            | Kind::GeneratorFunctionDeclaration
            | Kind::FunctionSignature
    )
}
