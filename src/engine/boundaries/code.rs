//! A small program for each fact: code in which it matters whether the fact holds.

use super::facts::{Callable, Fact, Kind};
use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::schema::{ArgumentStyle, MethodEntry, Platform, Route};
use std::collections::VecDeque;

/// The program of a fact and the ending of its file's name; `None` where none can be written.
pub(super) fn program(catalog: &Catalog, fact: &Fact<'_>) -> Option<(String, &'static str)> {
    let route = fact.route;
    let text = match route.ecosystem.as_str() {
        "python" => python(catalog, fact),
        "npm" => npm(catalog, fact),
        _ => rust(catalog, fact),
    }?;
    let ending = match route.ecosystem.as_str() {
        "python" => "py",
        "npm" => "ts",
        _ => "rs",
    };
    Some((text, ending))
}

/// A method of a road that any version has, for facts about all its calls.
fn any_method(route: &Route) -> Option<(&str, &MethodEntry)> {
    let entry = route.methods.iter().find(|m| m.versions.is_any() && m.removed.is_none()).or_else(|| route.methods.first())?;
    Some((entry.paths.first()?, entry))
}

fn python(catalog: &Catalog, fact: &Fact<'_>) -> Option<String> {
    let (path, arguments, after) = match fact.kind {
        Kind::Client(path) | Kind::Variable(path, ..) => (path, String::new(), ""),
        Kind::Method(path) | Kind::Batches(path) => (path, String::new(), ""),
        Kind::Argument(Callable::Client(path, _), name) | Kind::Requirement(Callable::Client(path, _), name) => {
            (path, format!("{name}=value()"), "")
        }
        Kind::Argument(Callable::Method(path, entry), name) => (path, named(catalog, entry, name, "="), ""),
        Kind::Requirement(Callable::Method(path, entry), _) => (path, named(catalog, entry, "", "="), ""),
        Kind::Resilience | Kind::Timeouts => (any_method(fact.route)?.0, String::new(), ""),
        Kind::ShownKey(path, entry) => {
            (path, format!("{}=os.environ[\"CO_API_KEY\"]", entry.credential.as_ref()?), "        print(made)\n")
        }
        Kind::Removed(path) => {
            let (module, name) = path.strip_prefix("python:")?.rsplit_once('.')?;
            return Some(format!("from {module} import {name}\n"));
        }
        Kind::Constant(_) | Kind::SharedConnections(..) => return None,
    };
    let (module, name, rest) = parts(path)?;
    let call = format!("{name}{rest}({arguments})");
    Some(format!(
        "import os\nfrom {module} import {name}\n\ndef run():\n    try:\n        made = {call}\n{after}    except Exception:\n        raise\n"
    ))
}

fn npm(catalog: &Catalog, fact: &Fact<'_>) -> Option<String> {
    let (path, arguments, after) = match fact.kind {
        Kind::Client(path) | Kind::Variable(path, ..) | Kind::SharedConnections(path) => (path, String::new(), ""),
        Kind::Method(path) | Kind::Batches(path) => (path, "{}".to_owned(), ""),
        Kind::Argument(Callable::Client(path, entry), name) | Kind::Requirement(Callable::Client(path, entry), name) => {
            let position = entry.parameters.iter().position(|p| p.name == name)?;
            let arguments = match entry.style {
                ArgumentStyle::Object => format!("{{ {name}: value() }}"),
                _ => vec!["value()"; position + 1].join(", "),
            };
            (path, arguments, "")
        }
        Kind::Argument(Callable::Method(path, entry), name) => (path, object(catalog, entry, name), ""),
        Kind::Requirement(Callable::Method(path, entry), _) => (path, object(catalog, entry, ""), ""),
        Kind::Resilience | Kind::Timeouts => (any_method(fact.route)?.0, "{}".to_owned(), ""),
        Kind::ShownKey(path, entry) => {
            (path, format!("{{ {}: process.env.CO_API_KEY }}", entry.credential.as_ref()?), "    console.log(made);\n")
        }
        Kind::Removed(_) | Kind::Constant(_) => return None,
    };
    let (module, name, rest) = parts(path)?;
    let is_class = name.starts_with(|c: char| c.is_ascii_uppercase());
    let made = match rest.strip_prefix("()") {
        Some(rest) if is_class => format!("new {name}({{}}){rest}({arguments})"),
        _ if is_class => format!("new {name}({arguments})"),
        _ => format!("{name}{rest}({arguments})"),
    };
    let import = format!("import {{ {name} }} from \"{module}\";\n");
    let import = if arguments.contains("cohere(\"") { format!("{import}import {{ cohere }} from \"@ai-sdk/cohere\";\n") } else { import };
    if matches!(fact.kind, Kind::SharedConnections(..)) {
        return Some(format!(
            "import express from \"express\";\n{import}\nconst app = express();\napp.post(\"/ask\", async (request, response) => {{\n  const made = {made};\n  response.json({{}});\n}});\n"
        ));
    }
    Some(format!(
        "{import}\nexport async function run() {{\n  try {{\n    const made = await {made};\n{after}  }} catch (error) {{\n    throw error;\n  }}\n}}\n"
    ))
}

/// Arguments of a call that is told to be Cohere's by its model, and one more.
fn named(catalog: &Catalog, entry: &MethodEntry, name: &str, is: &str) -> String {
    let model = model(catalog, entry).filter(|_| name != "model").map(|model| format!("model{is}{model}"));
    let own = (!name.is_empty()).then(|| format!("{name}{is}{}", if is_object(entry, name) { "{}" } else { "value()" }));
    model.into_iter().chain(own).collect::<Vec<_>>().join(", ")
}

