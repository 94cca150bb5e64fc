//! From the analysis to the table of usages: picks, out of all resolved calls, those that reach Cohere.

mod answers;
mod anywhere;
mod arguments;
mod browser;
mod configuration;
mod credentials;
mod flow;
mod handling;
mod http;
mod leaks;
mod likely;
mod mocks;
mod probes;
mod protection;
mod removed;
mod runs;
mod sdk;
mod trial;
mod vectors;
mod watched;

use super::catalog::Catalog;
use super::catalog::schema::{Route, RouteKind};
use super::usage::{PackageVersion, Place, Surroundings, Usages};
use crate::analysis::around::Surveyor;
use crate::analysis::external::Operation;
use crate::analysis::places::{function_name, is_dead_region, is_test_region};
use crate::analysis::{Evaluator, Site, Value};
use crate::program::{ExprId, ExprKind, Module};
use crate::source::{FileId, FileRole, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// What the collector asks of the project beside its code.
pub trait ProjectFacts {
    /// The version of the first of these packages that a manifest near the file names.
    fn package_version(&self, file: FileId, ecosystem: &str, packages: &[smol_str::SmolStr]) -> Option<FoundVersion>;

    /// The role of a file.
    fn role(&self, file: FileId) -> FileRole;

    /// The role that rules judge a file by: a project may want its notebooks judged like what it ships.
    fn judged_role(&self, file: FileId) -> FileRole {
        self.role(file)
    }

    /// Whether the file belongs to a published library.
    fn is_library(&self, file: FileId) -> bool;

    /// Names of the variables that the project's dotenv files set.
    fn environment_names(&self) -> &[String];

    /// Whether something is so in any of the project's files.
    fn anywhere(&self, asked: &Anywhere) -> bool;

    /// Whether nobody waits for the answer any more: what is collected from then on may be anything.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// The text of a file.
    fn text(&self, file: FileId) -> &str;
}

/// A version as a manifest gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundVersion {
    /// As written; for ranges the lower bound.
    pub version: String,
    /// From a lock file or an exact pin.
    pub is_exact: bool,
    /// The manifest's path.
    pub manifest: String,
}

/// Everything the collectors share.
pub(crate) struct Collector<'a> {
    pub evaluator: &'a Evaluator<'a>,
    pub catalog: &'static Catalog,
    pub facts: &'a dyn ProjectFacts,
    pub usages: Usages,
    /// Places of requests whose errors and answers carry their headers.
    pub revealing: FxHashSet<Place>,
    /// What is given as the key in a header, and the request.
    pub header_keys: Vec<(Site, Place)>,
    pub surveyor: Surveyor<'a>,
    /// The clients by their places, once all are recorded.
    pub client_places: OnceCell<FxHashMap<(FileId, Span), usize>>,
}

pub use anywhere::{Anywhere, Asked};
pub use configuration::config_keys;

