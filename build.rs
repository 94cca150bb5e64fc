//! Registers every file of `src/rules/` as a rule and every file of `src/operations/` as an evidence finder, so that adding one touches no list.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/rules");
    println!("cargo::rerun-if-changed=src/operations");
    println!("cargo::rerun-if-changed=rules");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("rules.rs"), rules(&Path::new(&root).join("src/rules"))?)?;
    fs::write(Path::new(&out).join("finders.rs"), finders(&Path::new(&root).join("src/operations"))?)
}

/// The modules of a directory by name, sorted, without `mod`.
fn modules(dir: &Path) -> io::Result<Vec<String>> {
    let mut names: Vec<String> = fs::read_dir(dir)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "mod")
        .collect();
    names.sort();
    Ok(names)
}

fn rules(dir: &Path) -> io::Result<String> {
    let names = modules(dir)?;
    let mut code = String::new();
    for name in &names {
        let path = dir.join(format!("{name}.rs"));
        let id = name.replace('_', "-");
        let _ = writeln!(code, "#[doc = \"The rule `{id}`; see `rules/{id}.md`.\"]\n#[path = {path:?}]\npub mod {name};");
    }
    let _ = writeln!(code, "/// Every rule, sorted by id.\npub static RULES: &[Rule] = &[");
    for name in &names {
        let source = fs::read_to_string(dir.join(format!("{name}.rs")))?;
        let check = if source.contains("pub fn check(") { format!("Some({name}::check)") } else { "None".into() };
        let suppressions =
            if source.contains("pub fn check_suppressions(") { format!("Some({name}::check_suppressions)") } else { "None".into() };
        let id = name.replace('_', "-");
        let _ = writeln!(code, "    Rule {{ id: {id:?}, check: {check}, check_suppressions: {suppressions} }},");
    }
    code.push_str("];\n");
    Ok(code)
}

/// A finder is a file with `pub fn find(operations: &Operations<'_>) -> Proof`.
fn finders(dir: &Path) -> io::Result<String> {
    let mut names = Vec::new();
    for name in modules(dir)? {
        if fs::read_to_string(dir.join(format!("{name}.rs")))?.contains("pub fn find(") {
            names.push(name);
        }
    }
    let mut code = String::new();
    for name in &names {
        let path = dir.join(format!("{name}.rs"));
        let _ = writeln!(code, "#[path = {path:?}]\nmod {name};");
    }
    let _ = writeln!(code, "/// Every finder, sorted by id.\npub static FINDERS: &[Finder] = &[");
    for name in &names {
        let _ = writeln!(code, "    Finder {{ id: {:?}, find: {name}::find }},", name.replace('_', "-"));
    }
    code.push_str("];\n");
    Ok(code)
}
