//! Questions about the project as a whole: what holds of one analysed file counts in every part of it.

use crate::cohere::catalog::Catalog;
use crate::program::{ExprKind, Module};
use crate::source::FileRole;
use smol_str::SmolStr;

/// Whether something is so in any analysed file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Anywhere {
    /// A module is imported, by its symbol (`npm:axios-retry`), or something in it.
    Imports(SmolStr),
    /// There is a layer of retries: a library for it is used, or functions of such names are called.
    Retries,
    /// A variable that holds a key is named in the code of an application.
    NamesKey,
}

/// A file as such questions are asked of it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Its code.
    pub module: &'a Module,
    /// Its text.
    pub text: &'a str,
    /// What it is for.
    pub role: FileRole,
}

impl Anywhere {
    /// Whether the name of a file tells: who keeps a file `retry-with-backoff.ts` has a layer of retries, whatever imports it.
    pub fn is_told_by(&self, path: &str, catalog: &Catalog) -> bool {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name).to_ascii_lowercase();
        *self == Self::Retries && catalog.environment.retry_words.iter().any(|word| name.contains(word.as_str()))
    }

    /// Whether it is so in this file.
    pub fn holds_of(&self, file: Asked<'_>, catalog: &Catalog) -> bool {
        let Asked { module, text, role } = file;
        match self {
            Self::NamesKey => role == FileRole::Application && catalog.key_variables().any(|name| text.contains(name)),
            Self::Imports(symbol) => imports(module, &[symbol.as_str()]),
            Self::Retries => {
                let environment = &catalog.environment;
                let paths = environment.wrappers.iter().filter(|wrapper| wrapper.retries).flat_map(|wrapper| &wrapper.paths);
                let modules: Vec<&str> = paths.map(|path| path.rsplit_once('.').map_or(path.as_str(), |(module, _)| module)).collect();
                imports(module, &modules) || calls_by_word(module, &environment.retry_words)
            }
        }
    }
}

/// Whether one of these modules is imported, or something in it.
fn imports(module: &Module, symbols: &[&str]) -> bool {
    let ecosystem = module.language.ecosystem();
    let is_inside = |rest: &str| rest.is_empty() || rest.starts_with(['.', '/', ':']);
    module.exprs.iter().any(|expr| {
        let ExprKind::Import(import) = &expr.kind else { return false };
        symbols.iter().any(|symbol| {
            let path = symbol.strip_prefix(ecosystem).and_then(|rest| rest.strip_prefix(':'));
            path.and_then(|path| import.module.strip_prefix(path)).is_some_and(is_inside)
        })
    })
}

/// Whether something is called whose name holds one of these words, in lower case.
fn calls_by_word(module: &Module, words: &[SmolStr]) -> bool {
    module.calls.iter().any(|call| {
        let ExprKind::Call { callee, .. } = &module.exprs[call.index()].kind else { return false };
        let (ExprKind::Name(name) | ExprKind::Member { property: name, .. }) = &module.exprs[callee.index()].kind else { return false };
        let name = name.to_ascii_lowercase();
        words.iter().any(|word| name.contains(word.as_str()))
    })
}
