//! Functions and classes.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Frame, Lowerer, header_span, span};
use super::parameters::Parameters;
use crate::program::{ClassId, ClassKind, ExprId, ExprKind, FunctionId, FunctionKind, ScopeKind, StmtKind};
use crate::source::Span;
use tree_sitter::Node;

impl Lowerer<'_> {
    /// `@decorator def …`.
    pub(super) fn decorated_definition(&mut self, node: Node<'_>) {
        self.recover_inside(node);
        let parts = children(node);
        let decorators: Vec<_> = parts.iter().filter(|p| kind(**p) == Kind::Decorator).filter_map(|d| first_child(*d)).collect();
        if let Some(definition) = node.definition() {
            self.definition(definition, node, &decorators);
        }
    }

    /// A function or class, with its decorators; `whole` begins with them.
    pub(super) fn definition(&mut self, node: Node<'_>, whole: Node<'_>, decorators: &[Node<'_>]) {
        let header = Span { start: whole.start_byte() as u32, ..header_span(node) };
        match kind(node) {
            Kind::ClassDefinition => self.class(node, header, decorators),
            _ => self.function(node, header, decorators),
        }
    }

    fn function(&mut self, node: Node<'_>, header: Span, decorators: &[Node<'_>]) {
        let Some(name_node) = node.name() else {
            return self.body(node);
        };
        let name = self.word(name_node);
        let in_class = matches!(self.b.module().scopes[self.b.scope().index()].kind, ScopeKind::Class(_));
        let traits = self.decorator_traits(decorators);
        let function_kind = match name {
            _ if !in_class => FunctionKind::Function,
            "__init__" => FunctionKind::Constructor,
            "__new__" | "__init_subclass__" | "__class_getitem__" => FunctionKind::Static,
            _ => traits.kind.unwrap_or(FunctionKind::Method),
        };
        let decorators: Vec<ExprId> = decorators.iter().map(|d| self.expression(*d)).collect();
        let parameters = node.parameters().map(|p| self.parameters(p, in_class && !traits.is_static)).unwrap_or_default();
        let returns = node.return_type().map(|t| self.type_expression(t));

        // The definition comes before its body in source order, so the function is named before it is entered.
        let id = FunctionId(self.b.module().functions.len() as u32);
        let value = self.b.expr(ExprKind::Function(id), span(node));
        if traits.is_accessor {
            // `@x.setter def x` adds to the property `x`, it doesn't replace it.
            self.b.stmt(StmtKind::Expr(value), header);
        } else {
            self.b.declare(name, span(name_node), Some(value), None, header);
        }
        let is_async = self.word(node).starts_with("async");
        let is_nested = self.frames.iter().any(|f| f.function.is_some());
        let id = self.b.enter_function(function_kind, Some(name.into()), span(name_node), span(node));
        let function = self.b.function_mut(id);
        function.decorators = decorators;
        function.returns = returns;
        function.is_async = is_async;
        function.is_public = !is_nested && is_public(name);
        self.enter_function_frame(id, parameters);
        self.body(node);
        self.frames.pop();
        self.b.leave_function();
    }

    /// Gives a function its parameters and makes it the one being lowered.
    pub(super) fn enter_function_frame(&mut self, id: FunctionId, parameters: Parameters) {
        let params = parameters.params.iter().map(|p| p.name.clone()).collect();
        self.frames.push(Frame { receiver: parameters.receiver, params, scope: self.b.scope(), function: Some(id) });
        self.b.function_mut(id).params = parameters.params;
    }

    fn class(&mut self, node: Node<'_>, header: Span, decorators: &[Node<'_>]) {
        let Some(name_node) = node.name() else {
            return self.body(node);
        };
        let decorators: Vec<ExprId> = decorators.iter().map(|d| self.expression(*d)).collect();
        let mut bases = Vec::new();
        let mut class_kind = ClassKind::Class;
        for arg in node.superclasses().map(children).unwrap_or_default() {
            match kind(arg) {
                Kind::Error => self.recover(arg),
                // `metaclass=` and the like are no bases; what is called there is still seen.
                Kind::KeywordArgument => {
                    if let Some(value) = arg.value() {
                        self.expression(value);
                    }
                }
                _ => {
                    match self.last_name(arg) {
                        "Protocol" => class_kind = ClassKind::Interface,
                        base if base.ends_with("Enum") || base.ends_with("Flag") => class_kind = ClassKind::Enum,
                        _ => {}
                    }
                    bases.push(self.type_expression(arg));
                }
            }
        }
        let id = ClassId(self.b.module().classes.len() as u32);
        let value = self.b.expr(ExprKind::Class(id), span(node));
        let name = self.word(name_node);
        self.b.declare(name, span(name_node), Some(value), None, header);
        let id = self.b.enter_class(class_kind, Some(name.into()), span(name_node), span(node));
        let class = self.b.class_mut(id);
        class.bases = bases;
        class.decorators = decorators;
        self.frames.push(Frame { receiver: None, params: Vec::new(), scope: self.b.scope(), function: None });
        self.body(node);
        self.frames.pop();
        self.b.leave_class();
    }

    /// The body of a definition, and what errors left of it.
    fn body(&mut self, node: Node<'_>) {
        for child in children(node) {
            match kind(child) {
                Kind::Error => self.recover(child),
                Kind::Block => self.statements(child),
                _ => {}
            }
        }
    }

    /// The last name of `a.b.c`, `a.b.c[T]` or `a.b.c(…)`.
    fn last_name(&self, mut node: Node<'_>) -> &str {
        loop {
            let next = match kind(node) {
                Kind::Subscript => node.value(),
                Kind::Call => node.function(),
                Kind::Attribute => node.attribute(),
                _ => return self.word(node),
            };
            match next {
                Some(next) => node = next,
                None => return "",
            }
        }
    }

    fn decorator_traits(&self, decorators: &[Node<'_>]) -> Traits {
        let mut traits = Traits { kind: None, is_static: false, is_accessor: false };
        for decorator in decorators {
            match self.last_name(*decorator) {
                "staticmethod" => {
                    traits.kind = Some(FunctionKind::Static);
                    traits.is_static = true;
                }
                "classmethod" | "abstractclassmethod" | "validator" | "root_validator" => traits.kind = Some(FunctionKind::Static),
                "setter" | "deleter" if kind(*decorator) == Kind::Attribute => traits.is_accessor = true,
                name if name.ends_with("property") => traits.kind = traits.kind.or(Some(FunctionKind::Property)),
                _ => {}
            }
        }
        traits
    }
}

/// What its decorators make of a method.
struct Traits {
    kind: Option<FunctionKind>,
    /// Has no receiver.
    is_static: bool,
    /// A property's setter or deleter.
    is_accessor: bool,
}

/// Whether other modules are meant to use the name.
fn is_public(name: &str) -> bool {
    !name.starts_with('_') || name.starts_with("__") && name.ends_with("__")
}