fn object(catalog: &Catalog, entry: &MethodEntry, name: &str) -> String {
    match entry.style {
        ArgumentStyle::Object => format!("{{ {} }}", named(catalog, entry, name, ": ")),
        _ => {
            let position = entry.parameters.iter().position(|p| p.name == name).map_or(0, |i| i + 1);
            vec!["value()"; position].join(", ")
        }
    }
}

fn is_object(entry: &MethodEntry, name: &str) -> bool {
    entry.parameters.iter().any(|p| p.name == name && p.wire.as_deref().is_some_and(|wire| wire.starts_with('*')))
}

/// The model by which a method for many vendors knows that it is Cohere that is meant.
fn model(catalog: &Catalog, entry: &MethodEntry) -> Option<String> {
    let known = entry.only_models.first()?;
    let is_symbol = |symbol: &&str| symbol.starts_with(known.as_str());
    let maker = catalog.routes.iter().flat_map(|r| &r.clients).filter(|c| c.endpoint.is_some()).flat_map(|c| &c.paths);
    match maker.map(|p| p.as_str()).find(is_symbol).and_then(|symbol| symbol.rsplit('.').next()) {
        Some(maker) => Some(format!("{maker}(\"command-a-03-2025\")")),
        None => Some(format!("\"{known}command-a-03-2025\"")),
    }
}

/// A symbol's module, the name imported from it, and the steps from there: `cohere`, `Client`, `().v2.chat`.
fn parts(path: &str) -> Option<(String, &str, String)> {
    let (ecosystem, path) = path.split_once(':')?;
    let segments: Vec<&str> = path.split('.').collect();
    let is_name = |s: &str| s.ends_with("()") || s.starts_with(|c: char| c.is_ascii_uppercase());
    let at = match ecosystem {
        "npm" => 1,
        _ => segments.iter().position(|s| is_name(s)).unwrap_or(segments.len() - 1),
    };
    let name = segments.get(at)?;
    let rest: String = segments[at + 1..].iter().map(|s| format!(".{s}")).collect();
    let called = if name.ends_with("()") { "()" } else { "" };
    Some((segments[..at].join("."), name.trim_end_matches("()"), format!("{called}{rest}")))
}

/// In Rust an object is made by the steps that the catalogue knows to lead to it.
fn rust(catalog: &Catalog, fact: &Fact<'_>) -> Option<String> {
    let (path, constant) = match fact.kind {
        Kind::Method(path) => (path, None),
        Kind::Resilience => (any_method(fact.route)?.0, None),
        Kind::Constant(path) => (taking(catalog, fact.route, path)?, Some(path)),
        _ => return None,
    };
    let (receiver, method) = path.rsplit_once('.')?;
    let steps = way_to(fact.route, receiver)?;
    let spelled = |symbol: &str| symbol.trim_start_matches("rust:").trim_end_matches("()").replace('.', "::");
    let mut made = format!("{}(\"x\")", spelled(steps.first()?));
    for step in &steps[1..] {
        let name = step.rsplit('.').next()?.trim_end_matches("()");
        let takes_model =
            fact.route.methods.iter().any(|m| m.chain.get(name).is_some_and(|wires| wires.first().is_some_and(|w| w == "model")));
        let argument = match constant.filter(|_| takes_model) {
            Some(constant) => spelled(constant),
            None if takes_model => "\"command-a-03-2025\"".to_owned(),
            None => String::new(),
        };
        made.push_str(&format!(".{name}({argument})"));
    }
    Some(format!(
        "async fn run() -> Result<(), Box<dyn std::error::Error>> {{\n    let made = {made};\n    made.{method}(\"x\").await?;\n    Ok(())\n}}\n"
    ))
}

/// A method that is asked with a model of the sort that a constant stands for.
fn taking<'c>(catalog: &Catalog, route: &'c Route, constant: &str) -> Option<&'c str> {
    let ids = || route.constants.iter().filter(|c| c.path == constant).map(|c| c.model.as_str());
    let takes = |m: &&MethodEntry| {
        let endpoint = catalog.endpoint(&m.endpoint);
        let has_model = m.chain.values().any(|wires| wires.first().is_some_and(|w| w == "model"));
        has_model
            && endpoint.is_some_and(|e| {
                ids().any(|id| {
                    catalog.model(id, Platform::Cohere).is_some_and(|model| model.families.iter().any(|f| e.families.contains(f)))
                })
            })
    };
    let paths = || route.methods.iter().filter(takes).flat_map(|m| &m.paths);
    paths().map(|p| p.as_str()).find(|path| {
        let steps = path.rsplit_once('.').and_then(|(receiver, _)| way_to(route, receiver));
        steps.is_some_and(|steps| {
            steps.iter().any(|step| {
                route.methods.iter().any(|m| m.chain.contains_key(step.rsplit('.').next().unwrap_or_default().trim_end_matches("()")))
            })
        })
    })
}

/// The calls by which an object is come by, the first of them a function.
fn way_to<'c>(route: &'c Route, object: &str) -> Option<Vec<&'c str>> {
    let mut waiting: VecDeque<(String, Vec<&str>)> = VecDeque::from([(object.to_owned(), Vec::new())]);
    for _ in 0..200 {
        let (wanted, way) = waiting.pop_front()?;
        for from in route.returns.iter().filter(|r| r.to == wanted.as_str()).map(|r| r.from.as_str()) {
            let mut longer = vec![from];
            longer.extend(&way);
            let receiver = from.rsplit_once('.').map_or("", |(receiver, _)| receiver);
            if !receiver.contains("()") {
                return Some(longer);
            }
            if longer.len() < 6 {
                waiting.push_back((receiver.to_owned(), longer));
            }
        }
    }
    None
}
