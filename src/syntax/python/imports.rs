//! `import` in all its forms.

use super::kinds::{Kind, Parts, children, kind};
use super::lowerer::{Lowerer, span};
use crate::program::{Arg, ArgKind, ExprId, ExprKind, ImportItem, ImportRef, Literal, StmtKind};
use crate::source::Span;
use smol_str::SmolStr;
use tree_sitter::Node;

impl Lowerer<'_> {
    /// `import a.b, c as d`.
    pub(super) fn import_statement(&mut self, node: Node<'_>) {
        for part in children(node) {
            match kind(part) {
                Kind::AliasedImport => {
                    if let (Some(name), Some(alias)) = (part.name(), part.alias()) {
                        let module = self.dotted(name);
                        self.bind_import(module, ImportItem::Module, alias, span(name), node);
                    }
                }
                // Without an alias it is the package that gets bound.
                Kind::DottedName => {
                    if let Some(first) = children(part).into_iter().find(|c| kind(*c) == Kind::Identifier) {
                        let module = self.word(first).into();
                        self.bind_import(module, ImportItem::Module, first, span(part), node);
                    }
                }
                _ => {}
            }
        }
    }

    /// `from a import b, c as d`, `from . import x`, `from a import *`.
    pub(super) fn import_from_statement(&mut self, node: Node<'_>) {
        let source = node.module_name();
        let module: SmolStr = source.map_or("__future__".into(), |m| self.dotted(m));
        for part in children(node) {
            if Some(part) == source {
                continue;
            }
            match kind(part) {
                Kind::WildcardImport => {
                    let import = ImportRef { module: module.clone(), item: ImportItem::Module, type_only: self.types_only };
                    let scope = self.b.scope();
                    self.b.module_mut().star_imports.push((scope, import));
                    self.b.stmt(StmtKind::Other, span(node));
                }
                Kind::AliasedImport => {
                    if let (Some(name), Some(alias)) = (part.name(), part.alias()) {
                        let item = ImportItem::Named(self.dotted(name));
                        self.bind_import(module.clone(), item, alias, span(name), node);
                    }
                }
                Kind::DottedName => {
                    let item = ImportItem::Named(self.dotted(part));
                    self.bind_import(module.clone(), item, part, span(part), node);
                }
                _ => {}
            }
        }
    }

    fn bind_import(&mut self, module: SmolStr, item: ImportItem, local: Node<'_>, at: Span, statement: Node<'_>) {
        let local_name = self.word(local);
        let import = ImportRef { module, item, type_only: self.types_only };
        let value = self.b.expr(ExprKind::Import(import), at);
        self.b.declare(local_name, span(local), Some(value), None, span(statement));
    }

    /// A dotted name as one word, whatever blanks and line breaks stand in it.
    fn dotted(&self, node: Node<'_>) -> SmolStr {
        let word = self.word(node);
        if word.contains(|c: char| c.is_whitespace() || c == '\\') {
            word.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect()
        } else {
            word.into()
        }
    }

    /// The import a call makes, if it is `importlib.import_module("x")` or `__import__("x")`.
    pub(super) fn dynamic_import(&self, callee: ExprId, args: &[Arg]) -> Option<ImportRef> {
        let exprs = &self.b.module().exprs;
        let function = match &exprs[callee.index()].kind {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            _ => return None,
        };
        if function != "import_module" && function != "__import__" {
            return None;
        }
        let argument = |position: usize, name: &str| {
            let arg = args.iter().enumerate().find(|(i, a)| match &a.kind {
                ArgKind::Positional => *i == position,
                ArgKind::Named(n, _) => n == name,
                _ => false,
            });
            arg.map(|(_, a)| &exprs[a.value.index()].kind)
        };
        let ExprKind::Literal(Literal::Str(module)) = argument(0, "name")? else {
            return None;
        };
        let module = match argument(1, "package") {
            Some(ExprKind::Literal(Literal::Str(package))) if module.starts_with('.') && function == "import_module" => {
                // One dot stands for the package itself.
                if module.starts_with("..") {
                    return None;
                }
                format!("{package}{module}").into()
            }
            _ => SmolStr::from(&**module),
        };
        Some(ImportRef { module, item: ImportItem::Module, type_only: self.types_only })
    }
}
