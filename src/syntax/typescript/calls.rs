//! Calls, constructions and their arguments; calls that are imports.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{Arg, ArgKind, ExprId, ExprKind, ImportItem, ImportRef};
use smol_str::SmolStr;

/// What compilers wrap `require("x")` in; the module is the same.
const INTEROP_HELPERS: &[&str] = &["__importDefault", "__importStar", "__toESM", "_interopRequireDefault", "_interopRequireWildcard"];

impl Lowerer<'_> {
    pub(super) fn call(&mut self, node: SyntaxNode<'_>, callee: ExprId) -> ExprId {
        let args = node.arguments().map(|a| self.arguments(a)).unwrap_or_default();
        if let Some(module) = self.interop_argument(callee, &args) {
            return module;
        }
        self.compiled_export(callee, &args);
        self.b.expr(ExprKind::Call { callee, args, is_new: false }, node.span())
    }

    /// `new X(…)`, `new X`.
    pub(super) fn construction(&mut self, node: SyntaxNode<'_>, callee: ExprId) -> ExprId {
        let args = node.arguments().map(|a| self.arguments(a)).unwrap_or_default();
        self.b.expr(ExprKind::Call { callee, args, is_new: true }, node.span())
    }

    /// `(a, ...b)`; a tagged template is the one argument of its tag.
    fn arguments(&mut self, node: SyntaxNode<'_>) -> Vec<Arg> {
        if node.kind() == Kind::TemplateString {
            let value = self.expression(node);
            return vec![Arg { kind: ArgKind::Positional, value, span: node.span() }];
        }
        self.recover_inside(node);
        let mut args = Vec::new();
        for part in node.children() {
            let (kind, value) = match part.kind() {
                Kind::SpreadElement => (ArgKind::Spread, part.inner()),
                _ => (ArgKind::Positional, Some(part)),
            };
            if let Some(value) = value {
                args.push(Arg { kind, value: self.expression(value), span: part.span() });
            }
        }
        args
    }

    /// The module of `require("x")` and `import("x")`.
    pub(super) fn imported_module(&self, call: SyntaxNode<'_>) -> Option<SmolStr> {
        let function = call.function()?;
        let is_import = match function.kind() {
            Kind::Import => true,
            Kind::Identifier => self.word(function) == "require",
            _ => false,
        };
        if !is_import {
            return None;
        }
        let arguments = call.arguments().filter(|a| a.kind() == Kind::Arguments)?;
        self.constant_string(arguments.inner()?)
    }

    /// Adds the import of such a call.
    pub(super) fn import_call(&mut self, node: SyntaxNode<'_>) -> ExprId {
        match self.imported_module(node) {
            Some(module) => {
                let import = ImportRef { module, item: ImportItem::Module, type_only: false };
                self.b.expr(ExprKind::Import(import), node.span())
            }
            None => self.unknown_with_children(node),
        }
    }

    /// The module that a compiler's helper is given, `__importDefault(require("x"))`.
    fn interop_argument(&self, callee: ExprId, args: &[Arg]) -> Option<ExprId> {
        let name = match self.kind_of(callee) {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            _ => return None,
        };
        if !INTEROP_HELPERS.contains(&name.as_str()) {
            return None;
        }
        args.first().map(|a| a.value).filter(|v| matches!(self.kind_of(*v), ExprKind::Import(_)))
    }
}
