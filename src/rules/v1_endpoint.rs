use super::{Context, Reporter};
use crate::cohere::catalog::schema::Api;
use crate::cohere::usage::Place;
use crate::source::{FileId, Span};

/// Reports requests to v1 paths that have a v2 sibling.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    // However many requests a URL serves, it is changed once.
    let mut seen: Vec<(FileId, Span)> = Vec::new();
    let requests = context.usages.calls.iter().flat_map(|call| call.destinations().map(move |(endpoint, url)| (call, endpoint, url)));
    for (call, endpoint, url) in requests.filter(|(_, e, _)| e.api == Some(Api::V1) && e.removed.is_none()) {
        let Some(replacement) = &endpoint.replacement else { continue };
        if seen.contains(&(url.file, url.span)) {
            continue;
        }
        seen.push((url.file, url.span));
        let path = endpoint.paths.first().map_or("", |p| p.as_str());
        let mut finding = report
            .at(url)
            .confidence(call.confidence)
            .words(
                format!("This request goes to `{path}` of the v1 API"),
                "The v1 API gets no new features, its newest models are served by v2 alone, and its shapes differ from all current documentation",
                format!("Use {replacement}; what the answer looks like changes with it"),
            )
            .label("speaks v1");
        if !lies_in(url, call.place) {
            finding = finding.related(call.name.file, call.name.span, format!("sent by `{}` here", call.callee));
        }
        report.push(&call.surroundings, finding);
    }
}

fn lies_in(inner: Place, outer: Place) -> bool {
    inner.file == outer.file && outer.span.contains(inner.span)
}
