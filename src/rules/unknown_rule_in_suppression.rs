use super::{RULES, Reporter, SuppressionContext};
use crate::finding::{Applicability, Edit, Fix};

/// Names less alike than this are not proposed.
const ALIKE: f64 = 0.85;

/// Reports suppressions that name no rule there is.
pub fn check_suppressions(context: &SuppressionContext<'_>, report: &mut Reporter<'_>) {
    for named in context.suppressions.unknown(context.known) {
        let nearest = nearest(&named.rule);
        let help = match nearest {
            Some(id) => format!("Did you mean `{id}`? `cohere-lint rule` lists all rules"),
            None => "Name a rule, or remove it; `cohere-lint rule` lists all rules".to_owned(),
        };
        let mut finding = report
            .at(context.place(named.span))
            .words(
                format!("`{}` is no rule, so this suppression silences nothing", named.rule),
                "What it was meant to silence is reported, or is no longer looked for",
                help,
            )
            .label("no such rule");
        if let Some(id) = nearest {
            finding = finding.fix(Fix {
                title: format!("Replace with `{id}`"),
                // It silences what is reported now.
                applicability: Applicability::Unsafe,
                edits: vec![Edit { file: context.file, span: named.span, replacement: id.to_owned() }],
            });
        }
        report.push(&context.surroundings(), finding);
    }
    for malformed in context.suppressions.malformed() {
        let finding = report
            .at(context.place(malformed.span))
            .words(
                malformed.message.clone(),
                "A suppression that names no rule would also hide what nobody has looked at yet, so it has no effect",
                capitalised(malformed.help),
            )
            .label("names no rule");
        report.push(&context.surroundings(), finding);
    }
}

fn nearest(name: &str) -> Option<&'static str> {
    let folded = name.to_ascii_lowercase().replace('_', "-");
    let scored = RULES.iter().map(|r| (strsim::jaro_winkler(r.id, &folded), r.id));
    scored.filter(|(score, _)| *score >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}

/// The first letter as a sentence begins.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
