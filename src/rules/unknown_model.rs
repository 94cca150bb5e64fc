use super::{Context, Reporter};
use crate::cohere::models::{Verdict, with_use};
use crate::finding::{Applicability, Edit, Fix};

/// Reports ids the catalogue does not know.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Verdict::Unknown(nearest) = &used.verdict else { continue };
        if report.options(used.place.file).is_some_and(|options| options.matches("known", &used.id)) {
            continue;
        }
        let why = context
            .catalog
            .not_an_id(&used.id)
            .map_or_else(|| "Cohere answers 404 to an id it does not know".to_owned(), |n| n.why.clone());
        let help = match nearest {
            Some(id) => format!("Did you mean `{id}`? `cohere-lint models` lists all ids; a fine-tune's id ends in `-ft`"),
            None => "`cohere-lint models` lists the ids Cohere serves; a fine-tune's id ends in `-ft`".to_owned(),
        };
        let message = format!("`{}` is no model of Cohere's that this version knows", used.id);
        let mut finding = report.at(used.place).words(message, why, help).label("unknown id");
        if let Some(id) = nearest {
            let span = with_use::inner_span(used);
            finding = finding.fix(Fix {
                title: format!("Replace with `{id}`"),
                applicability: Applicability::Unsafe,
                edits: vec![Edit { file: used.place.file, span, replacement: id.to_string() }],
            });
        }
        let finding = with_use::describe(finding, used, context.usages);
        report.push(with_use::surroundings(used, context.usages), finding);
    }
}
