use super::{Context, Reporter};
use crate::finding::Confidence;

/// Reports keys that are said to be trial keys.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for sign in &context.usages.trial_signs {
        let finding = report
            .at(sign.place)
            .confidence(Confidence::Medium)
            .words(
                format!("This Cohere key is a trial key, by {}", sign.words),
                "Trial keys end after 1,000 calls a month, answer 20 chats and 10 reranks a minute, and may not be used in production",
                "Make a production key in the Cohere dashboard, and name the variable or secret after that",
            )
            .label("says trial");
        report.push(&sign.surroundings, finding);
    }
}
