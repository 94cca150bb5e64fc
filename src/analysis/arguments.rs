//! The arguments of a call, with spreads followed.

use super::evaluate::Evaluator;
use super::serialized::Serialized;
use super::value::{Site, Value};
use crate::program::{ArgKind, EntryKey, ExprKind, Name};
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
                // A struct's fields travel under the names that their attributes give them.
                if let (EntryKey::Static(field), Value::Instance(class, _)) = (&entry.key, &traced.value) {
                    match self.serialized(*class, field) {
                        Serialized::As(name) => push(out, NamedArgument { name, value, name_span: entry.key_span }),
                        Serialized::Flattened => self.collect_entries(value, out, depth + 1),
                        Serialized::Skipped => {}
                    }
                    continue;
                }
                match &entry.key {
                    EntryKey::Static(name) => push(out, NamedArgument { name: name.clone(), value, name_span: entry.key_span }),
                    EntryKey::Spread => self.collect_entries(value, out, depth + 1),
                    EntryKey::Computed(key) => {
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

/// A later key of the same name stands beside the first: either may be the one that is sent.
fn push(out: &mut Arguments, argument: NamedArgument) {
    if !out.named.contains(&argument) {
        out.named.push(argument);
    }
}
