//! Every version boundary that the catalogue knows of, tried from both sides in small projects made for it, with lock files of each kind in turn. What
//! the linter makes of the same code must change there. A new fact in the catalogue is tried without anybody's doing.

mod code;
mod facts;
mod locks;

use super::judge::Bar;
use super::session::{Analysed, Session};
use super::{CheckOptions, Engine, NoProgress};
use crate::cohere::catalog::Catalog;
use crate::cohere::flows::Logged;
use crate::cohere::signature::Signature;
use crate::cohere::usage::{Argument, Call, Client, PackageVersion};
use crate::source::FileId;
use facts::{Callable, Fact, Kind, boundaries, facts};
use semver::Version;
use std::collections::BTreeMap;
use std::path::Path;

/// What is made of one program: in words that differ where it differs, and the version it was taken for.
#[derive(Debug, PartialEq)]
struct Outcome {
    words: String,
    version: Option<PackageVersion>,
}

#[test]
fn answers_change_at_every_boundary_of_the_python_packages() {
    try_all("python", 200);
}

#[test]
fn answers_change_at_every_boundary_of_the_node_packages() {
    try_all("npm", 150);
}

#[test]
fn answers_change_at_every_boundary_of_the_crates() {
    try_all("rust", 5);
}

/// The test itself can fail: with the version of one side on both, nothing changes, and it says so of every fact.
#[test]
fn without_a_change_of_version_no_answer_changes() {
    let engine = Engine::new().expect("the catalogue is sound");
    let facts = facts(engine.catalog);
    let is_argument = |f: &&Fact<'_>| matches!(f.kind, Kind::Argument(Callable::Method(..), _)) && f.route.id == "cohere-python";
    let some: Vec<&Fact<'_>> = facts.iter().filter(is_argument).take(12).collect();
    assert!(some.len() > 10);
    let version = Version::new(5, 5, 0);
    let lock = &locks::of("python")[1];
    let (one, other) = (outcomes(&engine, &some, &version, lock, None), outcomes(&engine, &some, &version, lock, None));
    assert_eq!(one, other);
}

