//! What stands between a call and failure.

use super::sdk::display;
use super::{Anywhere, Collector};
use crate::analysis::around::{self, LayerKind};
use crate::analysis::external::Operation;
use crate::analysis::guards::Errors;
use crate::analysis::{External, Site, Value};
use crate::cohere::catalog::schema::{RetrySetup, Route, Sender};
use crate::cohere::usage::{ArgumentTable, Handling, Layer, PackageVersion, Place, Protection, RetryLoop};
use crate::program::ExprKind;
use crate::source::FileRole;
use smol_str::SmolStr;

/// A call as its protection is asked for.
pub struct Protected<'p> {
    /// The call.
    pub site: Site,
    /// The places that send it.
    pub sent: &'p [Site],
    /// The callee.
    pub external: &'p External,
    /// The road it takes.
    pub route: &'static Route,
    /// The version of its package.
    pub version: Option<&'p PackageVersion>,
    /// Its answer is a stream.
    pub streams: bool,
    /// The role of its file.
    pub role: FileRole,
    /// What becomes of its error.
    pub handling: &'p Handling,
}

impl Collector<'_> {
    /// What stands between a call and failure. Nothing reads this of tests.
    pub fn protection(&self, call: &Protected<'_>) -> Protection {
        let mut protection = Protection::default();
        if call.role == FileRole::Test {
            return protection;
        }
        for site in call.sent {
            let ignored = |file| self.is_no_caller(file, site.file);
            for layer in self.surveyor.around(*site, &ignored) {
                self.add_layer(&mut protection, layer);
            }
        }
        self.add_chained(&mut protection, call);
        protection.options = self.request_options(call.site, call.route);
        if let Handling::Handled(_) = call.handling {
            let fits = |t: &&crate::cohere::catalog::schema::TimeoutErrors| call.version.is_none_or(|v| t.versions.contains(&v.version));
            protection.timeout_errors = call.route.timeout_errors.iter().find(fits);
            let asked = protection.timeout_errors.map(|t| Errors::CaughtBy(&t.caught_by));
            protection.on_timeout = asked.map(|errors| self.handling(call.sent, call.streams, call.role, errors));
        }
        protection
    }

    fn add_layer(&self, protection: &mut Protection, layer: around::Layer) {
        let place = Place { file: layer.file, span: layer.span, statement: layer.span };
        let entry = |what: String| Layer { what, place, always: layer.always };
        match layer.kind {
            LayerKind::Library(symbol, wrapping) => {
                if wrapping.retries {
                    protection.retries.push(entry(display(&symbol)));
                }
                if wrapping.breaks_circuit {
                    protection.breakers.push(entry(display(&symbol)));
                }
                if wrapping.bounds_time {
                    protection.deadlines.push(entry(display(&symbol)));
                }
            }
            LayerKind::Breaker(name) => protection.breakers.push(entry(name.to_string())),
            LayerKind::Retry(found) => {
                let surroundings = self.surroundings_at(found.file, found.span);
                let (pause, tells_errors_apart, steps) = (found.pause, found.tells_errors_apart, layer.steps);
                let entry = RetryLoop { place, pause, tells_errors_apart, steps, surroundings };
                if !protection.retry_loops.contains(&entry) {
                    protection.retry_loops.push(entry);
                }
            }
        }
    }

    /// What the object was made to do before: `chain.with_retry()`.
    fn add_chained(&self, protection: &mut Protection, call: &Protected<'_>) {
        for step in call.external.chain() {
            let Some(wrapping) = self.evaluator.stubs.wrappers.get(step.symbol()).filter(|w| w.retries) else { continue };
            let Some(site) = step.site() else { continue };
            let what = display(step.symbol());
            if wrapping.retries && site != call.site {
                protection.retries.push(Layer { what, place: self.place(site.file, site.expr), always: true });
            }
        }
    }

    /// The options given for one call alone.
    fn request_options(&self, site: Site, route: &Route) -> ArgumentTable {
        let Some(options) = &route.request_options else { return ArgumentTable::default() };
        let raw = self.evaluator.arguments(site);
        let found = if options.at.is_empty() {
            // Where the arguments are one object, its keys.
            match raw.positional.first() {
                Some(object) if route.camel_case || route.ecosystem == "npm" => self.evaluator.object_arguments(*object),
                _ => raw,
            }
        } else {
            let given = match options.at.parse::<usize>() {
                Ok(position) => raw.positional.get(position).copied(),
                Err(_) => raw.named(&options.at).map(|n| n.value),
            };
            match given {
                Some(object) => self.evaluator.object_arguments(object),
                None => return ArgumentTable { items: Vec::new(), open: raw.open },
            }
        };
        let mut table = ArgumentTable { items: Vec::new(), open: found.open };
        for named in &found.named {
            table.add(self.argument(named.name.clone(), named.name.clone(), named.value, Some(named.name_span)));
        }
        table
    }

    /// Whether what sends a request was told to retry, or may have been.
    pub fn is_set_up_to_retry(&self, external: &External, sender: &Sender) -> bool {
        if sender.retries || sender.is_prepared {
            return true;
        }
        let made: Vec<Site> = external.chain().filter_map(External::site).collect();
        self.catalog.environment.retry_setups.iter().any(|setup| {
            setup.paths.iter().any(|path| match path.rsplit_once('.') {
                Some((_, name)) if !setup.is_library => {
                    self.evaluator.calls_named(name).into_iter().any(|call| self.sets_up(setup, path, call, &made, external))
                }
                // What it is called by in a file differs; who brings it in uses it.
                _ => self.facts.anywhere(&Anywhere::Imports(path.clone())),
            })
        })
    }

    /// Whether a call is this set-up and concerns what this request is sent with.
    fn sets_up(&self, setup: &RetrySetup, path: &str, call: Site, made: &[Site], request: &External) -> bool {
        let Some(module) = self.evaluator.module(call.file) else { return false };
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return false };
        let callees = self.evaluator.evaluate_in(call.file, *callee);
        let found = callees.iter().find_map(|t| match &t.value {
            Value::External(e) if e.symbol() == path => Some(e),
            _ => None,
        });
        let Some(found) = found else { return false };
        let arguments = self.evaluator.arguments(call);
        let decides = setup.by.and_then(|i| arguments.positional.get(i)).is_none_or(|by| {
            self.evaluator.evaluate(*by).iter().any(|t| match &t.value {
                Value::External(e) => {
                    let is_one = setup.only.is_empty() || setup.only.iter().any(|o| e.symbol().starts_with(o.as_str()));
                    let is_given = |n: &SmolStr| e.site().is_none_or(|s| self.evaluator.arguments(s).named(n).is_some());
                    is_one && setup.named.as_ref().is_none_or(is_given)
                }
                _ => setup.only.is_empty(),
            })
        });
        // The same object, made in one place; or both the module's own.
        let is_same = found.chain().filter_map(External::site).any(|s| made.contains(&s)) || made.contains(&call);
        let is_global = || !found.chain().chain(request.chain()).any(|e| matches!(e.operation(), Operation::Call | Operation::Declared));
        decides && (is_same || is_global())
    }
}
