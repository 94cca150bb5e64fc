use super::{Context, Reporter};
use crate::cohere::configuration::GoesTo;
use crate::cohere::usage::Surroundings;

/// Reports keys in configuration and deployment files.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let surroundings = Surroundings::of_the_project();
    for key in &context.usages.config_keys {
        let (why, help) = match key.goes_to {
            GoesTo::Process => (
                "The file is committed: everyone who can read the repository or its history can use the key and run up its bill",
                "Take the file out of git and name it in `.gitignore`, keep a `.env.example` without values, and revoke this key in the Cohere \
                 dashboard: it stays in the history",
            ),
            GoesTo::Image => (
                "The key becomes part of the image and of its history: everyone who can pull it can read the key and run up its bill",
                "Hand the key to the container when it starts, or to the build as a secret (`RUN --mount=type=secret`), and revoke this one in \
                 the Cohere dashboard",
            ),
            GoesTo::Cluster => (
                "Everyone who can read the repository, or the object in the cluster, can use the key and run up its bill",
                "Let the pod take it from a Secret (`valueFrom.secretKeyRef`) that a secret store fills, and revoke this one in the Cohere \
                 dashboard: it stays in the history",
            ),
            GoesTo::Readers => (
                "Everyone who can read the repository or its history can use the key and run up its bill",
                "Refer to a secret (`${CO_API_KEY}`, `${{ secrets.CO_API_KEY }}`, a secret manager) and revoke this key in the Cohere dashboard: \
                 it stays in the history",
            ),
        };
        let finding = report
            .at(key.place)
            .words(format!("A Cohere API key is written into a configuration file, as `{}`", key.name), why, help)
            .label("the key")
            .secret(key.place.file, key.place.span);
        report.push(&surroundings, finding);
    }
}
