//! Import statements.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{ExprKind, ImportItem, ImportRef, Name, StmtKind};
use crate::source::Span;
use smol_str::SmolStr;

/// What the parts of an import statement share.
struct Source {
    module: SmolStr,
    type_only: bool,
    at: Span,
}

impl Lowerer<'_> {
    /// `import …`.
    pub(super) fn import_statement(&mut self, node: SyntaxNode<'_>) {
        let at = node.span();
        let type_only = is_type_only(node);
        if let Some(clause) = node.child_of_kind(Kind::ImportRequireClause) {
            return self.import_require(clause, type_only, at);
        }
        let Some(module) = node.source().and_then(|s| self.constant_string(s)) else {
            return;
        };
        let source = Source { module, type_only, at };
        match node.child_of_kind(Kind::ImportClause) {
            Some(clause) => self.import_clause(clause, &source),
            None => {
                let import = ImportRef { module: source.module, item: ImportItem::Module, type_only };
                let value = self.b.expr(ExprKind::Import(import), at);
                self.b.stmt(StmtKind::Expr(value), at);
            }
        }
    }

    fn import_clause(&mut self, clause: SyntaxNode<'_>, source: &Source) {
        for part in clause.children() {
            match part.kind() {
                Kind::Identifier => self.import_name(part, part, ImportItem::Default, source, source.type_only),
                Kind::NamespaceImport => {
                    if let Some(name) = part.inner() {
                        self.import_name(part, name, ImportItem::Module, source, source.type_only);
                    }
                }
                Kind::NamedImports => {
                    for specifier in part.children() {
                        self.import_specifier(specifier, source);
                    }
                }
                _ => {}
            }
        }
    }

    /// `name`, `name as alias`, `type name`.
    fn import_specifier(&mut self, node: SyntaxNode<'_>, source: &Source) {
        let Some(name) = node.name() else {
            return;
        };
        let item = item(self.module_export_name(name));
        let type_only = source.type_only || is_type_only(node);
        self.import_name(node, node.alias().unwrap_or(name), item, source, type_only);
    }

    /// Binds an import to a local name; `part` is all that is written for it.
    fn import_name(&mut self, part: SyntaxNode<'_>, local: SyntaxNode<'_>, item: ImportItem, source: &Source, type_only: bool) {
        let import = ImportRef { module: source.module.clone(), item, type_only };
        let value = self.b.expr(ExprKind::Import(import), part.span());
        self.b.declare(self.word(local), local.span(), Some(value), None, source.at);
    }

    /// `import x = require("x")`.
    fn import_require(&mut self, clause: SyntaxNode<'_>, type_only: bool, at: Span) {
        let (Some(local), Some(module)) = (clause.inner(), clause.source().and_then(|s| self.constant_string(s))) else {
            return;
        };
        self.import_name(clause, local, ImportItem::Module, &Source { module, type_only, at }, type_only);
    }

    /// `import x = a.b`.
    pub(super) fn import_alias(&mut self, node: SyntaxNode<'_>) {
        let parts = node.children();
        if let [name, target] = parts.as_slice() {
            let value = self.nested_name(*target);
            self.b.declare(self.word(*name), name.span(), Some(value), None, node.span());
        }
    }

    /// A name as modules export it: it may be a string.
    pub(super) fn module_export_name(&self, node: SyntaxNode<'_>) -> Name {
        match node.kind() {
            Kind::String => self.string_value(node).as_ref().into(),
            _ => self.word(node).into(),
        }
    }
}

/// What of a module goes by this name.
pub(super) fn item(name: Name) -> ImportItem {
    if name == "default" { ImportItem::Default } else { ImportItem::Named(name) }
}

/// Whether `type` or `typeof` stands before what is imported or exported.
pub(super) fn is_type_only(node: SyntaxNode<'_>) -> bool {
    node.tokens().into_iter().any(|t| matches!(t.token(), "type" | "typeof"))
}
