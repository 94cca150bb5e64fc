//! Which arguments a call takes: the parameters of its method in the version at hand, or those of the endpoint where it sends a body of its own.

use super::catalog::Catalog;
use super::catalog::schema::{Api, ArgumentStyle, Endpoint, Parameter, Route, RouteKind};
use super::catalog::version::parse_version;
use super::usage::{Call, Client, PackageVersion};
use semver::Version;
use smol_str::SmolStr;

/// Names less alike than this are not proposed.
const ALIKE: f64 = 0.8;

/// The arguments a call or a constructor takes, by the names code gives them.
#[derive(Debug)]
pub struct Signature<'a> {
    parameters: &'a [Parameter],
    endpoint: Option<&'a Endpoint>,
    version: Option<&'a PackageVersion>,
    newest: Option<Version>,
    camel_case: bool,
}

/// How an argument's name stands to a signature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing<'a> {
    /// It is taken.
    Taken,
    /// It was, or will be, in another version of the package.
    OtherVersion(&'a Parameter),
    /// It isn't taken in any version known.
    Unknown,
}

/// What was meant by a name that isn't taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    /// The same name in other letter case.
    Case(SmolStr),
    /// What other vendors call an argument that has another name here.
    Vendor(SmolStr),
    /// A name that differs by little.
    Typo(SmolStr),
    /// An argument of the v2 sibling.
    OfV2,
    /// Nobody knows.
    Nothing,
}

impl<'a> Signature<'a> {
    /// The signature of a call; `None` where it isn't known in full.
    pub fn of_call(call: &'a Call) -> Option<Self> {
        let Some(method) = call.method else {
            return (call.url.is_some() && !call.serves_others).then(|| Self::wire(call.endpoint)).flatten();
        };
        if call.route.kind != RouteKind::Sdk && !method.complete || method.style == ArgumentStyle::Chain {
            return None;
        }
        // The SDK before the rewrite sent the object it was given as the body.
        if !call.route.camel_case && method.style == ArgumentStyle::Object {
            return Self::wire(call.endpoint);
        }
        Self::of(call.route, &method.parameters, call.version.as_ref())
    }

    /// The signature of a constructor; `None` where it isn't known in full.
    pub fn of_client(client: &'a Client) -> Option<Self> {
        let is_known = (client.route.kind == RouteKind::Sdk || client.entry.complete) && client.entry.style != ArgumentStyle::Chain;
        is_known.then(|| Self::of(client.route, &client.entry.parameters, client.version.as_ref())).flatten()
    }

    fn of(route: &Route, parameters: &'a [Parameter], version: Option<&'a PackageVersion>) -> Option<Self> {
        let newest = route.latest.as_deref().and_then(parse_version);
        (!parameters.is_empty()).then_some(Self { parameters, endpoint: None, version, newest, camel_case: route.camel_case })
    }

    fn wire(endpoint: &'a Endpoint) -> Option<Self> {
        let is_described = !endpoint.required.is_empty() || !endpoint.optional.is_empty();
        is_described.then_some(Self { parameters: &[], endpoint: Some(endpoint), version: None, newest: None, camel_case: false })
    }

    /// How a name stands to it. Of a range of versions the oldest and the newest are asked: what either takes is taken.
    pub fn standing(&self, written: &str) -> Standing<'a> {
        if let Some(endpoint) = self.endpoint {
            let is_taken = names_of(endpoint).any(|n| n == written);
            return if is_taken { Standing::Taken } else { Standing::Unknown };
        }
        let named = || self.parameters.iter().filter(|p| p.name == written);
        if named().any(|p| self.has(p)) {
            return Standing::Taken;
        }
        named().next().map_or(Standing::Unknown, Standing::OtherVersion)
    }

    fn has(&self, parameter: &Parameter) -> bool {
        let Some(version) = self.version else { return true };
        let in_newest = || self.newest.as_ref().is_some_and(|v| parameter.versions.contains(v));
        parameter.versions.contains(&version.version) || (!version.is_exact && in_newest())
    }

    /// The names it takes.
    fn names(&self) -> impl Iterator<Item = &'a SmolStr> {
        let wire = self.endpoint.into_iter().flat_map(names_of);
        self.parameters.iter().filter(|p| self.has(p) && p.removed.is_none()).map(|p| &p.name).chain(wire)
    }

    /// Whether the call fails in the SDK without the argument that is written so.
    pub fn requires(&self, written: &str) -> bool {
        let is_required = |p: &Parameter| match (&p.required_versions, self.version) {
            (Some(range), Some(version)) => range.contains(&version.version),
            _ => p.required,
        };
        self.parameters.iter().any(|p| p.name == written && self.has(p) && is_required(p))
    }

    /// What was meant by a name it doesn't take.
    pub fn meant(&self, written: &str, endpoint: Option<&Endpoint>, catalog: &Catalog) -> Meant {
        let plain = |name: &str| name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect::<String>();
        let folded = plain(written);
        if let Some(name) = self.names().find(|n| plain(n) == folded) {
            return Meant::Case(name.clone());
        }
        let vendor = endpoint.and_then(|e| e.misnamed.iter().find(|(name, _)| plain(name) == folded));
        if let Some((_, wire)) = vendor {
            let named = self.names().find(|n| plain(n) == plain(wire));
            return Meant::Vendor(named.cloned().unwrap_or_else(|| wire.clone()));
        }
        if endpoint.is_some_and(|e| is_of_v2(e, &folded, &plain, catalog)) {
            return Meant::OfV2;
        }
        let near = |name: &&SmolStr| {
            strsim::jaro_winkler(&folded, &plain(name)).max(strsim::normalized_damerau_levenshtein(&folded, &plain(name)))
        };
        let best = self.names().filter(|n| n.len() > 2 && written.len() > 2).map(|n| (near(&n), n)).max_by(|a, b| a.0.total_cmp(&b.0));
        // Jaro-Winkler is generous to common beginnings.
        let is_near = |name: &SmolStr| strsim::normalized_damerau_levenshtein(&folded, &plain(name)) >= ALIKE - 0.1;
        best.filter(|(score, name)| *score >= ALIKE && is_near(name)).map_or(Meant::Nothing, |(_, name)| Meant::Typo(name.clone()))
    }

    /// Whether its names are camelCase.
    pub fn is_camel_case(&self) -> bool {
        self.camel_case
    }

    /// Whether it is the body of a request, not the parameters of a function.
    pub fn is_body(&self) -> bool {
        self.endpoint.is_some()
    }
}

fn names_of(endpoint: &Endpoint) -> impl Iterator<Item = &SmolStr> {
    endpoint.required.iter().chain(&endpoint.optional)
}

fn is_of_v2(endpoint: &Endpoint, folded: &str, plain: &dyn Fn(&str) -> String, catalog: &Catalog) -> bool {
    let is_sibling = |e: &&Endpoint| e.operation == endpoint.operation && e.api == Some(Api::V2) && endpoint.api == Some(Api::V1);
    catalog.endpoints.endpoints.iter().filter(is_sibling).flat_map(names_of).any(|n| plain(n) == folded)
}
