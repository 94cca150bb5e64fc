//! Error nodes: what is recognisable in them is lowered in the order it is written.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{BranchKind, RegionKind};

impl Lowerer<'_> {
    /// Lowers what stands in the error nodes directly below `node`.
    pub(super) fn recover_inside(&mut self, node: SyntaxNode<'_>) {
        if !node.has_error() {
            return;
        }
        for error in node.errors() {
            self.recover(error);
        }
    }

    /// Lowers the statements and expressions of an error node.
    pub(super) fn recover(&mut self, error: SyntaxNode<'_>) {
        if !self.enter(error) {
            return;
        }
        let parts = error.tokens();
        let mut loose = Vec::new();
        let mut i = 0;
        while let Some(&part) = parts.get(i) {
            i += 1;
            let kind = part.kind();
            match kind {
                Kind::Error => self.recover(part),
                Kind::VariableDeclarator => self.variable_declarator(part, part.span()),
                Kind::MethodDefinition | Kind::PublicFieldDefinition => self.class_member(part, Vec::new()),
                Kind::SwitchCase | Kind::SwitchDefault => self.switch_case(part),
                Kind::ElseClause => self.recover_clause(part, RegionKind::Branch(BranchKind::Alternative)),
                Kind::CatchClause => {
                    self.catch_clause(part);
                }
                Kind::FinallyClause => self.recover_clause(part, RegionKind::Finally),
                Kind::Identifier | Kind::MemberExpression if let Some(value) = assigned_value(&parts, i) => {
                    let at = part.span().to(value.span());
                    let value = self.expression(value);
                    let declares = i >= 2 && matches!(parts[i - 2].token(), "const" | "let" | "var");
                    self.assign(part, value, declares, at);
                    self.export_member(part, value);
                    i += 2;
                }
                _ if is_statement(kind) => self.statement(part),
                // A lone word may be anything, and types are nothing that runs.
                _ if !part.is_named() || part.is_leaf() && kind != Kind::Arguments || is_type(kind) => {}
                Kind::Pair => loose.extend(part.value().map(|v| self.expression(v))),
                _ => loose.push(self.expression(part)),
            }
        }
        self.mention(loose, error.span());
        self.leave();
    }

    /// Lowers the body of a clause that lost its statement.
    fn recover_clause(&mut self, clause: SyntaxNode<'_>, region: RegionKind) {
        self.b.enter_region(region, clause.span());
        if let Some(body) = clause.body().or_else(|| clause.inner()) {
            self.statement(body);
        }
        self.b.leave_region();
    }
}

/// The value, where the parts go on with `=` and one at `i`.
fn assigned_value<'t>(parts: &[SyntaxNode<'t>], i: usize) -> Option<SyntaxNode<'t>> {
    let is_assigned = parts.get(i).is_some_and(|p| p.token() == "=");
    parts.get(i + 1).copied().filter(|p| is_assigned && p.is_named() && p.kind() != Kind::Error && !is_statement(p.kind()))
}

/// Whether nodes of this kind are types or belong to them.
fn is_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ArrayType
            | Kind::AssertsAnnotation
            | Kind::ConditionalType
            | Kind::ConstructorType
            | Kind::ExistentialType
            | Kind::FlowMaybeType
            | Kind::FunctionType
            | Kind::GenericType
            | Kind::IntersectionType
            | Kind::LiteralType
            | Kind::LookupType
            | Kind::NestedTypeIdentifier
            | Kind::ObjectType
            | Kind::OptionalType
            | Kind::ParenthesizedType
            | Kind::PropertySignature
            | Kind::ReadonlyType
            | Kind::RestType
            | Kind::TupleType
            | Kind::TypeAnnotation
            | Kind::TypeArguments
            | Kind::TypeParameters
            | Kind::TypePredicateAnnotation
            | Kind::TypeQuery
            | Kind::UnionType
    )
}

/// Whether nodes of this kind are statements.
pub(super) fn is_statement(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AbstractClassDeclaration
            | Kind::AmbientDeclaration
            | Kind::BreakStatement
            | Kind::ClassDeclaration
            | Kind::ContinueStatement
            | Kind::DebuggerStatement
            | Kind::DoStatement
            | Kind::EmptyStatement
            | Kind::EnumDeclaration
            | Kind::ExportStatement
            | Kind::ExpressionStatement
            | Kind::ForInStatement
            | Kind::ForStatement
            | Kind::FunctionDeclaration
            | Kind::FunctionSignature
            | Kind::GeneratorFunctionDeclaration
            | Kind::IfStatement
            | Kind::ImportAlias
            | Kind::ImportStatement
            | Kind::InterfaceDeclaration
            | Kind::InternalModule
            | Kind::LabeledStatement
            | Kind::LexicalDeclaration
            | Kind::Module
            | Kind::ReturnStatement
            | Kind::StatementBlock
            | Kind::SwitchStatement
            | Kind::ThrowStatement
            | Kind::TryStatement
            | Kind::TypeAliasDeclaration
            | Kind::VariableDeclaration
            | Kind::WhileStatement
            | Kind::WithStatement
    )
}
