//! What is read from answers that answers of the call's generation don't have.

use super::Collector;
use super::arguments::{snake_case, wire_name};
use crate::analysis::parts::{Part, path_text};
use crate::analysis::{Site, Value};
use crate::cohere::catalog::schema::{ForeignAnswer, RouteKind};
use crate::cohere::flows::ForeignRead;
use crate::cohere::usage::{Call, Constant, Place, Possible};
use crate::program::{Assign, ExprId, ExprKind, Literal, Module, RegionKind, StmtKind, Target};
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// What stands in a function that finds out which shape it got.
const LOOKS: [&str; 3] = ["AttributeError", "isinstance(", " instanceof "];

impl Collector<'_> {
    /// Finds reads of what an answer doesn't have. All calls must be known.
    pub fn foreign_reads(&self, files: &[FileId]) -> Vec<ForeignRead> {
        let calls: FxHashMap<(FileId, Span), usize> = self
            .usages
            .calls
            .iter()
            .enumerate()
            .filter(|(_, c)| self.shapes_of(c).next().is_some())
            .map(|(i, c)| ((c.place.file, c.place.span), i))
            .collect();
        if calls.is_empty() {
            return Vec::new();
        }
        let shapes: Vec<&ForeignAnswer> = calls.values().flat_map(|i| self.shapes_of(&self.usages.calls[*i])).collect();
        let names: FxHashSet<&str> = shapes.iter().filter_map(|s| s.path.rsplit('.').next()).collect();
        let has_items = shapes.iter().any(|s| s.path.ends_with("[]"));
        let is_wanted = |name: &str| names.contains(name) || names.contains(snake_case(name).as_str());
        let mut found = Vec::new();
        for &file in files {
            let Some(module) = self.evaluator.module(file) else { continue };
            for (i, expr) in module.exprs.iter().enumerate() {
                let is_candidate = match &expr.kind {
                    ExprKind::Member { property, .. } => is_wanted(property),
                    ExprKind::Index { object, index } => {
                        let key = match &module.exprs[index.index()].kind {
                            ExprKind::Literal(Literal::Str(key)) => Some(is_wanted(key)),
                            _ => None,
                        };
                        key.unwrap_or_else(|| has_items && is_simple(module, *object))
                    }
                    ExprKind::Element(inner) => has_items && is_simple(module, *inner) && !is_pair(module, ExprId(i as u32)),
                    _ => false,
                };
                if is_candidate {
                    found.extend(self.foreign_read(module, Site { file, expr: ExprId(i as u32) }, &calls));
                }
            }
        }
        found.sort_by_key(|r| (r.place, r.call));
        found.dedup_by_key(|r| r.place);
        found
    }

    /// What a call's answer doesn't have, in the version and with the arguments at hand.
    fn shapes_of<'c>(&self, call: &'c Call) -> impl Iterator<Item = &'static ForeignAnswer> + use<'c> {
        let streams = call.method.is_some_and(|m| m.streams);
        let is_plain = matches!(call.route.kind, RouteKind::Sdk) || call.url.is_some();
        // What may be null, or may come from anywhere, was perhaps not sent.
        let was_sent = |name: &SmolStr| {
            let is_null = |p: &Possible| p.value == Constant::Null;
            call.arguments.get(name).is_some_and(|a| !a.open && !a.possible.is_empty() && !a.possible.iter().any(is_null))
        };
        let fits = move |shape: &&'static ForeignAnswer| {
            is_plain
                && shape.streams == streams
                && shape.when_argument.as_ref().is_none_or(was_sent)
                && shape.unless_argument.as_ref().is_none_or(|name| call.arguments.lacks(name))
        };
        call.endpoint.answers.iter().filter(fits)
    }

    fn foreign_read(&self, module: &Module, site: Site, calls: &FxHashMap<(FileId, Span), usize>) -> Option<ForeignRead> {
        let is_call = |s: Site| calls.contains_key(&(s.file, self.place(s.file, s.expr).span));
        let mut read = None;
        for traced in self.evaluator.evaluate(site).iter() {
            // What may be something else too is code for both.
            let Value::External(external) = &traced.value else { return None };
            let (origin, parts) = self.evaluator.part_of_call(external, &is_call)?;
            let index = *calls.get(&(origin.file, self.place(origin.file, origin.expr).span))?;
            let call = &self.usages.calls[index];
            let path = self.answer_path(call, &parts)?;
            let shape = self.shapes_of(call).find(|s| s.path == path)?;
            read = read.or(Some((index, shape)));
        }
        let (index, shape) = read?;
        let expr = &module.exprs[site.expr.index()];
        if self.is_tolerant(module, site) {
            return None;
        }
        let whole = self.place(site.file, site.expr);
        let place = match &expr.kind {
            ExprKind::Member { property_span, .. } => Place { span: *property_span, ..whole },
            _ => whole,
        };
        let text = self.facts.text(site.file).get(whole.span.range()).unwrap_or_default();
        let written = text.rsplit('\n').next().unwrap_or(text).trim_start_matches([' ', '.', '?']).to_owned();
        Some(ForeignRead { call: index, place, written, shape, surroundings: self.surroundings(module, site) })
    }

    /// The part of an answer by wire names; for raw HTTP, of the body's JSON.
    fn answer_path(&self, call: &Call, parts: &[Part]) -> Option<SmolStr> {
        let parts: Vec<Part> = parts
            .iter()
            .map(|part| match part {
                Part::Named(name) if call.route.camel_case => Part::Named(wire_name(call.route, &[], name)),
                other => other.clone(),
            })
            .collect();
        let text = path_text(&parts);
        if call.url.is_none() {
            return Some(text.into());
        }
        let starts = call.route.senders.iter().flat_map(|s| &s.answer);
        let rest = starts.filter_map(|prefix| text.strip_prefix(prefix.as_str())).min_by_key(|rest| rest.len())?;
        Some(rest.trim_start_matches('.').into())
    }

    /// Whether the code around is prepared for the part to be missing, or reads the other generation's parts as well.
    fn is_tolerant(&self, module: &Module, site: Site) -> bool {
        let mut at = site.expr;
        while let Some(parent) = module.exprs[at.index()].parent {
            match &module.exprs[parent.index()].kind {
                ExprKind::Fallback { .. } => return true,
                ExprKind::Conditional { test, .. } if *test == at => return true,
                ExprKind::And { left, .. } if *left == at => return true,
                _ => {}
            }
            at = parent;
        }
        // `"text" in answer`, `hasattr(answer, "text")`: it looks first.
        let expr = &module.exprs[site.expr.index()];
        let ExprKind::Member { property: name, .. } = &expr.kind else { return false };
        let text = self.facts.text(site.file);
        let around = function_span(module, expr.region).and_then(|span| text.get(span.range()));
        let looks = [format!("\"{name}\" in "), format!("'{name}' in "), format!(", \"{name}\""), format!(", '{name}'")];
        around.is_some_and(|code| looks.iter().any(|l| code.contains(l.as_str())) || LOOKS.iter().any(|l| code.contains(l)))
    }
}

/// The tokens of the innermost function around a region.
fn function_span(module: &Module, region: crate::program::RegionId) -> Option<Span> {
    let mut at = Some(region);
    while let Some(id) = at {
        let region = &module.regions[id.index()];
        if matches!(region.kind, RegionKind::Function(_)) {
            return Some(region.span);
        }
        at = region.parent;
    }
    None
}

/// Whether an expression is a name or a part of something: what a value is kept under.
fn is_simple(module: &Module, expr: ExprId) -> bool {
    matches!(module.exprs[expr.index()].kind, ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Index { .. })
}

/// Whether the elements bound to a loop variable are taken for pairs: an object of the SDK, iterated, gives names and values.
fn is_pair(module: &Module, element: ExprId) -> bool {
    let stmt = module.exprs[element.index()].stmt.map(|s| &module.stmts[s.index()].kind);
    let Some(StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, .. })) = stmt else { return false };
    module.exprs.iter().any(|e| match &e.kind {
        ExprKind::Index { object, index } if e.scope == *scope => {
            matches!(&module.exprs[object.index()].kind, ExprKind::Name(n) if n == name)
                && matches!(&module.exprs[index.index()].kind, ExprKind::Literal(Literal::Int(_)))
        }
        _ => false,
    })
}
