//! Parameters, and what their patterns and modifiers assign.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{Assign, ExprId, ExprKind, FunctionId, Param, ParamKind, StmtKind, Target};
use smol_str::format_smolstr;

/// A parameter as written.
struct Written<'t> {
    node: SyntaxNode<'t>,
    pattern: SyntaxNode<'t>,
}

impl Lowerer<'_> {
    /// Gives a function its parameters and adds the assignments they imply. The function has been entered.
    pub(super) fn parameters(&mut self, id: FunctionId, node: SyntaxNode<'_>) {
        let written = self.written_parameters(node);
        let mut implied = Vec::new();
        for (i, Written { node, pattern }) in written.into_iter().enumerate() {
            let is_rest = pattern.kind() == Kind::RestPattern;
            let target = if is_rest { pattern.inner().unwrap_or(pattern) } else { pattern };
            let is_name = matches!(target.kind(), Kind::Identifier | Kind::Undefined);
            let name = if is_name { self.word(target).into() } else { format_smolstr!("{{}}{i}") };
            let is_parameter = matches!(node.kind(), Kind::RequiredParameter | Kind::OptionalParameter);
            let annotation = node.type_annotation().filter(|_| is_parameter).map(|t| self.type_expression(t));
            let default = node.value().filter(|_| is_parameter).map(|v| self.expression(v));
            let kind = if is_rest { ParamKind::Rest } else { ParamKind::Plain };
            let param = Param { name: name.clone(), span: target.span(), annotation, default, kind };
            self.b.function_mut(id).params.push(param);
            if !is_name {
                implied.push((node, target, name, annotation, false));
            } else if is_parameter && declares_property(node) {
                implied.push((node, target, name, annotation, true));
            }
        }
        for (node, target, name, annotation, is_property) in implied {
            let value = self.b.name(name.clone(), target.span());
            if !is_property {
                self.assign(target, value, true, node.span());
                continue;
            }
            // `constructor(private client: Client)` sets a member of that name.
            let object = self.b.expr(ExprKind::This, target.span());
            let target = Target::Member { object, property: name, span: target.span() };
            self.b.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation, declares: false }), node.span());
        }
    }

    /// The parameters without `this`, which only has a type.
    fn written_parameters<'t>(&mut self, function: SyntaxNode<'t>) -> Vec<Written<'t>> {
        if let Some(single) = function.parameter() {
            return vec![Written { node: single, pattern: single }];
        }
        let Some(list) = function.parameters() else {
            return Vec::new();
        };
        self.recover_inside(list);
        let mut written = Vec::new();
        for node in list.children() {
            let pattern = match node.kind() {
                Kind::RequiredParameter | Kind::OptionalParameter => node.pattern(),
                _ => Some(node),
            };
            if let Some(pattern) = pattern.filter(|p| p.kind() != Kind::This) {
                written.push(Written { node, pattern });
            }
        }
        written
    }

    /// The decorators of all parameters, which injectors read. They are evaluated outside the function.
    pub(super) fn parameter_decorators(&mut self, function: SyntaxNode<'_>) -> Vec<ExprId> {
        let parameters = function.parameters().map(SyntaxNode::children).unwrap_or_default();
        parameters.into_iter().flat_map(|p| self.decorators(p)).collect()
    }
}

/// Whether a constructor's parameter is a member too.
fn declares_property(node: SyntaxNode<'_>) -> bool {
    node.tokens().into_iter().any(|t| matches!(t.kind(), Kind::AccessibilityModifier | Kind::OverrideModifier) || t.token() == "readonly")
}
