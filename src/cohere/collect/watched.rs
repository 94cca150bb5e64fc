//! Calls of things outside that rules of the project's own ask about.

use super::Collector;
use super::sdk::display;
use crate::analysis::{External, Site, Traced, Value};
use crate::cohere::usage::{ArgumentTable, WatchedCall};
use crate::program::{ExprId, Module};
use crate::source::Language;
use smol_str::SmolStr;

impl Collector<'_> {
    /// Records a call if a rule asks about what it calls.
    pub fn watched(&mut self, module: &Module, site: Site, callee: ExprId, external: &External, traced: &Traced) {
        let Some((symbol, parameters)) = self.catalog.watched(external.symbol()) else { return };
        let call = WatchedCall {
            place: self.place(site.file, site.expr),
            name: self.callee_name(module, site.file, callee),
            callee: display(external.symbol()),
            symbol: symbol.clone(),
            arguments: self.written_arguments(module, site, parameters),
            flow: self.client_flow(traced),
            surroundings: self.surroundings(module, site),
        };
        self.usages.watched.push(call);
    }

    /// The arguments of a call by the names they are written with: those given by position through the names of the parameters, and in
    /// TypeScript the keys of an object that is given first.
    fn written_arguments(&self, module: &Module, site: Site, parameters: &[SmolStr]) -> ArgumentTable {
        let raw = self.evaluator.arguments(site);
        let mut table = ArgumentTable { items: Vec::new(), open: raw.open };
        for (i, value) in raw.positional.iter().enumerate() {
            if let Some(name) = parameters.get(i) {
                table.add(self.argument(name.clone(), name.clone(), *value, None));
            }
        }
        let mut named = raw.named.clone();
        // An options object comes first or last.
        for value in raw.positional.iter().filter(|_| module.language == Language::TypeScript) {
            let values = self.evaluator.evaluate(*value);
            if values.iter().any(|t| matches!(t.value, Value::Dict(_))) {
                let object = self.evaluator.object_arguments(*value);
                table.open |= object.open;
                named.extend(object.named);
            } else if values.is_empty() {
                // Whatever it is, it may be options.
                table.open = true;
            }
        }
        for argument in named {
            table.add(self.argument(argument.name.clone(), argument.name.clone(), argument.value, Some(argument.name_span)));
        }
        table
    }
}
