//! Where the vectors of embed calls go: into an index, or into a search of it.

use super::Collector;
use crate::analysis::flow_tables::SinkKind;
use crate::analysis::handlers::is_dead_region;
use crate::analysis::origins::{Origin, Passing};
use crate::analysis::{Site, StepKind};
use crate::cohere::flows::VectorUse;
use crate::cohere::usage::Place;
use crate::finding::Label;
use crate::program::ExprKind;
use crate::source::{FileId, FileRole, Span};
use rustc_hash::FxHashMap;

impl Collector<'_> {
    /// Finds where vectors go. All calls must be known.
    pub fn vector_uses(&self, files: &[FileId]) -> Vec<VectorUse> {
        let embeds = self.usages.calls.iter().enumerate().filter(|(_, c)| c.endpoint.operation == "embed");
        let calls: FxHashMap<(FileId, Span), usize> = embeds.map(|(i, c)| ((c.place.file, c.place.span), i)).collect();
        let mut found: Vec<VectorUse> = Vec::new();
        if calls.is_empty() {
            return found;
        }
        for &file in files {
            let Some(module) = self.evaluator.module(file).filter(|_| self.facts.role(file) != FileRole::Test) else { continue };
            for &call in &module.calls {
                let site = Site { file, expr: call };
                let Some(sink) = self.evaluator.sink(site, &[SinkKind::VectorWrite, SinkKind::VectorSearch]) else { continue };
                if is_dead_region(module, module.exprs[call.index()].region) {
                    continue;
                }
                let place = Place { span: sink.name, ..self.place(file, call) };
                for argument in &sink.arguments {
                    self.evaluator.trace(*argument, &mut |p: &Passing<'_>| {
                        let Origin::Leaf(leaf) = p.origin else { return };
                        let key = (leaf.file, self.place(leaf.file, leaf.expr).span);
                        let Some(&index) = calls.get(&key) else { return };
                        let is_write = sink.kind == SinkKind::VectorWrite;
                        if found.iter().any(|u| u.call == index && u.place == place) {
                            return;
                        }
                        let mut flow: Vec<Label> = vec![Label { file: leaf.file, span: key.1, text: "embedded here".into() }];
                        flow.extend(p.way.iter().rev().map(|(kind, file, span)| {
                            let text = match kind {
                                StepKind::Passed => "passed here",
                                StepKind::Returned => "returned here",
                                _ => "stored here",
                            };
                            Label { file: *file, span: *span, text: text.into() }
                        }));
                        let text = if is_write { "written to the index here" } else { "searched with here" };
                        flow.push(Label { file, span: sink.name, text: text.into() });
                        found.push(VectorUse { call: index, is_write, place, is_followed: sink.is_followed, flow });
                    });
                }
            }
        }
        for &index in calls.values() {
            found.extend(self.query_text(index));
        }
        found.sort_by_key(|u| (u.call, u.place));
        found
    }

    /// A call that embeds one text, which is somebody's query by its name.
    fn query_text(&self, index: usize) -> Option<VectorUse> {
        let call = &self.usages.calls[index];
        let texts = call.arguments.get("texts")?;
        let site = self.site_at(texts.value)?;
        let module = self.evaluator.module(site.file)?;
        let only = match &module.exprs[site.expr.index()].kind {
            ExprKind::List(elements) if elements.len() == 1 => elements[0].value,
            _ => return None,
        };
        let ExprKind::Name(name) = &module.exprs[only.index()].kind else { return None };
        let place = self.place(site.file, only);
        let is_query = self.catalog.flows.content.is_query(name);
        is_query.then(|| VectorUse { call: index, is_write: false, place, is_followed: false, flow: Vec::new() })
    }
}
