//! The arguments of a call, with spreads followed.

use super::evaluate::Evaluator;
use super::value::{ClassRef, Site, Value};
use crate::program::{ArgKind, EntryKey, ExprKind, Literal, Name};
use crate::source::Span;

/// A named argument or the entry of an options object.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedArgument {
    /// The name as written.
    pub name: Name,
    /// The value.
    pub value: Site,
    /// The name's tokens (in the value's file).
    pub name_span: Span,
}

/// The arguments of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments {
    /// Those passed by name, also through followed spreads.
    pub named: Vec<NamedArgument>,
    /// Those passed by position.
    pub positional: Vec<Site>,
    /// More may come in by a spread that could not be followed.
    pub open: bool,
}

impl Arguments {
    /// The argument of a name.
    pub fn named(&self, name: &str) -> Option<&NamedArgument> {
        self.named.iter().find(|a| a.name == name)
    }
}

impl Evaluator<'_> {
    /// The arguments of a call.
    pub fn arguments(&self, call: Site) -> Arguments {
        let mut out = Arguments::default();
        let Some(module) = self.module(call.file) else { return out };
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return out };
        for arg in args {
            let value = Site { file: call.file, expr: arg.value };
            match &arg.kind {
                ArgKind::Positional => out.positional.push(value),
                ArgKind::Named(name, span) => out.named.push(NamedArgument { name: name.clone(), value, name_span: *span }),
                ArgKind::Spread => {
                    out.open = true;
                }
                ArgKind::NamedSpread => {
                    let spread = self.object_arguments(value);
                    out.open |= spread.open;
                    out.named.extend(spread.named);
                }
            }
        }
        out
    }

    /// The entries of an options object as arguments. Keys of every literal it may be are taken as given.
    pub fn object_arguments(&self, object: Site) -> Arguments {
        let mut out = Arguments::default();
        self.collect_entries(object, &mut out, 0);
        out
    }

    /// How serde spells a field: `#[serde(flatten)]`, `#[serde(rename = "max_tokens")]`.
    fn spelling(&self, class: ClassRef, field: &str) -> Spelling {
        let Some(module) = self.module(class.file) else { return Spelling::Own };
        let decorators = module.classes[class.id.index()].field_decorators.iter().filter(|(name, _)| name == field);
        for (_, decorator) in decorators {
            let ExprKind::Call { callee, args, .. } = &module.exprs[decorator.index()].kind else { continue };
            if !matches!(&module.exprs[callee.index()].kind, ExprKind::Name(name) if name == "serde") {
                continue;
            }
            for arg in args {
                match (&arg.kind, &module.exprs[arg.value.index()].kind) {
                    (ArgKind::Positional, ExprKind::Name(flag)) if flag == "flatten" => return Spelling::Flattened,
                    (ArgKind::Named(key, _), ExprKind::Literal(Literal::Str(name))) if key == "rename" => {
                        return Spelling::Renamed(Name::from(&**name));
                    }
                    _ => {}
                }
            }
        }
        Spelling::Own
    }

    fn collect_entries(&self, object: Site, out: &mut Arguments, depth: usize) {
        let values = self.evaluate(object);
        out.open |= values.open || values.is_empty() || depth > 8;
        if depth > 8 {
            return;
        }
        for traced in values.iter() {
            // A struct literal's fields are its entries (a request body in Rust).
            let (Value::Dict(dict) | Value::Instance(_, Some(dict))) = traced.value else {
                out.open |= match &traced.value {
                    Value::Null(_) => false,
                    // `..Default::default()` sets nothing.
                    Value::External(e) => !e.base().is_some_and(|callee| self.stubs.empty_objects.contains(callee.symbol())),
                    _ => true,
                };
                continue;
            };
            let Some(entries) = self.entries(dict) else {
                out.open = true;
                continue;
            };
            for entry in entries {
                let value = Site { file: dict.file, expr: entry.value };
                let spelling = match (&traced.value, &entry.key) {
                    (Value::Instance(class, _), EntryKey::Static(field)) => self.spelling(*class, field),
                    _ => Spelling::Own,
                };
                match (&entry.key, spelling) {
                    (EntryKey::Static(_), Spelling::Flattened) => self.collect_entries(value, out, depth + 1),
                    (EntryKey::Static(_), Spelling::Renamed(name)) => push(out, NamedArgument { name, value, name_span: entry.key_span }),
                    (EntryKey::Static(name), Spelling::Own) => {
                        push(out, NamedArgument { name: name.clone(), value, name_span: entry.key_span })
                    }
                    (EntryKey::Spread, _) => self.collect_entries(value, out, depth + 1),
                    (EntryKey::Computed(key), _) => {
                        let keys = self.evaluate_in(dict.file, *key);
                        out.open |= keys.open;
                        for key in keys.iter() {
                            if let Value::Str(name, _) = &key.value {
                                push(out, NamedArgument { name: Name::from(&**name), value, name_span: entry.key_span });
                            }
                        }
                    }
                }
            }
            for (name, value) in self.writes_of(dict.file).get(&dict.expr).into_iter().flatten() {
                let Some(module) = self.module(dict.file) else { continue };
                let name_span = module.exprs[value.index()].span;
                push(out, NamedArgument { name: name.clone(), value: Site { file: dict.file, expr: *value }, name_span });
            }
        }
    }
}

/// How a field of a struct is spelt where the struct is sent.
enum Spelling {
    /// By its own name.
    Own,
    /// By another name.
    Renamed(Name),
    /// Not at all: its own fields stand in its place.
    Flattened,
}

/// A later key of the same name stands beside the first: either may be the one that is sent.
fn push(out: &mut Arguments, argument: NamedArgument) {
    if !out.named.contains(&argument) {
        out.named.push(argument);
    }
}
