//! What becomes of a call's error.

use super::Collector;
use crate::analysis::external::Operation;
use crate::analysis::guards::{Errors, Guard};
use crate::analysis::handlers::{Outcome, Passage};
use crate::analysis::places::is_test_region;
use crate::analysis::{Site, Value};
use crate::cohere::usage::{Handler, Handling, Place, Surroundings};
use crate::finding::Label;
use crate::program::{ExprId, ExprKind, Function, RegionId};
use crate::source::{FileId, FileRole, Span};

impl Collector<'_> {
    /// What becomes of a call's error at the places that send it; for streams, of the iteration's too.
    pub fn handling(&self, sent: &[Site], streams: bool, role: FileRole, errors: Errors<'_>) -> Handling {
        // Nothing reads this of tests and notebooks by default, and it is dear.
        if role == FileRole::Test {
            return Handling::Handled(Vec::new());
        }
        let mut guards = Vec::new();
        for site in sent {
            let ignored = |file| self.is_no_caller(file, site.file);
            let iterations = if streams { self.iterations(*site) } else { Vec::new() };
            for place in std::iter::once(*site).chain(iterations) {
                match self.evaluator.outcome(place, errors, &ignored) {
                    Outcome::Handled(found) => guards.extend(found),
                    outcome => return self.to_handling(outcome),
                }
            }
        }
        self.to_handling(Outcome::Handled(guards))
    }

    /// Whether calls from a file don't count for what stands in another: tests, and whoever tries a project's functions out in a notebook,
    /// are no callers that have to handle their errors.
    pub fn is_no_caller(&self, caller: FileId, of: FileId) -> bool {
        match self.facts.role(caller) {
            FileRole::Test => true,
            FileRole::Notebook => caller != of,
            _ => false,
        }
    }

    /// The calls of its file that send a request which another call makes: those of this method that it is handed to.
    pub fn sent_by(&self, made: Site, sender: Option<&str>) -> Vec<Site> {
        let (Some(module), Some(sender)) = (self.evaluator.module(made.file), sender) else { return vec![made] };
        let is_made = |expr: ExprId| {
            let values = self.evaluator.evaluate_in(made.file, expr);
            values.iter().any(|t| matches!(&t.value, Value::External(e) if e.chain().any(|e| e.site() == Some(made))))
        };
        let sends = module.calls.iter().filter(|call| {
            let ExprKind::Call { callee, args, .. } = &module.exprs[call.index()].kind else { return false };
            matches!(&module.exprs[callee.index()].kind, ExprKind::Member { property, .. } if property == sender)
                && args.iter().any(|a| is_made(a.value))
        });
        let sends: Vec<Site> = sends.map(|send| Site { file: made.file, expr: *send }).collect();
        if sends.is_empty() { vec![made] } else { sends }
    }

    fn handlers(&self, guards: Vec<Guard>) -> Vec<Handler> {
        let mut handlers: Vec<Handler> = Vec::new();
        for guard in guards {
            let statement = self.evaluator.extent(&guard);
            let place = Place { file: guard.file, span: guard.span, statement };
            if handlers.iter().any(|h| h.place == place) {
                continue;
            }
            let (catches, reaction) = (self.evaluator.caught(&guard), self.evaluator.reaction(&guard));
            handlers.push(Handler { place, catches, reaction, surroundings: self.surroundings_at(guard.file, guard.span) });
        }
        handlers
    }

    /// What stands around some tokens.
    pub fn surroundings_at(&self, file: FileId, span: Span) -> Surroundings {
        let module = self.evaluator.module(file);
        let inside = |s: &&Function| s.span.contains(span) && s.name.is_some();
        let function = module.and_then(|m| m.functions.iter().filter(inside).min_by_key(|f| f.span.end - f.span.start));
        let is_test = module.is_some_and(|m| {
            let around = m.regions.iter().enumerate().filter(|(_, r)| r.span.contains(span));
            around.min_by_key(|(_, r)| r.span.end - r.span.start).is_some_and(|(i, _)| is_test_region(m, RegionId(i as u32)))
        });
        Surroundings {
            role: if is_test { FileRole::Test } else { self.facts.role(file) },
            function: function.and_then(|f| f.name.as_ref()).map(ToString::to_string),
            is_library: self.facts.is_library(file),
        }
    }

    fn to_handling(&self, outcome: Outcome) -> Handling {
        let labels = |way: Vec<Passage>| {
            way.into_iter()
                .map(|p| {
                    let text = match p.function {
                        _ if p.is_registration => "handed over here, to be called from outside the project".to_owned(),
                        Some(function) => format!("called from here, in `{function}`"),
                        None => "called from here, at the top level".to_owned(),
                    };
                    Label { file: p.file, span: p.span, text: text.into() }
                })
                .collect()
        };
        match outcome {
            Outcome::Handled(guards) => Handling::Handled(self.handlers(guards)),
            Outcome::Unhandled(way) => Handling::Unhandled(labels(way)),
            Outcome::Panics(_, span) => Handling::Panics(span),
            Outcome::Uncalled { function, way } => {
                let info = self.evaluator.module(function.file).map(|m| &m.functions[function.id.index()]);
                Handling::Uncalled {
                    function: info.and_then(|f| f.name.as_ref()).map_or_else(|| "a closure".to_owned(), ToString::to_string),
                    is_public: info.is_some_and(|f| f.is_public),
                    way: labels(way),
                }
            }
        }
    }

    /// The places where the stream a call opened is iterated in its own file.
    pub fn iterations(&self, call: Site) -> Vec<Site> {
        let Some(module) = self.evaluator.module(call.file) else { return Vec::new() };
        let mut out = Vec::new();
        for &id in module.elements() {
            let ExprKind::Element(inner) = module.exprs[id.index()].kind else { continue };
            let is_ours = self.evaluator.evaluate_in(call.file, inner).iter().any(
                |t| matches!(&t.value, Value::External(e) if e.chain().any(|e| e.site() == Some(call) && *e.operation() == Operation::Call)),
            );
            if is_ours {
                out.push(Site { file: call.file, expr: id });
            }
        }
        out
    }
}
