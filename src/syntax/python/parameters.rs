//! Parameters of functions and lambdas.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Lowerer, span};
use crate::program::{ExprId, Name, Param, ParamKind};
use tree_sitter::Node;

/// The parameters of a function, its receiver apart.
#[derive(Default)]
pub(super) struct Parameters {
    pub(super) receiver: Option<Name>,
    pub(super) params: Vec<Param>,
}

impl Lowerer<'_> {
    /// Lowers parameters, defaults and annotations, in the scope around the function.
    pub(super) fn parameters(&mut self, node: Node<'_>, is_method: bool) -> Parameters {
        self.recover_inside(node);
        let mut found = Parameters::default();
        let mut named_only = false;
        for (i, parameter) in children(node).into_iter().filter(|c| kind(*c) != Kind::Error).enumerate() {
            if kind(parameter) == Kind::KeywordSeparator {
                named_only = true;
                continue;
            }
            let annotation = parameter.type_annotation().map(|t| self.type_expression(t));
            let default = parameter.value().map(|d| self.expression(d));
            let Some((name_node, param_kind)) = name_and_kind(parameter, named_only) else {
                continue;
            };
            named_only |= param_kind == ParamKind::Rest;
            if i == 0 && is_method && param_kind == ParamKind::Plain && kind(name_node) == Kind::Identifier {
                found.receiver = Some(self.word(name_node).into());
                continue;
            }
            self.push_param(&mut found, name_node, param_kind, annotation, default);
        }
        found
    }

    fn push_param(&mut self, found: &mut Parameters, node: Node<'_>, kind: ParamKind, annotation: Option<ExprId>, default: Option<ExprId>) {
        found.params.push(Param { name: self.word(node).into(), span: span(node), annotation, default, kind });
    }
}

/// The node that names a parameter, and how it takes arguments. Python 2's tuple parameters are named as they are written.
fn name_and_kind(parameter: Node<'_>, named_only: bool) -> Option<(Node<'_>, ParamKind)> {
    let plain = if named_only { ParamKind::KeywordOnly } else { ParamKind::Plain };
    match kind(parameter) {
        Kind::Identifier | Kind::TuplePattern => Some((parameter, plain)),
        Kind::DefaultParameter | Kind::TypedDefaultParameter => Some((parameter.name()?, plain)),
        Kind::ListSplatPattern => Some((first_child(parameter)?, ParamKind::Rest)),
        Kind::DictionarySplatPattern => Some((first_child(parameter)?, ParamKind::KeywordRest)),
        Kind::TypedParameter => name_and_kind(first_child(parameter)?, named_only),
        _ => None,
    }
}
