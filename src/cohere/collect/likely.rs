//! Calls whose receiver could not be followed, but whose arguments only Cohere takes.

use super::Collector;
use super::sdk::api_by_arguments;
use crate::analysis::guards::Errors;
use crate::analysis::value::ClassRef;
use crate::analysis::{Site, Value};
use crate::cohere::catalog::schema::{Endpoint, MethodEntry, Platform, Route, RouteKind};
use crate::cohere::runs::{Answer, Runs};
use crate::cohere::usage::{Argument, ArgumentTable, Call, Constant, Possible, Protection};
use crate::finding::Confidence;
use crate::program::{ClassKind, ExprId, ExprKind, Module};

impl Collector<'_> {
    /// Records a call on an unknown receiver if its arguments prove it Cohere's.
    pub fn likely(&mut self, module: &Module, site: Site, callee: ExprId) {
        let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind else { return };
        let receiver = self.evaluator.evaluate_in(site.file, *object);
        // A receiver known to be something else is no client, whatever its methods are called.
        if !receiver.without_null().iter().all(|t| matches!(t.value, Value::Instance(class, _) if self.is_interface(class))) {
            return;
        }
        let is_named = |m: &&MethodEntry| m.paths.iter().any(|p| p.rsplit_once('.').is_some_and(|(_, n)| n == property.as_str()));
        // A package may have had another SDK in an earlier age: the one with more to it is meant, and a method it has by now.
        let sdks = self.catalog.routes.iter().filter(|r| r.kind == RouteKind::Sdk && r.ecosystem == module.language.ecosystem());
        let candidate = sdks.filter_map(|route| {
            let version = self.version(site.file, route);
            let is_current = |m: &&MethodEntry| version.as_ref().is_none_or(|v| m.versions.contains(&v.version));
            Some((route, route.methods.iter().filter(is_current).find(is_named)?))
        });
        let Some((route, first)) = candidate.max_by_key(|(route, _)| route.methods.len()) else { return };
        let table = self.argument_table(site, route, first.style, &first.parameters);
        if !self.is_cohere_only(&table) {
            return;
        }
        let methods = || route.methods.iter().filter(is_named).filter_map(|m| Some((m, self.catalog.endpoint(&m.endpoint)?)));
        // What comes in by a spread is what anybody gave, and says nothing of the receiver.
        let call = self.place(site.file, site.expr);
        let mut written = table.items.iter().filter(|a| a.name.file == site.file && call.span.contains(a.name.span));
        if written.any(|a| !methods().any(|(m, e)| accepts(m, e, a))) {
            return;
        }
        let api = api_by_arguments(&table);
        let fits = |m: &&MethodEntry| is_named(m) && (api.is_none() || self.catalog.endpoint(&m.endpoint).is_some_and(|e| e.api == api));
        let method = route.methods.iter().find(fits).unwrap_or(first);
        self.push_likely(module, site, callee, route, method, table);
    }

    /// Whether a callee is what an interface declares: which code runs isn't known.
    pub fn is_declaration(&self, value: &Value) -> bool {
        let Value::Function(function) = value else { return false };
        let info = self.evaluator.module(function.file).and_then(|m| m.functions.get(function.id.index()));
        info.and_then(|f| f.class).is_some_and(|id| self.is_interface(ClassRef { file: function.file, id }))
    }

    fn is_interface(&self, class: ClassRef) -> bool {
        let info = self.evaluator.module(class.file).and_then(|m| m.classes.get(class.id.index()));
        info.is_some_and(|c| c.kind == ClassKind::Interface)
    }

    fn push_likely(
        &mut self,
        module: &Module,
        site: Site,
        callee: ExprId,
        route: &'static Route,
        method: &'static MethodEntry,
        arguments: ArgumentTable,
    ) {
        let Some(endpoint) = self.catalog.endpoint(&method.endpoint) else { return };
        let surroundings = self.surroundings(module, site);
        let handling = self.handling(&[site], method.streams, surroundings.role, Errors::Any);
        let name = self.callee_name(module, site.file, callee);
        self.usages.calls.push(Call {
            place: self.place(site.file, site.expr),
            name,
            callee: self.facts.text(site.file).get(name.span.range()).unwrap_or_default().to_owned(),
            route,
            method: Some(method),
            wrapper: None,
            endpoint,
            api: api_by_arguments(&arguments),
            platform: route.platform,
            url: None,
            other_urls: Vec::new(),
            serves_others: false,
            arguments,
            client: None,
            is_private: false,
            version: self.version(site.file, route),
            confidence: Confidence::Medium,
            flow: Vec::new(),
            handling,
            protection: Protection::default(),
            surroundings,
            answer: Answer::Unknown,
            runs: Runs::default(),
        });
    }

    /// Whether the arguments are ones that only Cohere takes: a model id of its own, or one of its input types.
    fn is_cohere_only(&self, table: &ArgumentTable) -> bool {
        let texts = |wire: &str| {
            table.get(wire).into_iter().flat_map(|a| &a.possible).filter_map(|p| match &p.value {
                Constant::Text(t) => Some(t.to_string()),
                _ => None,
            })
        };
        let has_model = texts("model").any(|id| self.catalog.model(&id, Platform::Cohere).is_some_and(|m| !m.ordinary_word));
        has_model || texts("input_type").any(|t| t.starts_with("search_"))
    }
}

/// Whether a method or its endpoint would take an argument. A method of another name's sake betrays itself by arguments or values of its own
/// (`inputs`, `input_type="query"`).
fn accepts(method: &MethodEntry, endpoint: &Endpoint, argument: &Argument) -> bool {
    let takes = |name: &str| endpoint.required.iter().chain(&endpoint.optional).any(|n| n == name);
    let is_documented = |p: &Possible| match (&p.value, endpoint.values.get(&argument.wire)) {
        (Constant::Text(text), Some(values)) => values.iter().any(|v| v.as_str().is_some_and(|v| v.eq_ignore_ascii_case(text))),
        _ => true,
    };
    let of_the_sdk = method.parameters.iter().any(|p| p.name == argument.written);
    let is_known = of_the_sdk || takes(&argument.wire) || endpoint.foreign.contains_key(&argument.wire);
    is_known && (argument.possible.is_empty() || argument.possible.iter().any(is_documented))
}
