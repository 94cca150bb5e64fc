//! Prints, as JSON, what the catalogue says of the classes and methods of an SDK in given versions: what `scripts/check-catalog` holds
//! against the published packages.
//!
//! ```console
//! cargo run --example catalog -- cohere@5.12.0 cohere-ai@8.1.0
//! ```

use anyhow::{Context, Result};
use cohere_lint::cohere::catalog::Catalog;
use cohere_lint::cohere::catalog::schema::{ArgumentStyle, ClientEntry, Parameter, RemovedHow, Route, RouteKind};
use cohere_lint::cohere::catalog::version::parse_version;
use semver::Version;
use serde_json::{Map, Value, json};

fn main() -> Result<()> {
    let catalog = Catalog::embedded()?;
    let mut answers = Map::new();
    for asked in std::env::args().skip(1) {
        let (package, version) = asked.rsplit_once('@').with_context(|| format!("{asked} is no NAME@VERSION"))?;
        let version = parse_version(version).with_context(|| format!("{version} is no version"))?;
        answers.insert(asked.clone(), surface(catalog, package, &version));
    }
    println!("{}", serde_json::to_string_pretty(&answers)?);
    Ok(())
}

/// Everything the SDK's routes say that holds in `version`.
fn surface(catalog: &Catalog, package: &str, version: &Version) -> Value {
    let is_asked = |route: &&Route| route.kind == RouteKind::Sdk && route.packages.iter().any(|p| p == package);
    let routes: Vec<&Route> = catalog.routes.iter().filter(is_asked).collect();
    let ours = |route: &Route| routes.iter().any(|r| r.id == route.id);

    let mut classes = Map::new();
    for entry in routes.iter().flat_map(|r| &r.clients).filter(|c| c.versions.contains(version)) {
        for path in &entry.paths {
            classes.insert(path.to_string(), class(entry, version));
        }
    }

    let mut methods = Map::new();
    let mut symbols: Vec<&str> = catalog.method_symbols().collect();
    symbols.sort_unstable();
    for symbol in symbols {
        let Some(method) = catalog.method(symbol, Some(version)) else { continue };
        if !ours(method.route) || !method.entry.versions.contains(version) {
            continue;
        }
        let removed = method.entry.removed.as_ref();
        let found = json!({
            "style": style(method.entry.style),
            "parameters": parameters(&method.entry.parameters, version),
            "async": method.is_async(),
            "streams": method.entry.streams,
            "raises": removed.is_some_and(|r| r.how == RemovedHow::Raises),
        });
        methods.insert(symbol.to_owned(), found);
    }

    let held = routes.iter().flat_map(|r| &r.default_resilience).find(|r| r.versions.contains(version));
    let resilience = held.map(|r| {
        json!({
            "retries": r.retries,
            "backs-off": r.backs_off,
            "retries-streams": r.retries_streams,
            "timeout-seconds": r.timeout_seconds,
        })
    });
    let prefix = |symbol: &str| routes.iter().any(|r| symbol.starts_with(&format!("{}:{package}", r.ecosystem)));
    let aliases: Map<String, Value> = catalog.aliases().filter(|(from, _)| prefix(from)).map(|(f, t)| (f.into(), t.into())).collect();
    let members: Map<String, Value> = catalog.returns().filter(|(from, _)| prefix(from)).map(|(f, t)| (f.into(), t.into())).collect();
    let errors: Vec<&str> = routes.iter().flat_map(|r| &r.errors).map(|e| e.as_str()).collect();
    json!({ "classes": classes, "methods": methods, "aliases": aliases, "members": members, "errors": errors, "resilience": resilience })
}

fn class(entry: &ClientEntry, version: &Version) -> Value {
    json!({
        "style": style(entry.style),
        "parameters": parameters(&entry.parameters, version),
        "credential": entry.credential,
        "credential-env": entry.credential_env.iter().filter(|v| v.versions.contains(version)).map(|v| v.name.as_str()).collect::<Vec<_>>(),
    })
}

/// How arguments are taken, as the catalogue writes it.
fn style(style: ArgumentStyle) -> &'static str {
    match style {
        ArgumentStyle::Named => "named",
        ArgumentStyle::Object => "object",
        ArgumentStyle::Chain => "chain",
    }
}

/// Name, whether the call fails locally without it, and whether passing it is refused.
fn parameters(all: &[Parameter], version: &Version) -> Vec<Value> {
    let held = all.iter().filter(|p| p.versions.contains(version));
    held.map(|p| {
        let required = p.required || p.required_versions.as_ref().is_some_and(|range| range.contains(version));
        json!({ "name": p.name, "required": required, "refused": p.removed.is_some() })
    })
    .collect()
}
