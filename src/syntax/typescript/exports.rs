//! Export statements.

use super::grammar::{Kind, SyntaxNode};
use super::imports::{is_type_only, item};
use super::lowerer::Lowerer;
use crate::program::{Assign, Export, ExportValue, ImportItem, ImportRef, Name, StmtKind, Target};
use smol_str::SmolStr;

impl Lowerer<'_> {
    /// `export …`.
    pub(super) fn export_statement(&mut self, node: SyntaxNode<'_>) {
        if !self.at_module_scope() {
            return self.namespace_member(node);
        }
        if let Some(module) = node.source().and_then(|s| self.constant_string(s)) {
            self.export_from(node, module);
        } else if let Some(clause) = node.child_of_kind(Kind::ExportClause) {
            self.export_names(clause);
        } else if let Some(declaration) = node.declaration() {
            self.export_declaration(node, declaration);
        } else if let Some(value) = node.value() {
            self.export_default(node, value);
        } else if node.has_token("=") {
            self.export_assignment(node);
        }
    }

    /// What a namespace exports are its members, not the module's.
    fn namespace_member(&mut self, node: SyntaxNode<'_>) {
        if let Some(declaration) = node.declaration() {
            self.statement(declaration);
        } else if let Some(value) = node.value() {
            self.bare_expression(value, node.span());
        }
    }

    /// `export { a, b as c } from "x"`, `export * from "x"`, `export * as n from "x"`.
    fn export_from(&mut self, node: SyntaxNode<'_>, module: SmolStr) {
        let type_only = is_type_only(node);
        let from = |item, type_only| ExportValue::From(ImportRef { module: module.clone(), item, type_only });
        if let Some(clause) = node.child_of_kind(Kind::ExportClause) {
            for specifier in clause.children() {
                if let Some((name, exported)) = self.export_specifier(specifier) {
                    self.export(exported, from(item(name), type_only || is_type_only(specifier)));
                }
            }
        } else if let Some(namespace) = node.child_of_kind(Kind::NamespaceExport) {
            if let Some(name) = namespace.inner() {
                let name = self.module_export_name(name);
                self.export(name, from(ImportItem::Module, type_only));
            }
        } else {
            self.export("*".into(), from(ImportItem::Module, type_only));
        }
    }

    fn export_names(&mut self, clause: SyntaxNode<'_>) {
        for specifier in clause.children() {
            if let Some((name, exported)) = self.export_specifier(specifier) {
                self.export(exported, ExportValue::Local(name));
            }
        }
    }

    /// The local and the exported name.
    fn export_specifier(&self, node: SyntaxNode<'_>) -> Option<(Name, Name)> {
        let name = self.module_export_name(node.name()?);
        let exported = node.alias().map_or_else(|| name.clone(), |a| self.module_export_name(a));
        Some((name, exported))
    }

    /// `export const a = …`, `export default function f() {}`.
    fn export_declaration(&mut self, node: SyntaxNode<'_>, declaration: SyntaxNode<'_>) {
        let before = self.b.module().stmts.len();
        match declaration.kind() {
            Kind::ClassDeclaration | Kind::AbstractClassDeclaration => {
                let decorators = self.decorators(node);
                self.class_declaration(declaration, &decorators);
            }
            _ => self.statement(declaration),
        }
        let scope = self.b.scope();
        let declared = self.b.module().stmts[before..].iter().filter(|s| s.scope == scope).filter_map(|s| match &s.kind {
            StmtKind::Assign(Assign { target: Target::Name { name, .. }, declares: true, .. }) => Some(name.clone()),
            _ => None,
        });
        let is_default = node.has_token("default");
        for name in declared.collect::<Vec<_>>() {
            let exported = if is_default { "default".into() } else { name.clone() };
            self.export(exported, ExportValue::Local(name));
        }
    }

    /// `export default value`: an assignment to a name no program can have.
    fn export_default(&mut self, node: SyntaxNode<'_>, value: SyntaxNode<'_>) {
        let at = value.span();
        let value = self.expression(value);
        self.b.declare("default", at, Some(value), None, node.span());
        self.export("default".into(), ExportValue::Expr(value));
    }

    /// `export = value`.
    fn export_assignment(&mut self, node: SyntaxNode<'_>) {
        let Some(inner) = node.inner() else {
            return;
        };
        let value = self.expression(inner);
        self.b.declare("default", inner.span(), Some(value), None, node.span());
        self.export_whole(value);
    }

    /// Adds an export; a later one of the same name replaces the one before.
    pub(super) fn export(&mut self, name: Name, value: ExportValue) {
        let exports = &mut self.b.module_mut().exports;
        if name == "*" {
            exports.push(Export { name, value });
            return;
        }
        let index = *self.exported.entry(name.clone()).or_insert(exports.len());
        match exports.get_mut(index) {
            Some(export) => export.value = value,
            None => exports.push(Export { name, value }),
        }
    }
}
