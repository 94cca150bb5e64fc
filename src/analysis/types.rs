//! Declared types.

use super::evaluate::Evaluator;
use super::value::{Site, Value, Values};
use crate::program::ExprKind;

/// What the languages bring along without an import.
const OWN_MODULES: &[&str] = &["python:builtins.", "npm:globalThis.", "rust:std."];

impl Evaluator<'_> {
    /// Whether values say less than a declared type would: there are none, or all come out of the language's own functions
    /// (`next(…)`, `Object.create(…)`) of which nobody knows what they give.
    pub(super) fn is_vague(&self, values: &Values) -> bool {
        values.iter().all(|t| match &t.value {
            Value::Null(_) => true,
            Value::External(e) => {
                let is_own = OWN_MODULES.iter().any(|own| e.symbol().strip_prefix(own).is_some_and(|rest| rest.contains("()")));
                is_own && !self.stubs.known.contains(e.symbol())
            }
            _ => false,
        })
    }

    /// What a value of the declared type may be: instances of the classes it names.
    pub fn instance_of(&self, annotation: Site) -> Values {
        self.bounded(|| self.instance_of_type(annotation))
    }

    fn instance_of_type(&self, annotation: Site) -> Values {
        let Some(module) = self.module(annotation.file) else { return Values::unknown() };
        let at = |expr| Site { file: annotation.file, expr };
        match &module.exprs[annotation.expr.index()].kind {
            ExprKind::Union(members) => {
                let mut out = Values::default();
                for member in members {
                    out.join(&self.instance_of(at(*member)));
                }
                out
            }
            ExprKind::Binary { op, left, right } if op == "|" => {
                let mut out = self.instance_of(at(*left));
                out.join(&self.instance_of(at(*right)));
                out
            }
            ExprKind::Index { object, index } => {
                let generic = self.evaluate(at(*object));
                let symbols = || generic.iter().filter_map(|t| if let Value::External(e) = &t.value { Some(e.symbol()) } else { None });
                let is_union = symbols().any(|s| s.ends_with(".Union"));
                let known = symbols().find_map(|s| self.stubs.transparent_types.get(s)).copied();
                let Some(position) = known.or(is_union.then_some(0)) else {
                    // Another generic class is itself: `Depot[Client]` is a depot.
                    return self.instance_of(at(*object));
                };
                let arguments = match &module.exprs[index.index()].kind {
                    ExprKind::List(elements) => elements.iter().map(|e| e.value).collect(),
                    _ => vec![*index],
                };
                let mut out = arguments.get(position).map(|a| self.instance_of(at(*a))).unwrap_or_default();
                // `Annotated[Client, Depends(get_client)]` and `Union[A, B]`: the further arguments count too.
                for extra in arguments.iter().skip(position + 1) {
                    match &module.exprs[extra.index()].kind {
                        ExprKind::Call { .. } => out.join(&self.evaluate(at(*extra))),
                        _ if is_union => out.join(&self.instance_of(at(*extra))),
                        _ => {}
                    }
                }
                out
            }
            ExprKind::Literal(_) => Values::default(),
            _ => self.evaluate(annotation).flat_map(|t| match &t.value {
                Value::Class(class) => Values::one(Value::Instance(*class, None)),
                Value::External(e) => {
                    e.declared_instance(Some(annotation), self.stubs).map_or_else(Values::unknown, |e| Values::one(Value::External(e)))
                }
                _ => Values::unknown(),
            }),
        }
    }
}
