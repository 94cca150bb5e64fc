//! Functions of every sort, and methods of classes and objects.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{EntryKey, ExprId, ExprKind, FunctionId, FunctionKind, Name};
use crate::source::Span;

/// What the words before a member's name say.
#[derive(Default)]
pub(super) struct Member {
    pub(super) is_static: bool,
    pub(super) is_getter: bool,
    pub(super) is_setter: bool,
    /// `private` or `protected`.
    pub(super) is_hidden: bool,
    is_async: bool,
    is_generator: bool,
}

impl Member {
    pub(super) fn of(node: SyntaxNode<'_>) -> Self {
        let mut member = Self::default();
        let name = node.name().map_or(u32::MAX, |n| n.span().start);
        for token in node.tokens().into_iter().take_while(|t| t.span().start < name) {
            match token.token() {
                "static" => member.is_static = true,
                "get" => member.is_getter = true,
                "set" => member.is_setter = true,
                "static get" => (member.is_static, member.is_getter) = (true, true),
                "async" => member.is_async = true,
                "*" => member.is_generator = true,
                _ if token.kind() == Kind::AccessibilityModifier => {
                    member.is_hidden = token.tokens().iter().any(|t| matches!(t.token(), "private" | "protected"));
                }
                _ => {}
            }
        }
        member
    }
}

/// What a function is before its inside is looked at.
struct Outside {
    kind: FunctionKind,
    name: Option<(Name, Span)>,
    decorators: Vec<ExprId>,
    is_async: bool,
    is_generator: bool,
}

impl Lowerer<'_> {
    /// `function f() {}`, and a signature without a body.
    pub(super) fn function_declaration(&mut self, node: SyntaxNode<'_>) {
        let Some(name) = node.name().filter(|n| !n.is_missing()) else {
            let value = self.function_expression(node);
            return self.mention(vec![value], node.header_span());
        };
        let decorators = self.parameter_decorators(node);
        let value = self.next_function(node);
        let (name, name_span) = (self.word(name), name.span());
        self.b.declare(name, name_span, Some(value), None, node.header_span());
        let outside = Outside {
            kind: FunctionKind::Function,
            name: Some((name.into(), name_span)),
            decorators,
            is_async: is_async(node),
            is_generator: is_generator(node),
        };
        let id = self.function(node, outside);
        // A namespace is no class whose method it could be.
        self.b.function_mut(id).class = None;
    }

    /// Adds the value of the function that is entered next: its declaration comes before its body, as it is written.
    pub(super) fn next_function(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let id = FunctionId(self.b.module().functions.len() as u32);
        self.b.expr(ExprKind::Function(id), node.span())
    }

    /// `function () {}`, `() => {}`.
    pub(super) fn function_expression(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let outside = Outside {
            kind: FunctionKind::Closure,
            name: node.name().map(|n| (self.word(n).into(), n.span())),
            decorators: Vec::new(),
            is_async: is_async(node),
            is_generator: is_generator(node),
        };
        let id = self.function(node, outside);
        self.b.expr(ExprKind::Function(id), node.span())
    }

    /// A method of a class or interface.
    pub(super) fn method(&mut self, node: SyntaxNode<'_>, member: &Member, key: &EntryKey, decorators: Vec<ExprId>) -> FunctionId {
        let name = match key {
            EntryKey::Static(name) => Some((name.clone(), node.name().map_or(node.span(), |n| n.span()))),
            _ => None,
        };
        let kind = match &name {
            _ if member.is_getter => FunctionKind::Property,
            _ if member.is_static => FunctionKind::Static,
            Some((name, _)) if name == "constructor" => FunctionKind::Constructor,
            _ => FunctionKind::Method,
        };
        let is_private = member.is_hidden || name.as_ref().is_some_and(|(n, _)| n.starts_with('#'));
        let outside = Outside { kind, name, decorators, is_async: member.is_async, is_generator: member.is_generator };
        let id = self.function(node, outside);
        if is_private {
            self.private.insert(id);
        }
        id
    }

    /// A block that runs once when its class is made: a function that is called there.
    pub(super) fn static_block(&mut self, node: SyntaxNode<'_>) {
        let outside = Outside { kind: FunctionKind::Static, name: None, decorators: Vec::new(), is_async: false, is_generator: false };
        let id = self.function(node, outside);
        let callee = self.b.expr(ExprKind::Function(id), node.span());
        let call = self.b.expr(ExprKind::Call { callee, args: Vec::new(), is_new: false }, node.span());
        self.b.stmt(crate::program::StmtKind::Expr(call), node.span());
    }

    fn function(&mut self, node: SyntaxNode<'_>, outside: Outside) -> FunctionId {
        let (name, name_span) = match outside.name {
            Some((name, span)) => (Some(name), span),
            None => (None, node.first_token_span()),
        };
        let id = self.b.enter_function(outside.kind, name, name_span, node.span());
        let function = self.b.function_mut(id);
        function.is_async = outside.is_async;
        function.is_generator = outside.is_generator;
        function.decorators = outside.decorators;
        if let Some(parameters) = node.type_parameters() {
            self.type_parameters(parameters);
        }
        self.parameters(id, node);
        let returns = node.return_type().map(|t| self.type_expression(t));
        self.b.function_mut(id).returns = returns;
        match node.body() {
            Some(body) if body.kind() == Kind::StatementBlock => self.block(body),
            Some(body) => self.expression_body(body),
            None => {}
        }
        self.b.leave_function();
        id
    }
}

fn is_async(node: SyntaxNode<'_>) -> bool {
    node.tokens().first().is_some_and(|t| t.token() == "async")
}

fn is_generator(node: SyntaxNode<'_>) -> bool {
    matches!(node.kind(), Kind::GeneratorFunction | Kind::GeneratorFunctionDeclaration)
}
