//! Which modules run in browsers, and the places where keys are used.

use super::{Anywhere, Collector};
use crate::analysis::link::{Target, resolve};
use crate::analysis::origins::{Origin, Passing};
use crate::analysis::{ModuleRef, Site, Value};
use crate::cohere::flows::{Browser, InlinedKey, KeyUse, Variable};
use crate::cohere::usage::{Client, Place};
use crate::finding::redact::is_placeholder;
use crate::program::{EntryKey, ExprId, ExprKind, ImportItem, ImportRef, Literal, Module};
use crate::source::{FileId, FileRole, Language};
use rustc_hash::{FxHashMap, FxHashSet};

/// Modules climbed from one that uses a key to one that runs in a browser.
const MAX_HEIGHT: usize = 4;

impl Collector<'_> {
    /// The places where keys are used. All clients and requests must be known.
    pub fn key_uses(&self, files: &[FileId]) -> Vec<KeyUse> {
        let mut given: Vec<(Site, Place, String)> = Vec::new();
        for client in &self.usages.clients {
            let credential = client.entry.credential.as_ref().and_then(|wire| client.arguments.get(wire));
            if let Some(site) = credential.and_then(|argument| self.site_at(argument.value)) {
                given.push((site, client.place, format!("`{}`", client.class)));
            }
        }
        given.extend(self.header_keys.iter().map(|(site, place)| (*site, *place, "a request to Cohere".to_owned())));
        let mut importers = None;
        let mut found = Vec::new();
        for (site, used_at, receiver) in given {
            let Some(module) = self.evaluator.module(used_at.file).filter(|_| self.facts.role(used_at.file) != FileRole::Test) else {
                continue;
            };
            let (variables, is_own) = self.variables(site);
            let at = self.site_at(used_at).unwrap_or(site);
            let surroundings = self.surroundings(module, at);
            let is_server = self.is_server(used_at.file, module)
                || surroundings.function.as_ref().is_some_and(|f| self.catalog.flows.browser.server_functions.iter().any(|s| s == f));
            let browser = (is_own && !is_server && module.language == Language::TypeScript)
                .then(|| self.browser(used_at.file, importers.get_or_insert_with(|| self.importers(files)), 0, &mut FxHashSet::default()))
                .flatten();
            found.push(KeyUse { place: self.place(site.file, site.expr), used_at, receiver, variables, is_own, browser, surroundings });
        }
        found
    }

    /// Whether keys are used in these files, and whether one is the program's own: a proxy gets other people's.
    pub fn own_keys(&self) -> (bool, bool) {
        let is_of_application = |file: FileId| self.facts.role(file) == FileRole::Application;
        let mut keys = self.usages.key_uses.iter().filter(|key| is_of_application(key.used_at.file)).peekable();
        // A client that is given none reads one from its environment.
        let reads = |client: &Client| {
            let credential = client.entry.credential.as_ref().filter(|_| !client.entry.credential_env.is_empty());
            is_of_application(client.place.file) && credential.is_some_and(|wire| client.arguments.lacks(wire))
        };
        let are_used = keys.peek().is_some();
        let is_own = keys.any(|key| key.is_own) || self.usages.clients.iter().any(reads);
        (are_used, is_own || are_used && self.facts.anywhere(&Anywhere::NamesKey))
    }

    /// The environment variables a key may be read from, and whether the program has a key of its own at all.
    fn variables(&self, site: Site) -> (Vec<Variable>, bool) {
        let mut variables: Vec<Variable> = Vec::new();
        let mut has_literal = false;
        self.evaluator.trace(site, &mut |p: &Passing<'_>| {
            let Origin::Leaf(leaf) = p.origin else { return };
            for traced in self.evaluator.evaluate(leaf).iter().filter(|_| p.parts.is_empty()) {
                match &traced.value {
                    Value::Env(Some(name), _) if !variables.iter().any(|v| v.name == **name) => {
                        let place = self.place(leaf.file, leaf.expr);
                        variables.push(Variable { name: (&**name).into(), place, is_bundled: self.is_bundled(leaf) });
                    }
                    Value::Str(text, _) => has_literal |= text.len() >= 16 && !is_placeholder(text),
                    _ => {}
                }
            }
        });
        let is_own = has_literal || !variables.is_empty();
        (variables, is_own)
    }

    /// Whether a variable is read from an object that bundlers fill in.
    fn is_bundled(&self, leaf: Site) -> bool {
        let objects = &self.catalog.flows.browser.objects;
        let Some(module) = self.evaluator.module(leaf.file) else { return false };
        let is_public = |symbol: &str| objects.iter().any(|o| o == symbol);
        match &module.exprs[leaf.expr.index()].kind {
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => self
                .evaluator
                .evaluate_in(leaf.file, *object)
                .iter()
                .any(|t| matches!(&t.value, Value::External(e) if is_public(e.symbol()))),
            ExprKind::Import(import) => is_public(&format!("npm:{}", import.module)),
            _ => false,
        }
    }

    /// Whether a module says, or its path tells, that it runs on a server.
    fn is_server(&self, file: FileId, module: &Module) -> bool {
        let facts = &self.catalog.flows.browser;
        let path = format!("/{}", self.evaluator.workspace.path(file));
        module.directives.contains(&facts.server_directive)
            || facts.server_paths.iter().any(|part| path.contains(part.as_str()))
            || imports(module).any(|i| facts.server_modules.iter().any(|m| *m == format!("npm:{}", i.module)))
    }

    /// Why a module runs in a browser, if it does.
    fn browser(
        &self,
        file: FileId,
        importers: &FxHashMap<FileId, Vec<FileId>>,
        height: usize,
        seen: &mut FxHashSet<FileId>,
    ) -> Option<Browser> {
        let module = self.evaluator.module(file)?;
        let facts = &self.catalog.flows.browser;
        if !seen.insert(file) || (height > 0 && self.is_server(file, module)) || self.facts.role(file) == FileRole::Test {
            return None;
        }
        if module.directives.contains(&facts.directive) {
            return Some(Browser::Directive);
        }
        let path = self.evaluator.workspace.path(file);
        let is_hook = |import: &ImportRef| {
            let symbol = match &import.item {
                ImportItem::Named(name) => format!("npm:{}.{name}", import.module),
                ImportItem::Default => format!("npm:{}.default", import.module),
                ImportItem::Module => return false,
            };
            facts.hooks.contains(&symbol.into()) && !import.type_only
        };
        if facts.extensions.iter().any(|e| path.ends_with(e.as_str())) || imports(module).any(is_hook) || self.calls_hook(module, file) {
            return Some(Browser::Component);
        }
        if height >= MAX_HEIGHT {
            return None;
        }
        importers.get(&file).into_iter().flatten().find_map(|importer| {
            self.browser(*importer, importers, height + 1, seen).map(|b| match b {
                Browser::ImportedBy(path) => Browser::ImportedBy(path),
                _ => Browser::ImportedBy(self.evaluator.workspace.path(*importer).to_owned()),
            })
        })
    }

    /// `React.useState()`: a hook called through its module.
    fn calls_hook(&self, module: &Module, file: FileId) -> bool {
        let hooks = &self.catalog.flows.browser.hooks;
        let is_named = |name: &str| hooks.iter().any(|h| h.rsplit('.').next() == Some(name));
        module.exprs.iter().any(|e| match &e.kind {
            ExprKind::Member { object, property, .. } if is_named(property) => {
                let values = self.evaluator.evaluate_in(file, *object);
                values.iter().any(|t| match &t.value {
                    Value::External(x) => hooks.iter().any(|h| *h == format!("{}.{property}", x.symbol().trim_end_matches(".default"))),
                    _ => false,
                })
            }
            _ => false,
        })
    }

    /// Who imports each module, for more than its types.
    fn importers(&self, files: &[FileId]) -> FxHashMap<FileId, Vec<FileId>> {
        let mut found: FxHashMap<FileId, Vec<FileId>> = FxHashMap::default();
        for &file in files {
            let Some(module) = self.evaluator.module(file).filter(|m| m.language == Language::TypeScript) else { continue };
            for import in imports(module).filter(|i| !i.type_only) {
                if let Target::Module(ModuleRef::File(target)) = resolve(self.evaluator.workspace, file, module.language, import)
                    && target != file
                {
                    found.entry(target).or_default().push(file);
                }
            }
        }
        found
    }

    /// Keys that the settings of a bundler put into what browsers load.
    pub fn inlined_keys(&self, files: &[FileId]) -> Vec<InlinedKey> {
        let mut found = Vec::new();
        for &file in files {
            let path = self.evaluator.workspace.path(file);
            let name = path.rsplit('/').next().unwrap_or(path);
            let facts = &self.catalog.flows.browser;
            let settings = facts.inlined.iter().find(|i| name.strip_prefix(i.file.as_str()).is_some_and(|rest| rest.starts_with('.')));
            let (Some(settings), Some(module)) = (settings, self.evaluator.module(file)) else { continue };
            for expr in &module.exprs {
                let ExprKind::Object { entries, .. } = &expr.kind else { continue };
                for entry in entries.iter().filter(|e| matches!(&e.key, EntryKey::Static(key) if *key == settings.key)) {
                    self.inlined_in(file, module, entry.value, &settings.file, &mut found);
                }
            }
        }
        found
    }

    fn inlined_in(&self, file: FileId, module: &Module, object: ExprId, settings: &str, found: &mut Vec<InlinedKey>) {
        let ExprKind::Object { entries, .. } = &module.exprs[object.index()].kind else { return };
        for entry in entries {
            let EntryKey::Static(key) = &entry.key else { continue };
            let variable = key.rsplit('.').next().unwrap_or(key);
            let (read, _) = self.variables(Site { file, expr: entry.value });
            let is_empty = matches!(&module.exprs[entry.value.index()].kind, ExprKind::Literal(Literal::Str(text)) if text.is_empty());
            let is_key = self.catalog.is_key_variable(variable) || read.iter().any(|v| self.catalog.is_key_variable(&v.name));
            if is_key && !is_empty {
                let value = Site { file, expr: entry.value };
                let place = Place { span: entry.key_span, ..self.place(file, entry.value) };
                let surroundings = self.surroundings(module, value);
                found.push(InlinedKey { name: variable.into(), place, settings: settings.into(), surroundings });
            }
        }
    }
}

/// Everything a module imports.
fn imports(module: &Module) -> impl Iterator<Item = &ImportRef> {
    module.exprs.iter().filter_map(|e| if let ExprKind::Import(import) = &e.kind { Some(import) } else { None })
}
