//! Raw HTTP requests to Cohere's hosts.

use super::protection::Protected;
use super::sdk::{chain_calls, display};
use super::{Anywhere, Collector};
use crate::analysis::arguments::Arguments;
use crate::analysis::external::Operation;
use crate::analysis::guards::Errors;
use crate::analysis::{External, Piece, Site, Value};
use crate::cohere::catalog::schema::Sender;
use crate::cohere::runs::{Answer, Runs};
use crate::cohere::usage::{ArgumentTable, Call, CredentialKind, Handling, Place};
use crate::finding::Confidence;
use crate::program::{ExprId, Module};

/// Stands for an unknown part of a URL.
const HOLE: char = '\u{0}';

/// Where the parts of a request are.
struct Request<'r> {
    arguments: Arguments,
    options: Option<Arguments>,
    external: &'r External,
}

/// A URL on one of Cohere's hosts.
struct Destination {
    /// Its path, where that is constant.
    path: Option<String>,
    /// The host is a private deployment's.
    is_private: bool,
    /// Where it is written.
    place: Place,
}

impl Collector<'_> {
    /// Records a request if the callee sends one to Cohere.
    pub fn sender(&mut self, module: &Module, site: Site, callee: ExprId, external: &External) -> bool {
        let Some(found) = self.catalog.sender(external.symbol()) else { return false };
        let (route, sender) = (found.route, found.entry);
        let arguments = self.evaluator.arguments(site);
        let options = sender.options.and_then(|i| arguments.positional.get(i)).map(|o| self.evaluator.object_arguments(*o));
        let request = Request { arguments, options, external };
        let Some(url) = self.locate_first(&request, &sender.url) else { return false };
        let base = self.locate_first(&request, &sender.base);
        let mut urls = self.cohere_urls(url, base).into_iter();
        let Some(Destination { path, is_private, place: url_place }) = urls.next() else { return false };
        let serves_others = self.serves_others(url, base);
        let used_at = self.place(site.file, site.expr);
        let is_everyones = self.goes_elsewhere(url);
        if !is_everyones {
            self.header_credentials(&request, sender, used_at);
        }
        if sender.shows_headers {
            self.revealing.insert(used_at);
        }
        let Some(endpoint) = path.and_then(|p| self.catalog.endpoint_at(&p)) else { return true };
        let other_urls: Vec<_> = urls.filter_map(|d| Some((self.catalog.endpoint_at(&d.path?)?, d.place))).collect();
        // Which of the bodies that come here goes to which URL can't be told.
        let is_one_body = !is_everyones && other_urls.iter().all(|(other, _)| other.operation == endpoint.operation);
        let arguments = if is_one_body { self.body(&request, sender) } else { ArgumentTable { items: Vec::new(), open: true } };
        let surroundings = self.surroundings(module, site);
        let answer = match (sender.is_prepared, sender.is_async) {
            (true, _) => Answer::Unknown,
            (false, true) => Answer::Promised,
            (false, false) => Answer::AtOnce,
        };
        // Nor whose callers are Cohere's.
        let handling =
            if is_everyones { Handling::Handled(Vec::new()) } else { self.handling(&[site], false, surroundings.role, Errors::Any) };
        let mut protection = self.protection(&Protected {
            site,
            sent: &[site],
            external,
            route,
            version: None,
            streams: false,
            role: surroundings.role,
            handling: &handling,
        });
        protection.sender_errors = &sender.error_prefixes;
        protection.request_has_timeout = self.may_time_out(&request, sender);
        protection.sender_retries = self.is_set_up_to_retry(external, sender);
        protection.retries_elsewhere = self.facts.anywhere(&Anywhere::Retries);
        self.usages.calls.push(Call {
            place: used_at,
            name: self.callee_name(module, site.file, callee),
            callee: display(external.symbol()),
            route,
            method: None,
            wrapper: None,
            endpoint,
            api: endpoint.api,
            platform: route.platform,
            url: Some(url_place),
            other_urls,
            serves_others,
            arguments,
            client: None,
            is_private,
            version: None,
            confidence: Confidence::High,
            flow: Vec::new(),
            handling,
            protection,
            surroundings,
            answer,
            runs: Runs::default(),
        });
        true
    }

    /// Those URLs that are on Cohere's hosts, the one the request is judged by first.
    fn cohere_urls(&self, url: Site, base: Option<Site>) -> Vec<Destination> {
        let bases = base.map(|b| self.url_texts(b)).unwrap_or_default();
        let mut found: Vec<Destination> = Vec::new();
        let texts = self.url_texts(url);
        // A path that is put behind the hosts of several vendors is any of theirs.
        let is_shared = |at: &Site| texts.iter().any(|(text, site)| site == at && self.is_foreign(text));
        for (text, site) in texts.iter().filter(|(_, site)| !is_shared(site)) {
            let joined = bases.iter().map(|(base, _)| format!("{}/{}", base.trim_end_matches('/'), text.trim_start_matches('/')));
            let is_relative = !text.contains("://");
            let mut spellings = std::iter::once(text.clone()).chain(joined.filter(|_| is_relative));
            let Some(hit) = spellings.find_map(|t| self.catalog.url(&t)) else { continue };
            // What stands before the unknown part says enough where it is an endpoint: `/v1/models/{id}`.
            let known = hit.path.split_once(HOLE).map_or(&*hit.path, |(before, _)| before.rsplit_once('/').map_or("", |(path, _)| path));
            let path = Some(known.to_owned()).filter(|path| path.len() == hit.path.len() || self.catalog.endpoint_at(path).is_some());
            let is_private = self.catalog.is_private(&hit.host);
            let destination = Destination { path, is_private, place: self.place(site.file, site.expr) };
            // Several paths out of one template: which is meant here can't be told.
            if !found.iter().any(|d| d.place == destination.place) {
                found.push(destination);
            }
        }
        let is_known = |d: &Destination| d.path.as_ref().is_some_and(|path| self.catalog.endpoint_at(path).is_some());
        if let Some(known) = found.iter().position(is_known) {
            found.swap(0, known);
        }
        found
    }

    /// Whether a URL may be one on other hosts, too: a helper through which the requests to many vendors go.
    fn goes_elsewhere(&self, url: Site) -> bool {
        self.url_texts(url).iter().any(|(text, _)| self.is_foreign(text))
    }

    /// Whether a text is a URL on somebody else's host.
    fn is_foreign(&self, text: &str) -> bool {
        text.contains("://") && !text.starts_with(HOLE) && self.catalog.url(text).is_none()
    }

    /// Whether a URL may be another one, too: a helper is handed the path by each of its callers, and the body that belongs to it.
    fn serves_others(&self, url: Site, base: Option<Site>) -> bool {
        let values = self.evaluator.evaluate(url);
        let path = |text: &str| self.catalog.url(text).map_or_else(|| text.to_owned(), |u| u.path.to_string());
        let mut paths: Vec<String> = self.url_texts(url).iter().map(|(text, _)| path(text)).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.len() > 1 || (values.open && (base.is_some() || !paths.is_empty()))
    }

    /// The texts a URL may have, unknown parts as holes.
    fn url_texts(&self, url: Site) -> Vec<(String, Site)> {
        let values = self.evaluator.evaluate(url);
        values
            .iter()
            .filter_map(|traced| match &traced.value {
                Value::Str(text, site) => Some((text.to_string(), *site)),
                Value::Partial(pieces, site) => {
                    let text = pieces.iter().map(|p| match p {
                        Piece::Text(t) => t.to_string(),
                        Piece::Hole => HOLE.to_string(),
                    });
                    Some((text.collect(), *site))
                }
                _ => None,
            })
            .collect()
    }

    fn body(&self, request: &Request<'_>, sender: &Sender) -> ArgumentTable {
        let Some(body) = self.locate_first(request, &sender.body) else {
            return ArgumentTable { items: Vec::new(), open: true };
        };
        let raw = self.evaluator.object_arguments(body);
        let mut table = ArgumentTable { items: Vec::new(), open: raw.open };
        for named in &raw.named {
            table.add(self.argument(named.name.clone(), named.name.clone(), named.value, Some(named.name_span)));
        }
        table
    }

    /// Whether a timeout is set for a request, or may be.
    fn may_time_out(&self, request: &Request<'_>, sender: &Sender) -> bool {
        if sender.default_timeout || sender.is_prepared || request.arguments.open || request.options.as_ref().is_some_and(|o| o.open) {
            return true;
        }
        let is_set = |site: Site| {
            let values = self.evaluator.evaluate(site);
            values.open || values.is_empty() || values.iter().any(|t| !matches!(t.value, Value::Null(_)))
        };
        let set_by_default =
            |spec: &str| spec.strip_prefix('=').and_then(|s| s.rsplit_once('.')).is_some_and(|(o, m)| self.evaluator.sets_member(o, m));
        // An object that nobody is seen making may have been made with one.
        let is_made_with = |spec: &str| spec.contains('.') && !spec.starts_with("options.") && !spec.starts_with('=');
        let may_be_made_with =
            || sender.timeout.iter().any(|s| is_made_with(s)) && request.external.chain().any(|e| *e.operation() == Operation::Declared);
        sender.timeout.iter().any(|s| set_by_default(s) || self.locate(request, s).is_some_and(is_set)) || may_be_made_with()
    }

    fn header_credentials(&mut self, request: &Request<'_>, sender: &Sender, used_at: Place) {
        let receiver = "the `Authorization` header of a request to Cohere";
        let mut sites = Vec::new();
        for spec in &sender.headers {
            if spec == "header" {
                for (name, call) in chain_calls(request.external) {
                    let raw = self.evaluator.arguments(call);
                    if name == "header"
                        && let [key, value, ..] = raw.positional[..]
                        && self.is_authorization(key)
                    {
                        sites.push(value);
                    }
                }
                continue;
            }
            let Some(headers) = self.locate(request, spec) else { continue };
            if spec.starts_with("bearer") {
                sites.push(headers);
                continue;
            }
            let named = self.evaluator.object_arguments(headers).named;
            sites.extend(named.iter().filter(|n| n.name.eq_ignore_ascii_case("authorization")).map(|n| n.value));
        }
        for site in sites {
            self.header_keys.push((site, used_at));
            let found = self.literals(site, CredentialKind::Header, receiver, Some(used_at), false);
            self.usages.credentials.extend(found);
        }
    }

    fn is_authorization(&self, key: Site) -> bool {
        self.evaluator.evaluate(key).iter().any(|t| match &t.value {
            Value::Str(s, _) => s.eq_ignore_ascii_case("authorization"),
            Value::External(e) => e.symbol().to_ascii_lowercase().ends_with("authorization"),
            _ => false,
        })
    }

    fn locate_first(&self, request: &Request<'_>, specs: &[smol_str::SmolStr]) -> Option<Site> {
        specs.iter().find_map(|spec| self.locate(request, spec))
    }

    /// The argument a place in the catalogue names; the notation is [`Sender`]'s.
    fn locate(&self, request: &Request<'_>, spec: &str) -> Option<Site> {
        if let Ok(position) = spec.parse::<usize>() {
            return request.arguments.positional.get(position).copied();
        }
        if let Some(name) = spec.strip_prefix("options.") {
            return request.options.as_ref()?.named(name).map(|n| n.value);
        }
        if let Some((method, rest)) = spec.split_once('.') {
            let call = chain_calls(request.external).find(|(name, _)| name == method)?.1;
            let arguments = self.evaluator.arguments(call);
            let (first, key) = rest.split_once('.').map_or((rest, None), |(first, key)| (first, Some(key)));
            let found = match first.parse::<usize>() {
                Ok(position) => arguments.positional.get(position).copied(),
                Err(_) => arguments.named(first).map(|n| n.value),
            }?;
            return match key {
                Some(key) => self.evaluator.object_arguments(found).named(key).map(|n| n.value),
                None => Some(found),
            };
        }
        request.arguments.named(spec).map(|n| n.value)
    }
}
