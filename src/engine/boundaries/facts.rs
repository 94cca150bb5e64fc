//! What of the catalogue holds for some versions of a package alone, and the versions on both sides of each bound.

use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::schema::{ClientEntry, MethodEntry, Parameter, Route};
use crate::cohere::catalog::version::VersionRange;
use semver::{Op, Version, VersionReq};
use std::fmt;

/// Something that holds for some versions alone.
#[derive(Clone, Copy)]
pub(super) struct Fact<'c> {
    /// The road it is about; the version of its package decides.
    pub route: &'c Route,
    /// When it holds.
    pub range: &'c VersionRange,
    /// What it is.
    pub kind: Kind<'c>,
}

/// What sort of thing it is.
#[derive(Clone, Copy)]
pub(super) enum Kind<'c> {
    /// A class, by its symbol.
    Client(&'c str),
    /// A method, by its symbol.
    Method(&'c str),
    /// An argument of a constructor or method.
    Argument(Callable<'c>, &'c str),
    /// That an argument must be given.
    Requirement(Callable<'c>, &'c str),
    /// An environment variable that a client reads.
    Variable(&'c str, &'c str),
    /// A symbol that stands for a model.
    Constant(&'c str),
    /// A name that is gone.
    Removed(&'c str),
    /// What the road does about failures by itself.
    Resilience,
    /// How a timeout is caught.
    Timeouts,
    /// That printing a client shows its key.
    ShownKey(&'c str, &'c ClientEntry),
    /// That clients share their connections.
    SharedConnections(&'c str),
    /// That a method doesn't split batches although it does otherwise.
    Batches(&'c str),
}

/// What takes arguments.
#[derive(Clone, Copy)]
pub(super) enum Callable<'c> {
    /// A constructor.
    Client(&'c str, &'c ClientEntry),
    /// A method.
    Method(&'c str, &'c MethodEntry),
}

impl<'c> Callable<'c> {
    fn path(self) -> &'c str {
        match self {
            Self::Client(path, _) | Self::Method(path, _) => path,
        }
    }
}

impl fmt::Display for Fact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = self.range.describe();
        match self.kind {
            Kind::Client(path) | Kind::Method(path) | Kind::Constant(path) | Kind::Removed(path) => write!(f, "{path} {range}"),
            Kind::Argument(of, name) => write!(f, "{}({name}) {range}", of.path()),
            Kind::Requirement(of, name) => write!(f, "{}({name} is required) {range}", of.path()),
            Kind::Variable(path, name) => write!(f, "{path} reads {name} {range}"),
            Kind::Resilience => write!(f, "default-resilience of {} {range}", self.route.id),
            Kind::Timeouts => write!(f, "timeout-errors of {} {range}", self.route.id),
            Kind::ShownKey(path, _) => write!(f, "{path} shows-key {range}"),
            Kind::SharedConnections(..) => write!(f, "shared-connections of {} {range}", self.route.id),
            Kind::Batches(path) => write!(f, "{path} splits-except {range}"),
        }
    }
}

/// Every fact of the catalogue that depends on a version, through every symbol it is about.
pub(super) fn facts(catalog: &Catalog) -> Vec<Fact<'_>> {
    catalog.routes.iter().flat_map(of_route).filter(|fact| !fact.range.is_any()).collect()
}

fn of_route(route: &Route) -> Vec<Fact<'_>> {
    let mut found = Vec::new();
    let mut add = |range, kind| found.push(Fact { route, range, kind });
    for entry in &route.clients {
        for path in &entry.paths {
            add(&entry.versions, Kind::Client(path));
            of_parameters(&entry.parameters, Callable::Client(path, entry), &mut add);
            entry.credential_env.iter().for_each(|v| add(&v.versions, Kind::Variable(path, &v.name)));
            entry.shows_key.iter().for_each(|range| add(range, Kind::ShownKey(path, entry)));
        }
    }
    for entry in &route.methods {
        for path in &entry.paths {
            add(&entry.versions, Kind::Method(path));
            of_parameters(&entry.parameters, Callable::Method(path, entry), &mut add);
            entry.splits_except.iter().for_each(|range| add(range, Kind::Batches(path)));
        }
    }
    route.constants.iter().for_each(|c| add(&c.versions, Kind::Constant(&c.path)));
    for removed in &route.removed_names {
        removed.paths.iter().for_each(|path| add(&removed.versions, Kind::Removed(path)));
    }
    route.default_resilience.iter().for_each(|d| add(&d.versions, Kind::Resilience));
    route.timeout_errors.iter().for_each(|t| add(&t.versions, Kind::Timeouts));
    if let (Some(range), Some(entry)) = (&route.shared_connections, route.clients.first())
        && range.describe() != "*"
    {
        entry.paths.first().into_iter().for_each(|path| add(range, Kind::SharedConnections(path)));
    }
    found
}

fn of_parameters<'c>(parameters: &'c [Parameter], of: Callable<'c>, add: &mut impl FnMut(&'c VersionRange, Kind<'c>)) {
    for parameter in parameters {
        add(&parameter.versions, Kind::Argument(of, &parameter.name));
        parameter.required_versions.iter().for_each(|range| add(range, Kind::Requirement(of, &parameter.name)));
    }
}

/// For each bound of a range, the last version on one side of it and the first on the other.
pub(super) fn boundaries(range: &VersionRange) -> Vec<(Version, Version)> {
    let range = VersionReq::parse(&range.describe()).expect("a range is written as it is read");
    let bound = |c: &semver::Comparator| {
        let at = Version::new(c.major, c.minor.unwrap_or(0), c.patch.unwrap_or(0));
        match c.op {
            Op::GreaterEq | Op::Less => (previous(&at), at),
            Op::Greater | Op::LessEq => match (c.minor, c.patch) {
                (Some(minor), Some(patch)) => (at, Version::new(c.major, minor, patch + 1)),
                (Some(minor), None) => last_before(Version::new(c.major, minor + 1, 0)),
                (None, _) => last_before(Version::new(c.major + 1, 0, 0)),
            },
            other => panic!("write bounds in the catalogue, not {other:?}"),
        }
    };
    range.comparators.iter().map(bound).collect()
}

fn last_before(at: Version) -> (Version, Version) {
    (previous(&at), at)
}

/// A version just before another: one that was most likely never published stands for all before.
fn previous(at: &Version) -> Version {
    match (at.major, at.minor, at.patch) {
        (major, minor, patch) if patch > 0 => Version::new(major, minor, patch - 1),
        (major, minor, _) if minor > 0 => Version::new(major, minor - 1, 999),
        (major, ..) => Version::new(major.saturating_sub(1), 999, 999),
    }
}
