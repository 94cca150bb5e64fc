//! How a value came to where it is used, as labels.

use super::Collector;
use crate::analysis::external::Operation;
use crate::analysis::{External, Step, StepKind, Traced, Value};
use crate::finding::Label;
use std::rc::Rc;

impl Collector<'_> {
    /// The labels of a path, oldest first.
    pub fn labels(&self, steps: &[Rc<Step>]) -> Vec<Label> {
        steps
            .iter()
            .map(|step| {
                let text = match step.kind {
                    StepKind::Stored => "stored here",
                    StepKind::Passed => "passed here",
                    StepKind::Returned => "returned here",
                    StepKind::Imported => "imported here",
                    StepKind::Declared => "declared here",
                    StepKind::Picked => "picked by its key here",
                };
                Label { file: step.file, span: step.span, text: text.into() }
            })
            .collect()
    }

    /// The way of a client to a call: made, passed on, called.
    pub fn client_flow(&self, traced: &Traced) -> Vec<Label> {
        let Value::External(external) = &traced.value else { return Vec::new() };
        let mut flow = Vec::new();
        if let Some(site) = made_at(external)
            && let Some(module) = self.evaluator.module(site.file)
        {
            flow.push(Label { file: site.file, span: module.exprs[site.expr.index()].span, text: "client made here".into() });
        }
        // Importing the SDK itself is no news.
        let steps: Vec<_> = traced.steps().into_iter().skip_while(|s| s.kind == StepKind::Imported && flow.is_empty()).collect();
        let mut labels = self.labels(&steps);
        labels.retain(|l| flow.first().is_none_or(|made| !(l.file == made.file && made.span.contains(l.span))));
        flow.extend(labels);
        flow
    }
}

/// The innermost call (or declaration) that made the object a symbol hangs on.
pub fn made_at(external: &External) -> Option<crate::analysis::Site> {
    external.chain().filter(|e| matches!(e.operation(), Operation::Call | Operation::Declared)).last().and_then(|e| e.site())
}
