use super::{Reporter, SuppressionContext};
use crate::finding::{Applicability, Edit, Fix};

/// Reports suppressions that silence nothing.
pub fn check_suppressions(context: &SuppressionContext<'_>, report: &mut Reporter<'_>) {
    for named in context.suppressions.unused(context.judged) {
        let mut finding = report
            .at(context.place(named.span))
            .words(
                format!("This suppression of `{}` silences nothing", named.rule),
                "What it was written for is gone; left in place it would hide the next finding on this line",
                "Remove it",
            )
            .label("unused");
        if let Some(span) = named.removal {
            finding = finding.fix(Fix {
                title: "Remove the unused suppression".to_owned(),
                applicability: Applicability::Safe,
                edits: vec![Edit { file: context.file, span, replacement: String::new() }],
            });
        }
        report.push(&context.surroundings(), finding);
    }
}
