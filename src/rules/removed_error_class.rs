use super::{Context, Reporter};
use crate::finding::Confidence;

/// Reports names of error classes that the SDK at hand doesn't have.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in &context.usages.removed_names {
        let version = used.version.as_ref().map(|v| v.describe()).unwrap_or_default();
        let (what, why) = if used.is_import {
            ("This import fails with an `ImportError`", "The module can't even be loaded".to_owned())
        } else {
            let why = "Python looks the class up when an error arrives: the handler fails with an `AttributeError`, and the error it was for goes on unhandled";
            ("Naming it raises an `AttributeError`", why.to_owned())
        };
        // Without a manifest the newest version is only what a fresh install would get.
        let is_known = used.version.as_ref().is_some_and(|v| v.manifest.is_some());
        let finding = report
            .at(used.place)
            .confidence(if is_known { Confidence::High } else { Confidence::Medium })
            .words(
                format!("`{}` doesn't exist in {version}", used.name),
                format!("{what}. {why}"),
                format!("Use {}", used.entry.replacement),
            )
            .label("gone since 5.0.0");
        report.push(&used.surroundings, finding);
    }
}
