//! The state of a lowering and the small helpers all its parts share.

use super::kinds::{Kind, kind, tokens};
use crate::program::{ExprId, ExprKind, FunctionId, Literal, ModuleBuilder, Name, ScopeId, StmtKind};
use crate::source::{FileId, Language, Span};
use tree_sitter::Node;

/// How deep statements and expressions may nest within each other before they become unknown. Chains (`a.b().c()`,
/// `a + b + c`, `not not a`, `elif`) don't nest in this sense.
const MAX_DEPTH: usize = 300;

/// A function, class or module body that is being lowered.
pub(super) struct Frame {
    /// The name of the receiver, in methods.
    pub(super) receiver: Option<Name>,
    /// The names of the parameters.
    pub(super) params: Vec<Name>,
    /// The scope names are bound in, inside comprehensions too.
    pub(super) scope: ScopeId,
    /// The function, if it is one.
    pub(super) function: Option<FunctionId>,
}

/// Lowers one file.
pub(super) struct Lowerer<'s> {
    pub(super) text: &'s str,
    pub(super) b: ModuleBuilder,
    /// The bodies around the current place, the module's first.
    pub(super) frames: Vec<Frame>,
    /// Inside `if TYPE_CHECKING`: imports are of types only.
    pub(super) types_only: bool,
    depth: usize,
}

impl<'s> Lowerer<'s> {
    pub(super) fn new(file: FileId, text: &'s str) -> Self {
        let b = ModuleBuilder::new(file, Language::Python, Span::new(0, text.len()));
        let module = Frame { receiver: None, params: Vec::new(), scope: ScopeId(0), function: None };
        Self { text, b, frames: vec![module], types_only: false, depth: 0 }
    }

    /// The source of a node.
    pub(super) fn word(&self, node: Node<'_>) -> &'s str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Goes one level deeper; `false`, with the node noted as skipped, when that is too deep. A `true` needs a
    /// [`leave`](Self::leave).
    pub(super) fn enter(&mut self, node: Node<'_>) -> bool {
        if self.depth >= MAX_DEPTH {
            self.b.module_mut().skipped.push(span(node));
            return false;
        }
        self.depth += 1;
        true
    }

    /// Comes back from one level deeper.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Adds an expression of which nothing is known.
    pub(super) fn unknown(&mut self, node: Node<'_>) -> ExprId {
        self.b.unknown(Vec::new(), span(node))
    }

    /// Adds `None` where nothing is written.
    pub(super) fn null(&mut self, at: Span) -> ExprId {
        self.b.expr(ExprKind::Literal(Literal::Null), at)
    }

    /// Adds a statement that looks at a value without keeping or dropping it.
    pub(super) fn look_at(&mut self, subject: ExprId, node: Node<'_>) {
        let at = span(node);
        let switch = self.b.expr(ExprKind::Switch { subject, arms: Vec::new() }, at);
        self.b.stmt(StmtKind::Expr(switch), at);
    }

    /// Whether `name` is the receiver of the method around.
    pub(super) fn is_receiver(&self, name: &str) -> bool {
        for frame in self.frames.iter().rev() {
            if frame.receiver.as_deref() == Some(name) {
                return true;
            }
            if frame.params.iter().any(|p| p == name) {
                return false;
            }
        }
        false
    }

    /// The scope an assignment binds in here: not that of a comprehension.
    pub(super) fn binding_scope(&self) -> ScopeId {
        self.frames.last().map_or(ScopeId(0), |f| f.scope)
    }
}

/// The span of a node.
pub(super) fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// The span from the start of a compound statement to the colon before its body.
pub(super) fn header_span(node: Node<'_>) -> Span {
    let colon = tokens(node).into_iter().find(|t| !t.is_named() && t.kind() == ":");
    Span::new(node.start_byte(), colon.map_or(node.end_byte(), |c| c.end_byte()))
}

/// What is inside any parentheses around `node`.
pub(super) fn unparenthesized(mut node: Node<'_>) -> Node<'_> {
    while kind(node) == Kind::ParenthesizedExpression
        && let Some(inner) = super::kinds::first_child(node)
    {
        node = inner;
    }
    node
}
