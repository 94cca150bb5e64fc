//! The imports of a file, read off its text without parsing it: generous, since whatever is found is parsed and asked again.

use crate::program::{ImportItem, ImportRef};
use crate::source::Language;

/// Imports read of one file at most; bundles have more than anybody wrote.
const MAX_IMPORTS: usize = 2_000;

/// Longest import statement that is read.
const MAX_STATEMENT: usize = 8_192;

/// What a file seems to import.
pub fn text_imports(text: &str, language: Language) -> Vec<ImportRef> {
    let mut imports = Vec::new();
    match language {
        Language::Python => python(text, &mut imports),
        Language::TypeScript => typescript(text, &mut imports),
        Language::Rust => rust(text, &mut imports),
    }
    imports.truncate(MAX_IMPORTS);
    imports
}

fn push(imports: &mut Vec<ImportRef>, module: &str, item: ImportItem) {
    if imports.len() < MAX_IMPORTS {
        imports.push(ImportRef { module: module.into(), item, type_only: false });
    }
}

/// The text from `start` to the first of `ends`, bounded.
fn until<'t>(text: &'t str, start: usize, ends: &[char]) -> &'t str {
    let rest = text.get(start..).unwrap_or_default();
    let rest = rest.get(..rest.floor_char_boundary(MAX_STATEMENT)).unwrap_or(rest);
    rest.find(ends).map_or(rest, |i| &rest[..i])
}

/// Every line with its offset and without its indentation.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        (start, line.trim())
    })
}

fn python(text: &str, imports: &mut Vec<ImportRef>) {
    for (start, line) in lines(text) {
        if let Some(rest) = line.strip_prefix("import ") {
            for module in rest.split(',') {
                push(imports, first_word(module), ImportItem::Module);
            }
        } else if let Some(rest) = line.strip_prefix("from ") {
            let Some((module, names)) = rest.split_once(" import") else { continue };
            let module = module.trim();
            push(imports, module, ImportItem::Module);
            let names = if names.trim_start().starts_with('(') {
                let from = start + (text[start..].find('(').unwrap_or(0)) + 1;
                until(text, from, &[')'])
            } else {
                names
            };
            for name in names.split([',', '\n']) {
                let name = first_word(name);
                if !name.is_empty() && name != "*" {
                    push(imports, module, ImportItem::Named(name.into()));
                }
            }
        }
    }
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default().trim_matches(['(', ')', ',', ';', '\\'])
}

fn typescript(text: &str, imports: &mut Vec<ImportRef>) {
    for (_, line) in lines(text) {
        let is_import = line.starts_with("import")
            || line.starts_with("export")
            || line.starts_with('}')
            || line.contains("require(")
            || line.contains("import(");
        if !is_import || line.len() > 2_000 {
            continue;
        }
        for quote in ['"', '\'', '`'] {
            for specifier in line.split(quote).skip(1).step_by(2) {
                if !specifier.is_empty() && !specifier.contains(char::is_whitespace) {
                    push(imports, specifier, ImportItem::Module);
                }
            }
        }
    }
}

fn rust(text: &str, imports: &mut Vec<ImportRef>) {
    for (start, line) in lines(text) {
        let visibility = if line.starts_with("pub") { line.find(' ').map_or(0, |i| i + 1) } else { 0 };
        let Some(line_rest) = line.get(visibility..) else { continue };
        if let Some(child) = line_rest.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
            push(imports, "self", ImportItem::Named(child.trim().into()));
            continue;
        }
        let Some(rest) = line_rest.strip_prefix("use ") else { continue };
        let from = start + visibility + (line.len() - visibility - rest.len());
        expand("", until(text, from, &[';']), imports, 0);
    }
}

/// The paths of a use tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(prefix: &str, tree: &str, imports: &mut Vec<ImportRef>, depth: usize) {
    if depth > 8 || imports.len() >= MAX_IMPORTS {
        return;
    }
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let path = format!("{prefix}{}", tree.split(" as ").next().unwrap_or(tree).trim());
        let (module, item) = path.rsplit_once("::").unwrap_or((path.as_str(), ""));
        match item {
            "" | "*" | "self" => push(imports, module, ImportItem::Module),
            item => push(imports, module, ImportItem::Named(item.into())),
        }
        return;
    };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let prefix = format!("{prefix}{}", head.trim());
    let (mut level, mut from) = (0usize, 0);
    for (i, c) in inner.char_indices() {
        match c {
            '{' => level += 1,
            '}' => level = level.saturating_sub(1),
            ',' if level == 0 => {
                expand(&prefix, &inner[from..i], imports, depth + 1);
                from = i + 1;
            }
            _ => {}
        }
    }
    if !inner[from..].trim().is_empty() {
        expand(&prefix, &inner[from..], imports, depth + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, language: Language) -> Vec<String> {
        let shown = |i: ImportRef| match i.item {
            ImportItem::Named(name) => format!("{} {name}", i.module),
            _ => i.module.to_string(),
        };
        text_imports(text, language).into_iter().map(shown).collect()
    }

    #[test]
    fn python_imports() {
        let text = "import a.b as c, d\nfrom .x import (\n    y,\n    z as w,\n)\n    from q import r, s as t\nfrom . import m\n";
        assert_eq!(read(text, Language::Python), ["a.b", "d", ".x", ".x y", ".x z", "q", "q r", "q s", ".", ". m"]);
    }

    #[test]
    fn typescript_imports() {
        let text =
            "import a from './a';\nimport {\n  b,\n} from \"../b\";\nconst c = require('c');\nexport * from './d';\nconst s = 'no';\n";
        assert_eq!(read(text, Language::TypeScript), ["./a", "../b", "c", "./d"]);
    }

    #[test]
    fn rust_imports() {
        let text = "use crate::a::{b, c::{d, self}, e as f};\npub use super::g::*;\npub(crate) use h;\n";
        assert_eq!(read(text, Language::Rust), ["crate::a b", "crate::a::c d", "crate::a::c", "crate::a e", "super::g", "h"]);
    }

    #[test]
    fn hostile_text_ends() {
        let text = format!("use {};", "a::{".repeat(100_000));
        assert!(text_imports(&text, Language::Rust).len() <= MAX_IMPORTS);
        assert!(text_imports(&format!("from a import ({}", "x,".repeat(100_000)), Language::Python).len() <= MAX_IMPORTS);
    }
}
