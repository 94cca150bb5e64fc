use super::{Context, Reporter};
use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::schema::{Endpoint, Parameter};
use crate::cohere::signature::{Meant, Signature, Standing};
use crate::cohere::usage::{Argument, Call, Client, PackageVersion};
use crate::finding::{Applicability, Confidence, Edit, FindingBuilder, Fix, Severity};
use crate::source::FileRole;

/// Reports arguments that the method, the constructor or the endpoint doesn't have.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    // What is gone altogether needs no better arguments.
    for call in context.usages.calls.iter().filter(|c| c.removed().is_none()) {
        let Some(signature) = Signature::of_call(call) else { continue };
        let subject = Subject { of: subject(call), endpoint: Some(call.endpoint), version: call.version.as_ref(), signature, drops: false };
        for argument in call.arguments.items.iter().filter(|a| !is_told_elsewhere(call, a) && !is_from_test(call, a)) {
            if let Some(finding) = subject.judge(argument, context.catalog, report) {
                let finding = finding.confidence(call.confidence.min(subject.confidence(argument))).flow(call.flow.iter().cloned());
                report.push(&call.surroundings, finding);
            }
        }
    }
    for client in context.usages.clients.iter().filter(|c| c.entry.removed.is_none()) {
        let Some(signature) = Signature::of_client(client) else { continue };
        let (of, drops) = (format!("`{}`", client.class), client.entry.drops_unknown);
        let subject = Subject { of, endpoint: None, version: client.version.as_ref(), signature, drops };
        for argument in client.arguments.items.iter().filter(|a| !is_wrong_credential(client, a)) {
            if let Some(finding) = subject.judge(argument, context.catalog, report) {
                let finding = finding.confidence(subject.confidence(argument));
                report.push(&client.surroundings, finding);
            }
        }
    }
}

fn subject(call: &Call) -> String {
    match call.url {
        Some(_) => format!("`{}`", call.endpoint.paths.first().map_or(&*call.endpoint.id, |path| path)),
        None => format!("`{}`", call.callee),
    }
}

/// Whether another rule has its say: arguments of v1 on a v2 call, and ones that are taken and do nothing any more.
fn is_told_elsewhere(call: &Call, argument: &Argument) -> bool {
    (call.is_v2() && call.endpoint.foreign.contains_key(&argument.wire)) || call.endpoint.removed_arguments.contains_key(&argument.wire)
}

/// What a test hands to the project's own code tries that code out.
fn is_from_test(call: &Call, argument: &Argument) -> bool {
    call.surroundings.role != FileRole::Test && argument.possible.iter().any(|p| p.is_in_test)
}

fn is_wrong_credential(client: &Client, argument: &Argument) -> bool {
    client.entry.wrong_credentials.contains_key(&argument.written)
}

/// What takes the arguments.
struct Subject<'a> {
    of: String,
    endpoint: Option<&'a Endpoint>,
    version: Option<&'a PackageVersion>,
    signature: Signature<'a>,
    /// What isn't known is dropped.
    drops: bool,
}

impl Subject<'_> {
    fn judge(&self, argument: &Argument, catalog: &Catalog, report: &Reporter<'_>) -> Option<FindingBuilder> {
        let written = &argument.written;
        if argument.is_held {
            return None;
        }
        // What is null in the body of a request is as good as left out.
        if self.signature.is_body() && argument.may_be_left_out() {
            return None;
        }
        let finding = report.at(argument.name).label("no such argument");
        let other = match self.signature.standing(written) {
            Standing::Taken => return None,
            // A position has no name of its own.
            Standing::OtherVersion(_) if argument.name.span == argument.value.span => return None,
            Standing::OtherVersion(parameter) => Some(parameter),
            Standing::Unknown => None,
        };
        let meant = self.signature.meant(written, self.endpoint, catalog);
        let (severity, why) = self.consequence(written, &meant);
        let message = match other {
            Some(_) => format!("{} of {} has no argument `{written}`", self.of, self.version_words()),
            None => format!("{} has no argument `{written}`", self.of),
        };
        let finding = finding.severity(severity).words(message, why, self.help(&meant, other));
        Some(match &meant {
            Meant::Case(name) | Meant::Typo(name) if argument.is_spelled => finding.fix(Fix {
                title: format!("Rename to `{name}`"),
                applicability: Applicability::Unsafe,
                edits: vec![Edit { file: argument.name.file, span: argument.name.span, replacement: name.to_string() }],
            }),
            _ => finding,
        })
    }

    /// Without a manifest that names a version, one that has the argument is most likely installed: who wrote it saw it work.
    fn confidence(&self, argument: &Argument) -> Confidence {
        let is_assumed = self.version.is_some_and(|v| v.manifest.is_none());
        match self.signature.standing(&argument.written) {
            Standing::OtherVersion(_) if is_assumed => Confidence::Low,
            _ => Confidence::High,
        }
    }

    fn version_words(&self) -> String {
        self.version.map_or_else(|| "this version".to_owned(), PackageVersion::describe)
    }

    fn consequence(&self, written: &str, meant: &Meant) -> (Severity, String) {
        if self.signature.is_body() {
            return (Severity::Warning, format!("The server refuses `{written}`, or pays no heed to it"));
        }
        if self.drops {
            return (Severity::Warning, format!("It is dropped without a word: nothing of `{written}` reaches the request"));
        }
        if !self.signature.is_camel_case() {
            return (Severity::Error, "The call raises an error: unexpected keyword argument".to_owned());
        }
        match meant {
            Meant::Case(name) if self.signature.requires(name) => {
                (Severity::Error, format!("The SDK insists on `{name}` and throws before anything is sent"))
            }
            _ if self.endpoint.is_none() => (Severity::Warning, "TypeScript refuses it; at run time the client pays no heed to it".to_owned()),
            _ => {
                let why = "TypeScript refuses it; at run time the SDK sends it as it is, and the server refuses it or pays no heed to it";
                (Severity::Warning, why.to_owned())
            }
        }
    }

    fn help(&self, meant: &Meant, other: Option<&Parameter>) -> String {
        match (meant, other) {
            (_, Some(parameter)) => format!("Versions {} have it: leave it out, or change the version", parameter.versions.describe()),
            (Meant::Case(name), _) => format!("It is written `{name}` here"),
            (Meant::Vendor(name), _) => format!("Cohere calls it `{name}`"),
            (Meant::Typo(name), _) => format!("Did you mean `{name}`?"),
            (Meant::OfV2, _) => "It is an argument of the v2 API: use the v2 client or `/v2`, with the arguments that go with it".to_owned(),
            (Meant::Nothing, _) => "Leave it out; `cohere-lint rule unknown-argument` says where the arguments are listed".to_owned(),
        }
    }
}
