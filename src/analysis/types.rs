//! Declared types.

use super::evaluate::Evaluator;
use super::value::{Site, Value, Values};
use crate::program::ExprKind;

impl Evaluator<'_> {
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
                let name = match &module.exprs[object.index()].kind {
                    ExprKind::Name(name) => name,
                    ExprKind::Member { property, .. } => property,
                    _ => return Values::unknown(),
                };
                let Some(&position) = self.stubs.transparent_types.get(name) else { return Values::unknown() };
                let arguments = match &module.exprs[index.index()].kind {
                    ExprKind::List(elements) => elements.iter().map(|e| e.value).collect(),
                    _ => vec![*index],
                };
                let mut out = arguments.get(position).map(|a| self.instance_of(at(*a))).unwrap_or_default();
                // `Annotated[Client, Depends(get_client)]` and `Union[A, B]`: the further arguments count too.
                for extra in arguments.iter().skip(position + 1) {
                    match &module.exprs[extra.index()].kind {
                        ExprKind::Call { .. } => out.join(&self.evaluate(at(*extra))),
                        _ if name == "Union" => out.join(&self.instance_of(at(*extra))),
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
