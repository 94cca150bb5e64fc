use super::{Reporter, SuppressionContext};

/// Reports suppressions that don't say why.
pub fn check_suppressions(context: &SuppressionContext<'_>, report: &mut Reporter<'_>) {
    for span in context.suppressions.without_reason() {
        let finding = report
            .at(context.place(span))
            .words(
                "This suppression doesn't say why",
                "Whoever meets it later can't tell whether it is still needed, and will not dare to remove it",
                "Write the reason behind the bracket: `cohere-lint: ignore[rule-id] reason`",
            )
            .label("no reason");
        report.push(&context.surroundings(), finding);
    }
}
