//! Arguments under their wire names, with what they may be.

use super::Collector;
use crate::analysis::arguments::Arguments;
use crate::analysis::{Site, StepKind, Value, Values};
use crate::cohere::catalog::schema::{ArgumentStyle, Parameter, Route};
use crate::cohere::usage::{Argument, ArgumentTable, Constant, Extent, Place, Possible};
use crate::program::ExprKind;
use crate::source::Span;
use smol_str::SmolStr;

/// How deep objects of arguments may lie in one another.
const MAX_HOLDERS: usize = 4;

/// Elements of a list literal that are looked at one by one.
const MAX_LISTED: usize = 2048;

impl Collector<'_> {
    /// The arguments of a call, by the style of the callee.
    pub fn argument_table(&self, call: Site, route: &Route, style: ArgumentStyle, parameters: &[Parameter]) -> ArgumentTable {
        let raw = self.evaluator.arguments(call);
        match style {
            ArgumentStyle::Named | ArgumentStyle::Chain => self.named_table(&raw, route, parameters),
            ArgumentStyle::Object => {
                let Some(object) = raw.positional.first() else {
                    return ArgumentTable { items: Vec::new(), open: raw.open };
                };
                let object = self.evaluator.object_arguments(*object);
                self.named_table(&object, route, parameters)
            }
        }
    }

    /// An argument inside an argument, by its path: `configuration.baseURL`. It goes by the path.
    pub fn nested_argument(&self, call: Site, style: ArgumentStyle, path: &str) -> Option<Argument> {
        let mut arguments = self.evaluator.arguments(call);
        if style == ArgumentStyle::Object {
            arguments = self.evaluator.object_arguments(*arguments.positional.first()?);
        }
        let mut parts = path.split('.');
        let mut found = arguments.named(parts.next()?)?.clone();
        for part in parts {
            found = self.evaluator.object_arguments(found.value).named(part)?.clone();
        }
        Some(self.argument(path.into(), path.into(), found.value, Some(found.name_span)))
    }

    /// Named arguments to wire names; positional ones through the parameters' order.
    pub fn named_table(&self, raw: &Arguments, route: &Route, parameters: &[Parameter]) -> ArgumentTable {
        let mut table = ArgumentTable { items: Vec::new(), open: raw.open };
        for (i, value) in raw.positional.iter().enumerate() {
            if let Some(parameter) = parameters.get(i) {
                let wire = wire_name(route, parameters, &parameter.name);
                match holder_path(&wire) {
                    Some(path) => self.add_held(&mut table, *value, path, route, parameters),
                    None => table.add(self.argument(wire.clone(), wire, *value, None)),
                }
            }
        }
        for named in &raw.named {
            let wire = wire_name(route, parameters, &named.name);
            match holder_path(&wire) {
                Some(path) => self.add_held(&mut table, named.value, path, route, parameters),
                None => table.add(self.argument(wire, named.name.clone(), named.value, Some(named.name_span))),
            }
        }
        table
    }

    /// The arguments in an object that holds them; `path` are the keys that lead to it.
    pub fn add_held(&self, table: &mut ArgumentTable, object: Site, path: &str, route: &Route, parameters: &[Parameter]) {
        let mut pending = vec![(object, path.to_owned(), 0)];
        while let Some((object, path, depth)) = pending.pop() {
            let mut held = self.evaluator.object_arguments(object);
            for key in path.split('.').filter(|key| !key.is_empty()) {
                let inner = held.named(key).map(|named| named.value);
                let open = held.open && inner.is_none();
                held = inner.map(|inner| self.evaluator.object_arguments(inner)).unwrap_or_default();
                held.open |= open;
            }
            table.open |= held.open || depth > MAX_HOLDERS;
            for named in held.named.iter().filter(|_| depth <= MAX_HOLDERS) {
                let wire = wire_name(route, parameters, &named.name);
                match holder_path(&wire) {
                    // Objects may hold objects of arguments in turn.
                    Some(path) => pending.push((named.value, path.to_owned(), depth + 1)),
                    None => {
                        let argument = self.argument(wire, named.name.clone(), named.value, Some(named.name_span));
                        table.add(Argument { is_held: true, ..argument });
                    }
                }
            }
        }
    }

    /// One argument with everything it may be.
    pub fn argument(&self, wire: SmolStr, written: SmolStr, value: Site, name_span: Option<Span>) -> Argument {
        let place = self.place(value.file, value.expr);
        let name = name_span.map_or(place, |span| Place { span, ..place });
        let values = self.evaluator.evaluate(value);
        let spelled = |span: Span| self.facts.text(value.file).get(span.range()).map(|text| text.trim_matches(['"', '\'', '`']));
        let is_spelled = name_span.and_then(spelled).is_some_and(|text| text == written);
        let mut argument = Argument {
            wire,
            written,
            name,
            value: place,
            possible: Vec::new(),
            open: values.open || values.is_empty(),
            env: Vec::new(),
            is_spelled,
            is_held: false,
        };
        self.possibilities(&values, &mut argument, place);
        argument
    }

    fn possibilities(&self, values: &Values, argument: &mut Argument, at: Place) {
        for traced in values.iter() {
            let (value, site) = match &traced.value {
                Value::Str(text, site) => (Constant::Text(text.clone()), Some(*site)),
                Value::Int(i, site) => (Constant::Int(*i), Some(*site)),
                Value::Float(f, site) => (Constant::Float(*f), Some(*site)),
                Value::Bool(b, site) => (Constant::Bool(*b), Some(*site)),
                Value::Null(site) => (Constant::Null, Some(*site)),
                Value::List(site) => (self.list(*site), Some(*site)),
                Value::Part(site) => {
                    argument.open = true;
                    (Constant::Other, Some(*site))
                }
                Value::Env(name, _) => {
                    argument.env.extend(name.iter().map(|n| SmolStr::from(&**n)));
                    argument.open = true;
                    continue;
                }
                Value::External(e) => match self.constant(e.symbol(), at.file) {
                    Some(model) => (Constant::Text(model.into()), e.site()),
                    None => {
                        argument.open = true;
                        (Constant::Symbol(e.symbol().into()), e.site())
                    }
                },
                _ => {
                    argument.open = true;
                    (Constant::Other, None)
                }
            };
            let place = site.map_or(at, |s| self.place(s.file, s.expr));
            let flow = self.labels(&traced.steps());
            let came_from_outside = traced.steps().iter().any(|s| match s.kind {
                StepKind::Passed => true,
                StepKind::Stored => s.file != at.file,
                _ => false,
            });
            let is_in_test = site.is_some_and(|s| self.is_test(s));
            let is_picked = traced.steps().iter().any(|s| s.kind == StepKind::Picked);
            let extent = self.extent(&traced.value);
            argument.possible.push(Possible { value, place, flow, came_from_outside, is_in_test, is_picked, extent });
        }
    }

    /// How many elements a value has, if it is a sequence of bounded length.
    fn extent(&self, value: &Value) -> Option<Extent> {
        let length = self.evaluator.length(value)?;
        let place = self.place(length.told_by.file, length.told_by.expr);
        Some(Extent { least: length.least, most: length.most, place, is_asked_for: length.is_asked_for })
    }

    /// The model id a crate's constant stands for, in the version the project uses.
    fn constant(&self, symbol: &str, file: crate::source::FileId) -> Option<&'static str> {
        let first = self.catalog.constant(symbol, None)?;
        let version = self.version(file, first.route);
        let chosen = version.and_then(|v| self.catalog.constant(symbol, Some(&v.version))).unwrap_or(first);
        Some(&chosen.entry.model)
    }

    fn list(&self, list: Site) -> Constant {
        let Some(module) = self.evaluator.module(list.file) else { return Constant::Other };
        let ExprKind::List(elements) = &module.exprs[list.expr.index()].kind else { return Constant::Other };
        let is_computed =
            |e: &crate::program::Element| e.is_spread || matches!(module.exprs[e.value.index()].kind, ExprKind::Comprehension { .. });
        if elements.iter().any(is_computed) {
            return Constant::Other;
        }
        let constants = elements.iter().take(MAX_LISTED).map(|e| {
            let values = self.evaluator.evaluate_in(list.file, e.value);
            match values.iter().next().map(|t| &t.value) {
                Some(Value::Str(text, _)) if values.len() == 1 => Constant::Text(text.clone()),
                Some(Value::Int(i, _)) if values.len() == 1 => Constant::Int(*i),
                _ => Constant::Other,
            }
        });
        Constant::List(constants.collect())
    }
}

/// The wire name of an argument as written.
pub fn wire_name(route: &Route, parameters: &[Parameter], written: &str) -> SmolStr {
    if let Some(wire) = parameters.iter().find(|p| p.name == written).and_then(|p| p.wire.clone()) {
        return wire;
    }
    if route.camel_case && !written.contains('_') { snake_case(written) } else { written.into() }
}

/// Of a parameter whose object holds arguments (`*`, `*.cohere`), the keys that lead to them.
pub fn holder_path(wire: &str) -> Option<&str> {
    wire.strip_prefix('*').map(|path| path.trim_start_matches('.'))
}

/// `maxTokens` → `max_tokens`
pub fn snake_case(name: &str) -> SmolStr {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out.into()
}

#[cfg(test)]
mod tests {
    #[test]
    fn camel_to_snake() {
        assert_eq!(super::snake_case("maxTokensPerDoc"), "max_tokens_per_doc");
        assert_eq!(super::snake_case("k"), "k");
    }
}