fn try_all(ecosystem: &str, least: usize) {
    let engine = Engine::new().expect("the catalogue is sound");
    let all = facts(engine.catalog);
    let mut groups: BTreeMap<(usize, Version, Version, Option<&str>), Vec<&Fact<'_>>> = BTreeMap::new();
    let mut failures = Vec::new();
    for fact in all.iter().filter(|f| f.route.ecosystem == ecosystem) {
        let route = engine.catalog.routes.iter().position(|r| r.id == fact.route.id).unwrap_or_default();
        // Which variables a project sets holds for all of it.
        let variable = if let Kind::Variable(_, name) = fact.kind { Some(name) } else { None };
        for (before, at) in boundaries(fact.range) {
            assert_ne!(fact.range.contains(&before), fact.range.contains(&at), "{fact}");
            groups.entry((route, before, at, variable)).or_default().push(fact);
        }
    }
    let mut tried = 0;
    for (turn, ((_, before, at, variable), facts)) in groups.iter().enumerate() {
        let kinds = locks::of(ecosystem);
        let lock = &kinds[turn % kinds.len()];
        let (earlier, later) = (outcomes(&engine, facts, before, lock, *variable), outcomes(&engine, facts, at, lock, *variable));
        for ((fact, earlier), later) in facts.iter().zip(earlier).zip(later) {
            tried += 1;
            let sides = [(before, &earlier), (at, &later)];
            let strangers = sides.iter().filter(|(version, found)| !is_version(found, version, lock.name));
            failures.extend(strangers.map(|(version, found)| format!("{fact}: {version} of {} was read as {found:?}", lock.name)));
            if has_one_entry(engine.catalog, fact, before, at) {
                // Code that uses what its version doesn't have is taken at its word.
                if earlier.words != later.words || earlier.words.is_empty() {
                    failures.push(format!("{fact}: {:?} at {before}, {:?} at {at}", earlier.words, later.words));
                }
            } else if earlier.words == later.words {
                failures.push(format!("{fact}: {:?} at {before} and at {at}", earlier.words));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {tried}:\n{}", failures.len(), failures.join("\n"));
    assert!(tried >= least, "only {tried} boundaries");
}

fn is_version(found: &Outcome, version: &Version, lock: &str) -> bool {
    found.version.as_ref().is_none_or(|v| v.version == *version && v.is_exact && v.manifest.as_deref() == Some(lock))
}

/// Whether the catalogue has one entry alone for a symbol at both versions: the one about it, or where there is none, the first.
fn has_one_entry(catalog: &Catalog, fact: &Fact<'_>, before: &Version, at: &Version) -> bool {
    let routes = || catalog.routes.iter();
    let ranges: Vec<_> = match fact.kind {
        Kind::Client(path) => {
            routes().flat_map(|r| &r.clients).filter(|c| c.paths.iter().any(|p| p == path)).map(|c| &c.versions).collect()
        }
        Kind::Method(path) => {
            routes().flat_map(|r| &r.methods).filter(|m| m.paths.iter().any(|p| p == path)).map(|m| &m.versions).collect()
        }
        Kind::Constant(path) => routes().flat_map(|r| &r.constants).filter(|c| c.path == path).map(|c| &c.versions).collect(),
        _ => return false,
    };
    let entry = |version| ranges.iter().position(|range| range.contains(version)).unwrap_or(0);
    entry(before) == entry(at)
}

/// What is made of the programs of some facts, in one project in which a version is installed.
fn outcomes(engine: &Engine, facts: &[&Fact<'_>], version: &Version, lock: &locks::Lock, variable: Option<&str>) -> Vec<Outcome> {
    let set = |variable: Option<&str>| {
        let root = tempfile::tempdir().expect("a directory can be made");
        let write = |name: &str, text: &str| std::fs::write(root.path().join(name), text).expect("a file can be written");
        if let Some(route) = facts.first().map(|f| f.route) {
            write(lock.name, &(lock.text)(route.packages.first().expect("a road with versions has a package"), version));
        }
        if let Some(variable) = variable {
            write(".env", &format!("{variable}=from-the-vault\n"));
        }
        let names: Vec<Option<String>> = facts
            .iter()
            .enumerate()
            .map(|(i, fact)| {
                let (text, ending) = code::program(engine.catalog, fact)?;
                let name = format!("f{i}.{ending}");
                write(&name, &text);
                Some(name)
            })
            .collect();
        let (session, analysed) = analyse(engine, root.path());
        facts
            .iter()
            .zip(names)
            .map(|(fact, name)| match name {
                Some(name) => outcome(&session, &analysed, fact, &name),
                None => Outcome { words: String::new(), version: None },
            })
            .collect::<Vec<_>>()
    };
    let Some(variable) = variable else { return set(None) };
    // A variable that is read is told from one that isn't by what is said when it alone is set, and when another is.
    let other = engine.catalog.key_variables().find(|v| *v != variable);
    let (own, others) = (set(Some(variable)), set(other));
    own.into_iter().zip(others).map(|(a, b)| Outcome { words: format!("{} / {}", a.words, b.words), version: a.version }).collect()
}

fn analyse(engine: &Engine, root: &Path) -> (Session, Analysed) {
    let options = CheckOptions { root: Some(root.to_path_buf()), paths: vec![root.to_path_buf()], ..CheckOptions::default() };
    let mut session = Session::open(engine, &options).expect("a project can be opened");
    let analysed = session.analyse(Bar::Configured, &NoProgress).expect("a project can be analysed");
    (session, analysed)
}

fn outcome(session: &Session, analysed: &Analysed, fact: &Fact<'_>, name: &str) -> Outcome {
    let usages = &analysed.usages;
    let is_here = |file: FileId| session.files.path(file) == name;
    let call = usages.calls.iter().find(|c| is_here(c.place.file));
    let client = usages.clients.iter().find(|c| is_here(c.place.file));
    let finding = |rule: &str| {
        let found = analysed.findings().iter().find(|f| f.rule == rule && is_here(f.primary.file));
        found.map_or_else(|| "nothing".to_owned(), |f| format!("{rule}: {:?}", f.severity))
    };
    let of_call = |words: fn(&Call) -> String| call.map_or_else(String::new, words);
    let words = match fact.kind {
        Kind::Client(_) => client.map_or_else(String::new, |c| format!("{:p}", c.entry)),
        Kind::Method(_) => of_call(|c| c.method.map_or_else(String::new, |m| format!("{m:p}"))),
        Kind::Argument(of, name) => argument(of, call, client, name),
        Kind::Requirement(of, name) => match signature(of, call, client) {
            Some(signature) => format!("required: {}", signature.requires(name)),
            None => String::new(),
        },
        Kind::Variable(..) => finding("wrong-credential-name"),
        Kind::Constant(_) => {
            let arguments = call.into_iter().map(|c| &c.arguments).chain(client.map(|c| &c.arguments));
            arguments
                .filter_map(|a| a.get("model"))
                .map(|m| format!("{:?}", m.possible.iter().map(|p| &p.value).collect::<Vec<_>>()))
                .next()
                .unwrap_or_default()
        }
        Kind::Removed(_) => usages.removed_names.iter().filter(|r| is_here(r.place.file)).map(|r| r.name.as_str()).collect(),
        Kind::Resilience => of_call(|c| format!("{:?}", c.default_resilience().map(std::ptr::from_ref))),
        Kind::Timeouts => of_call(|c| format!("{:?}", c.protection.timeout_errors.map(std::ptr::from_ref))),
        Kind::ShownKey(..) => {
            usages.leaks.iter().filter(|l| is_here(l.place.file) && l.what == Logged::Client).map(|l| l.name.as_str()).collect()
        }
        Kind::SharedConnections(..) => finding("client-per-request"),
        Kind::Batches(..) => of_call(|c| format!("splits: {}", c.splits_batches())),
    };
    let version = match fact.kind {
        Kind::Client(_) | Kind::Variable(..) | Kind::Argument(Callable::Client(..), _) => client.and_then(|c| c.version.clone()),
        _ => call.and_then(|c| c.version.clone()),
    };
    Outcome { words, version }
}

fn signature<'a>(of: Callable<'_>, call: Option<&'a Call>, client: Option<&'a Client>) -> Option<Signature<'a>> {
    match of {
        Callable::Client(..) => client.and_then(Signature::of_client),
        Callable::Method(..) => call.and_then(Signature::of_call),
    }
}

/// How an argument is taken: under which name it goes out, and whether the version at hand has it.
fn argument(of: Callable<'_>, call: Option<&Call>, client: Option<&Client>, name: &str) -> String {
    let table = match of {
        Callable::Client(..) => client.map(|c| &c.arguments),
        Callable::Method(..) => call.map(|c| &c.arguments),
    };
    let Some(table) = table else { return String::new() };
    let is_it = |a: &&Argument| a.written == name;
    let wire = table.items.iter().find(is_it).map_or("as what it holds", |a| a.wire.as_str());
    let is_gone = call.and_then(|c| c.parameter(name)).is_some_and(|p| p.removed.is_some());
    format!("{wire}: {:?}, gone: {is_gone}", signature(of, call, client).map(|signature| signature.standing(name)))
}
