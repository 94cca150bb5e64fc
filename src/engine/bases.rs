//! The classes that a file's classes extend. What runs a method is often written against the base, in files that know nothing else.
//!
//! Only the files that pass a class on under another name are parsed for this: where a class is written, and what it extends, its text
//! tells.

use super::files::Files;
use super::text_imports::text_imports;
use crate::analysis::link::{Target, resolve, submodule};
use crate::analysis::{ModuleRef, Workspace};
use crate::program::{Assign, ClassKind, ExportValue, ExprId, ExprKind, ImportItem, ImportRef, Module, Name, StmtKind};
use crate::source::{FileId, Language};
use memchr::memmem;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Bases of bases that are followed, and modules that merely pass a class on.
const MAX_HOPS: usize = 4;

/// Longest head of a class that is read, in bytes.
const MAX_HEAD: usize = 1_000;

/// A file in which bases are written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BaseFile {
    /// The bases.
    pub classes: FxHashSet<Name>,
    /// What the classes below define.
    pub methods: FxHashSet<Name>,
    /// Whether it calls a method that one of the classes below defines: then it may run what they do.
    pub is_caller: bool,
}

/// How a class names its base.
enum Named {
    /// `Base`
    Plain(Name),
    /// `module.Base`
    Within(Name, Name),
}

/// A class that is extended, and what those that extend it define.
struct Extended {
    file: FileId,
    class: Name,
    methods: FxHashSet<Name>,
}

/// The files of the project in which the classes of the given files have their bases, and those theirs.
pub fn base_files(files: &Files, workspace: &(dyn Workspace + Sync), of: &[FileId]) -> BTreeMap<FileId, BaseFile> {
    let search = Search { files, workspace, of: of.iter().copied().collect() };
    let mut found: BTreeMap<FileId, BaseFile> = BTreeMap::new();
    let mut seen: FxHashSet<(FileId, Name)> = FxHashSet::default();
    let mut fresh: Vec<Extended> = of.par_iter().flat_map_iter(|file| search.extended_in(*file)).collect();
    for _ in 0..MAX_HOPS {
        fresh.retain(|base| !search.of.contains(&base.file) && seen.insert((base.file, base.class.clone())));
        if fresh.is_empty() {
            break;
        }
        let callers: Vec<bool> = fresh.par_iter().map(|base| calls_any(files, base.file, &base.methods)).collect();
        for (base, is_caller) in fresh.iter().zip(callers) {
            let entry = found.entry(base.file).or_default();
            entry.classes.insert(base.class.clone());
            entry.methods.extend(base.methods.iter().cloned());
            entry.is_caller |= is_caller;
        }
        fresh = fresh.par_iter().flat_map_iter(|base| search.above(base)).collect();
    }
    found
}

