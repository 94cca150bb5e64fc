//! The state of a lowering and the small helpers all its parts share.

use super::grammar::SyntaxNode;
use crate::program::{ExprId, ExprKind, FunctionId, Literal, ModuleBuilder, Name, ScopeKind, StmtId, StmtKind};
use crate::source::{FileId, Language, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// How deep statements, expressions and types may nest within each other before they become unknown. Chains
/// (`a.b().c()`, `a + b + c`, `!!a`, `else if`, `a ? b : c ? d : e`) don't nest in this sense.
const MAX_DEPTH: usize = 200;

/// Lowers one file.
pub(super) struct Lowerer<'s> {
    pub(super) text: &'s str,
    pub(super) b: ModuleBuilder,
    /// Where each exported name is in the list of exports.
    pub(super) exported: FxHashMap<Name, usize>,
    /// Methods nobody outside their class may call.
    pub(super) private: FxHashSet<FunctionId>,
    /// Declarations of types: a value of the same name has precedence.
    pub(super) types: Vec<StmtId>,
    depth: usize,
    made_up_names: usize,
}

impl<'s> Lowerer<'s> {
    pub(super) fn new(file: FileId, text: &'s str) -> Self {
        let b = ModuleBuilder::new(file, Language::TypeScript, Span::new(0, text.len()));
        Self { text, b, exported: FxHashMap::default(), private: FxHashSet::default(), types: Vec::new(), depth: 0, made_up_names: 0 }
    }

    /// The source of a node.
    pub(super) fn word(&self, node: SyntaxNode<'_>) -> &'s str {
        self.text.get(node.span().range()).unwrap_or_default()
    }

    /// Goes one level deeper; `false`, with the node noted as skipped, when that is too deep. A `true` needs a
    /// [`leave`](Self::leave).
    pub(super) fn enter(&mut self, node: SyntaxNode<'_>) -> bool {
        if self.depth >= MAX_DEPTH {
            self.b.module_mut().skipped.push(node.span());
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
    pub(super) fn unknown(&mut self, node: SyntaxNode<'_>) -> ExprId {
        self.b.unknown(Vec::new(), node.span())
    }

    /// Adds a constant.
    pub(super) fn literal(&mut self, literal: Literal, at: Span) -> ExprId {
        self.b.expr(ExprKind::Literal(literal), at)
    }

    /// Adds `undefined` where nothing is written.
    pub(super) fn undefined(&mut self, at: Span) -> ExprId {
        self.literal(Literal::Null, at)
    }

    /// Adds an integer that is written nowhere.
    pub(super) fn integer(&mut self, value: i64, at: Span) -> ExprId {
        self.literal(Literal::Int(value), at)
    }

    /// A name no program can have, for what a pattern takes apart.
    pub(super) fn made_up_name(&mut self) -> Name {
        self.made_up_names += 1;
        smol_str::format_smolstr!("{{}}v{}", self.made_up_names)
    }

    /// What an expression became.
    pub(super) fn kind_of(&self, id: ExprId) -> &ExprKind {
        &self.b.module().exprs[id.index()].kind
    }

    /// Adds a statement that looks at a value without keeping or dropping it.
    pub(super) fn look_at(&mut self, subject: ExprId, at: Span) {
        let switch = self.b.expr(ExprKind::Switch { subject, arms: Vec::new() }, at);
        self.b.stmt(StmtKind::Expr(switch), at);
    }

    /// Adds a statement around expressions that stand in the text but whose values go nowhere the model knows.
    pub(super) fn mention(&mut self, exprs: Vec<ExprId>, at: Span) {
        if !exprs.is_empty() {
            let unknown = self.b.unknown(exprs, at);
            self.b.stmt(StmtKind::Expr(unknown), at);
        }
    }

    /// A function or class without a name of its own takes that of what it is assigned to.
    pub(super) fn name_value(&mut self, value: ExprId, name: &str, at: Span) {
        match *self.kind_of(value) {
            ExprKind::Function(id) => {
                let function = self.b.function_mut(id);
                if function.name.is_none() {
                    function.name = Some(name.into());
                    function.name_span = at;
                }
            }
            ExprKind::Class(id) => {
                let class = self.b.class_mut(id);
                if class.name.is_none() {
                    class.name = Some(name.into());
                    class.name_span = at;
                }
            }
            _ => {}
        }
    }

    /// Whether the current scope is the module's own.
    pub(super) fn at_module_scope(&self) -> bool {
        matches!(self.b.module().scopes[self.b.scope().index()].kind, ScopeKind::Module)
    }
}