/// Finds every usage in the given files.
pub fn collect(evaluator: &Evaluator<'_>, catalog: &'static Catalog, facts: &dyn ProjectFacts, files: &[FileId]) -> Usages {
    let mut collector = Collector {
        evaluator,
        catalog,
        facts,
        usages: Usages::default(),
        revealing: FxHashSet::default(),
        header_keys: Vec::new(),
        surveyor: Surveyor::new(evaluator),
        client_places: OnceCell::new(),
    };
    let set = facts.environment_names().iter().filter(|n| catalog.is_key_variable(n)).map(|n| n.as_str().into());
    collector.usages.key_variables.extend(set);
    let names = evaluator.stubs.known_names();
    let senders: FxHashSet<&str> =
        catalog.routes.iter().flat_map(|r| &r.senders).flat_map(|s| &s.paths).filter_map(|p| last_name(p)).collect();
    // Names under which the SDKs' own clients are made and called, and requests are sent: rare enough to be looked into wherever they stand.
    let everyday = &catalog.frameworks.everyday_calls;
    let sends = senders.iter().copied().filter(|name| !everyday.contains(*name));
    let telling: FxHashSet<&str> = catalog.routes.iter().filter(|r| r.kind == RouteKind::Sdk).flat_map(names_of).chain(sends).collect();
    let mut pending = Vec::new();
    for &file in files {
        if facts.is_cancelled() {
            return collector.usages;
        }
        let Some(module) = evaluator.module(file) else { continue };
        let mocked = collector.mocked_modules(file, module);
        for &call in &module.calls {
            let expr = &module.exprs[call.index()];
            if is_dead_region(module, expr.region) {
                continue;
            }
            let ExprKind::Call { callee, .. } = &expr.kind else { continue };
            // A member keeps its name wherever its object comes from; a plain name may be anything's.
            if matches!(&module.exprs[callee.index()].kind, ExprKind::Member { property, .. } if !names.contains(property)) {
                continue;
            }
            let site = Site { file, expr: call };
            // Of a request it is the address that tells, not what sends it.
            let is_sender =
                || matches!(&module.exprs[callee.index()].kind, ExprKind::Member { property, .. } if senders.contains(property.as_str()));
            let is_telling =
                || matches!(&module.exprs[callee.index()].kind, ExprKind::Member { property, .. } if telling.contains(property.as_str()));
            if !evaluator.may_carry(Site { file, expr: *callee }) && !is_sender() {
                continue;
            }
            // What the files at hand know nothing of is worth a look at others only where it may well be Cohere's.
            let (in_view, is_cut) = evaluator.evaluate_in_view(Site { file, expr: *callee });
            let is_known = in_view.iter().any(|t| matches!(&t.value, Value::External(e) if evaluator.stubs.known.contains(e.symbol())));
            let is_worth_it = || is_telling() || is_sender() && evaluator.workspace.has_to_do(file);
            if is_cut && !is_known && !is_worth_it() {
                continue;
            }
            let callees = evaluator.evaluate_in(file, *callee);
            let mut seen = Vec::new();
            // An object that was seen being made says more than one that was only declared.
            let mut known: Vec<_> = callees.iter().collect();
            known.sort_by_key(|t| matches!(&t.value, Value::External(e) if e.chain().any(|e| *e.operation() == Operation::Declared)));
            for traced in known {
                let Value::External(external) = &traced.value else { continue };
                // Several ways to one thing are one usage.
                if seen.iter().any(|s| s == external.symbol()) {
                    continue;
                }
                seen.push(external.symbol().to_owned());
                collector.watched(module, site, *callee, external, traced);
                if mocks::stands_for_mock(&mocked, catalog, external.symbol()) {
                    continue;
                }
                if collector.client(module, site, *callee, external) {
                    continue;
                }
                // Calls need all clients first: clients may be made in a later file.
                pending.push((site, *callee, traced.clone()));
            }
            if callees.iter().all(|t| collector.is_declaration(&t.value)) {
                collector.likely(module, site, *callee);
            }
        }
        collector.credentials_in(file, module);
        collector.removed_names_in(file, module);
    }
    collector.usages.sort_clients();
    for (site, callee, traced) in pending {
        if facts.is_cancelled() {
            return collector.usages;
        }
        let (Some(module), Value::External(external)) = (evaluator.module(site.file), &traced.value) else { continue };
        if !collector.method(module, site, callee, external, &traced) {
            collector.sender(module, site, callee, external);
        }
    }
    collector.usages.finish();
    runs::fill(&mut collector, files);
    collector.usages.foreign_reads = collector.foreign_reads(files);
    collector.usages.leaks = collector.leaks(files);
    collector.usages.vector_uses = collector.vector_uses(files);
    collector.usages.key_uses = collector.key_uses(files);
    (collector.usages.uses_keys, collector.usages.has_own_key) = collector.own_keys();
    collector.usages.trial_signs = collector.trial_signs(&collector.usages.key_uses);
    collector.usages.inlined_keys = collector.inlined_keys(files);
    collector.usages
}

/// The last names of a route's clients and methods.
fn names_of(route: &'static Route) -> impl Iterator<Item = &'static str> {
    let clients = route.clients.iter().flat_map(|client| &client.paths);
    clients.chain(route.methods.iter().flat_map(|method| &method.paths)).filter_map(|path| last_name(path))
}

/// The name at the end of a symbol: `post` of `python:requests.post`.
fn last_name(symbol: &str) -> Option<&str> {
    symbol.trim_end_matches("()").rsplit(['.', '/', ':']).next()
}

impl Collector<'_> {
    /// The tokens of an expression and its statement.
    pub fn place(&self, file: FileId, expr: ExprId) -> Place {
        let Some(module) = self.evaluator.module(file) else {
            return Place { file, span: Span::default(), statement: Span::default() };
        };
        let e = &module.exprs[expr.index()];
        let statement = e.stmt.map_or(e.span, |s| module.stmts[s.index()].span);
        Place { file, span: e.span, statement }
    }

    /// The smallest telling tokens of a callee: the method's name, or the whole name.
    pub fn callee_name(&self, module: &Module, file: FileId, callee: ExprId) -> Place {
        let whole = self.place(file, callee);
        match &module.exprs[callee.index()].kind {
            ExprKind::Member { property_span, .. } => Place { span: *property_span, ..whole },
            _ => whole,
        }
    }

    /// Whether an expression stands in test code.
    pub fn is_test(&self, site: Site) -> bool {
        let in_region = |m: &Module| is_test_region(m, m.exprs[site.expr.index()].region);
        self.facts.role(site.file) == FileRole::Test || self.evaluator.module(site.file).is_some_and(in_region)
    }

    /// Where an expression stands.
    pub fn surroundings(&self, module: &Module, site: Site) -> Surroundings {
        let expr = &module.exprs[site.expr.index()];
        let role = if is_test_region(module, expr.region) { FileRole::Test } else { self.facts.judged_role(site.file) };
        Surroundings { role, function: function_name(module, expr.scope), is_library: self.facts.is_library(site.file) }
    }

    /// The version of a route's package around a file.
    pub fn version(&self, file: FileId, route: &Route) -> Option<PackageVersion> {
        use super::catalog::version::parse_version;
        let package = route.packages.first()?;
        let found = self.facts.package_version(file, &route.ecosystem, &route.packages);
        let newest = route.latest.as_deref().and_then(parse_version);
        match found {
            Some(found) => {
                let version = parse_version(&found.version).or(newest)?;
                Some(PackageVersion { package: package.clone(), version, is_exact: found.is_exact, manifest: Some(found.manifest) })
            }
            None => Some(PackageVersion { package: package.clone(), version: newest?, is_exact: false, manifest: None }),
        }
    }
}