fn named(module: &Module, base: ExprId) -> Option<Named> {
    match &module.exprs[base.index()].kind {
        ExprKind::Name(name) => Some(Named::Plain(name.clone())),
        ExprKind::Member { object, property, .. } => match &module.exprs[object.index()].kind {
            ExprKind::Name(name) => Some(Named::Within(name.clone(), property.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// The names in the head of a class: `(Base, module.Other)`.
fn names_in(head: &str) -> Vec<Named> {
    let words =
        head.split(|c: char| !(is_word(c) || c == '.')).filter(|word| word.starts_with(|c: char| is_word(c) && !c.is_ascii_digit()));
    words
        .map(|word| match word.rsplit_once('.') {
            Some((module, class)) => Named::Within(module.into(), class.into()),
            None => Named::Plain(word.into()),
        })
        .collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// What stands between the name of a class and its body; nothing where the text defines no such class.
fn head<'t>(text: &'t str, class: &str, language: Language) -> Option<&'t str> {
    let (keywords, end): (&[&str], char) = match language {
        Language::Python => (&["class"], ':'),
        Language::TypeScript => (&["class", "interface"], '{'),
        Language::Rust => (&["struct", "enum", "trait"], '{'),
    };
    memmem::find_iter(text.as_bytes(), class).find_map(|at| {
        let before = text[..at].trim_end_matches(' ');
        let is_whole = before.len() < at && !text[at + class.len()..].starts_with(is_word);
        let is_definition = is_whole && keywords.iter().any(|k| before.strip_suffix(k).is_some_and(|rest| !rest.ends_with(is_word)));
        let rest = &text[at + class.len()..];
        is_definition.then(|| rest.get(..rest.floor_char_boundary(MAX_HEAD)).and_then(|rest| rest.split(end).next()).unwrap_or(rest))
    })
}

/// Whether a file calls a method of one of these names.
fn calls_any(files: &Files, file: FileId, methods: &FxHashSet<Name>) -> bool {
    let mut buffer = Vec::new();
    let Some(bytes) = files.bytes(file, &mut buffer) else { return false };
    let text = String::from_utf8_lossy(bytes);
    called_methods(&text).any(|name| methods.contains(name))
}

/// The names of the methods that a text seems to call: `.name(`.
pub fn called_methods(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b'(', text.as_bytes()).filter_map(|at| {
        let before = &text[..at];
        let start = before.rfind(|c| !is_word(c))?;
        before[start..].strip_prefix('.').filter(|name| !name.is_empty())
    })
}

/// Where bases are looked for.
struct Search<'a> {
    files: &'a Files,
    workspace: &'a (dyn Workspace + Sync),
    /// The files that are parsed anyway. Of all others the text is asked, parsed or not: the answer must not hang on what else was.
    of: FxHashSet<FileId>,
}

impl Search<'_> {
    fn module(&self, file: FileId) -> Option<&Module> {
        self.files.get(file)?.module.as_ref()
    }

    /// What the classes of a file extend.
    fn extended_in(&self, file: FileId) -> Vec<Extended> {
        let Some(module) = self.module(file) else { return Vec::new() };
        let mut found = Vec::new();
        for (i, class) in module.classes.iter().enumerate().filter(|(_, class)| class.kind == ClassKind::Class) {
            let own = module.functions.iter().filter(|f| f.class.is_some_and(|c| c.index() == i));
            let methods: FxHashSet<Name> = own.filter_map(|f| f.name.clone()).filter(|name| !name.starts_with("__")).collect();
            for base in class.bases.iter().filter_map(|base| named(module, *base)) {
                let home = self.home_of(file, &base);
                found.extend(home.map(|(file, class)| Extended { file, class, methods: methods.clone() }));
            }
        }
        found
    }

    /// What a base itself extends, which may run the same methods.
    fn above(&self, base: &Extended) -> Vec<Extended> {
        let mut buffer = Vec::new();
        let Some(bytes) = self.files.bytes(base.file, &mut buffer) else { return Vec::new() };
        let text = String::from_utf8_lossy(bytes);
        let named = head(&text, &base.class, self.files.candidate(base.file).kind.language()).map(names_in).unwrap_or_default();
        let homes = named.iter().filter_map(|name| self.home_of(base.file, name));
        homes.map(|(file, class)| Extended { file, class, methods: base.methods.clone() }).collect()
    }

    fn home_of(&self, file: FileId, base: &Named) -> Option<(FileId, Name)> {
        match base {
            Named::Plain(name) => self.home(file, name, MAX_HOPS),
            Named::Within(of, name) => {
                let (target, _) = self.imported(file, of)?;
                self.home(target, name, MAX_HOPS)
            }
        }
    }

    /// The file in which the class that a file calls `name` is written, and its name there.
    fn home(&self, file: FileId, name: &Name, hops: usize) -> Option<(FileId, Name)> {
        if hops == 0 {
            return None;
        }
        let (target, item) = if self.of.contains(&file) {
            if self.module(file)?.classes.iter().any(|c| c.name.as_ref() == Some(name)) {
                return Some((file, name.clone()));
            }
            self.imported(file, name)?
        } else {
            match self.seen_in_text(file, name) {
                Seen::Here => return Some((file, name.clone())),
                Seen::From(target) => (target, None),
                Seen::Unclear => self.imported(file, name)?,
            }
        };
        self.home(target, item.as_ref().unwrap_or(name), hops - 1)
    }

    fn seen_in_text(&self, file: FileId, name: &Name) -> Seen {
        let language = self.files.candidate(file).kind.language();
        let mut buffer = Vec::new();
        let Some(bytes) = self.files.bytes(file, &mut buffer) else { return Seen::Unclear };
        let text = String::from_utf8_lossy(bytes);
        if head(&text, name, language).is_some() {
            return Seen::Here;
        }
        let imports = text_imports(&text, language);
        let import = imports.iter().find(|import| matches!(&import.item, ImportItem::Named(item) if item == name));
        import.and_then(|import| target(self.workspace, file, language, import)).map_or(Seen::Unclear, |(target, _)| Seen::From(target))
    }

    /// The file a name of a module is imported (or exported on) from, and its name there.
    fn imported(&self, file: FileId, name: &Name) -> Option<(FileId, Option<Name>)> {
        let module = self.module(file)?;
        let bound = module.scopes[0].bindings.get(name).into_iter().flatten().find_map(|id| match &module.stmts[id.index()].kind {
            StmtKind::Assign(Assign { value: Some(value), .. }) => match &module.exprs[value.index()].kind {
                ExprKind::Import(import) => Some(import),
                _ => None,
            },
            _ => None,
        });
        let exported = || {
            let mut exports = module.exports.iter().filter(|e| e.name == *name || e.name == "*");
            exports.find_map(|e| if let ExportValue::From(import) = &e.value { Some(import) } else { None })
        };
        target(self.workspace, file, module.language, bound.or_else(exported)?)
    }
}

/// Where the text of a file says that a class is.
enum Seen {
    Here,
    From(FileId),
    Unclear,
}

fn target(workspace: &dyn Workspace, file: FileId, language: Language, import: &ImportRef) -> Option<(FileId, Option<Name>)> {
    let Target::Module(target) = resolve(workspace, file, language, import) else { return None };
    let item = match &import.item {
        ImportItem::Named(name) => Some(name.clone()),
        _ => None,
    };
    let inner = item.as_ref().and_then(|name| submodule(workspace, &target, name));
    match inner.unwrap_or(target) {
        ModuleRef::File(target) if target != file => Some((target, item)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_class_tells_what_it_extends() {
        let names = |text: &str, language| {
            let shown = |n: Named| match n {
                Named::Plain(name) => name.to_string(),
                Named::Within(module, name) => format!("{module}:{name}"),
            };
            head(text, "Mine", language).map(|h| names_in(h).into_iter().map(shown).collect::<Vec<_>>())
        };
        assert_eq!(
            names("x = Mine\nclass Mine(\n    Base, m.Other[T],\n):\n    y: int", Language::Python).unwrap(),
            ["Base", "m:Other", "T"]
        );
        assert_eq!(names("class Mine:\n    pass", Language::Python).unwrap(), [""; 0]);
        assert_eq!(names("class MineToo(Base):\n    pass\nsubclass Mine", Language::Python), None);
        assert_eq!(names("export abstract class Mine extends Base {", Language::TypeScript).unwrap(), ["extends", "Base"]);
    }

    #[test]
    fn the_methods_a_text_calls_are_those_after_a_dot() {
        let text = "def run(self):\n    self.ask (x)\n    self.send(y).then(z)\n    plain()\n    (1)";
        assert_eq!(called_methods(text).collect::<Vec<_>>(), ["send", "then"]);
    }
}
