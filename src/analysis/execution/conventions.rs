//! Handlers that nobody registers: a file's place, a directive, a name, or a script as a whole says what they are.

use super::super::value::{FunctionRef, ModuleRef, Site, Value};
use super::frameworks::{HandlerFile, http_method, normal};
use super::routes::{Finder, RequestHandler};
use crate::program::{ExportValue, ExprId, ExprKind, FunctionId, Module, RegionId, RegionKind, StmtKind};
use crate::source::FileId;
use smol_str::SmolStr;
use std::sync::Arc;

/// How deep functions are looked for in what a file exports: `withAuth(rateLimited(f))`.
const MAX_NESTING: usize = 3;

impl Finder<'_> {
    /// Adds the handlers a file holds by its place, its directive, its functions' names, or as a script.
    pub fn by_place(&mut self, file: FileId, module: &Module) {
        let path = self.evaluator.workspace.path(file);
        let mut exported: Vec<(SmolStr, usize, Option<Arc<str>>)> = Vec::new();
        let mut named: Vec<(FunctionRef, usize)> = Vec::new();
        let mut script = None;
        for (i, framework) in self.frameworks() {
            for entry in &framework.files {
                if let Some(route) = route_of(path, entry)
                    && entry.package.as_ref().is_none_or(|p| self.evaluator.workspace.major_version(file, p).is_some())
                {
                    exported.extend(entry.exports.iter().map(|e| (e.clone(), i, Some(Arc::from(route.as_str())))));
                }
            }
            if framework.directive.as_ref().is_some_and(|d| module.directives.contains(d)) {
                exported.extend(module.exports.iter().map(|e| (e.name.clone(), i, None)));
            }
            for handler in framework.named.iter().filter(|n| n.ecosystem == module.language.ecosystem()) {
                let fits = |f: &crate::program::Function| {
                    f.name.as_ref() == Some(&handler.function)
                        && f.class.is_none()
                        && f.params.len() <= 3
                        && f.params.first().is_some_and(|p| handler.parameter.contains(&p.name))
                };
                let found = module.functions.iter().enumerate().filter(|(_, f)| fits(f));
                named.extend(found.map(|(id, _)| (FunctionRef { file, id: FunctionId(id as u32) }, i)));
            }
            let is_near = |s: &SmolStr| self.evaluator.index.imported.contains(s.trim_end_matches('.'));
            if script.is_none() && framework.scripts.iter().any(|s| is_near(s) && self.is_script(file, module, s)) {
                script = Some(i);
            }
        }
        for (export, framework, path) in exported {
            let mut functions = Vec::new();
            self.exported_functions(file, &export, &mut functions);
            for function in functions {
                self.add(function, framework, path.clone(), http_method(&export).filter(|m| *m == export));
            }
        }
        for (function, framework) in named {
            self.add(function, framework, None, None);
        }
        if let Some(framework) = script {
            let place = (file, crate::source::Span::default());
            self.found.push(RequestHandler {
                function: None,
                file,
                framework: Some(framework),
                path: None,
                method: None,
                place,
                is_registered: false,
            });
        }
    }

    /// The functions a file exports under a name: `POST`, `default`, `default.fetch`, `actions.*`.
    fn exported_functions(&self, file: FileId, export: &str, found: &mut Vec<FunctionRef>) {
        let (name, member) = export.split_once('.').map_or((export, None), |(name, member)| (name, Some(member)));
        for traced in self.evaluator.exported(&ModuleRef::File(file), name).iter() {
            match (&traced.value, member) {
                (Value::Function(f), None) if f.file == file && !found.contains(f) => found.push(*f),
                (Value::Dict(object), Some(member)) => {
                    let Some(module) = self.evaluator.module(object.file) else { continue };
                    let ExprKind::Object { entries, .. } = &module.exprs[object.expr.index()].kind else { continue };
                    for entry in entries {
                        if matches!(&entry.key, crate::program::EntryKey::Static(key) if member == "*" || key == member) {
                            self.functions_in(Site { file: object.file, expr: entry.value }, MAX_NESTING, found);
                        }
                    }
                }
                _ => {}
            }
        }
        // `export const POST = withAuth(async (request) => …)`: what is wrapped runs, too.
        if member.is_none()
            && let Some(value) = self.exported_expression(file, name)
        {
            self.functions_in(Site { file, expr: value }, MAX_NESTING, found);
        }
    }

    /// The expression of this file that a name is exported as.
    fn exported_expression(&self, file: FileId, name: &str) -> Option<ExprId> {
        let module = self.evaluator.module(file)?;
        let export = module.exports.iter().find(|e| e.name == name)?;
        match &export.value {
            ExportValue::Expr(value) => Some(*value),
            ExportValue::Local(local) => module.scopes[0].bindings.get(local)?.iter().find_map(|s| match &module.stmts[s.index()].kind {
                StmtKind::Assign(assign) => assign.value,
                _ => None,
            }),
            ExportValue::From(_) => None,
        }
    }

    /// Whether the file's own code shows something at the top level, itself or by a function it runs there, as only a script does.
    fn is_script(&self, file: FileId, module: &Module, prefix: &str) -> bool {
        module.calls.iter().any(|call| {
            let expr = &module.exprs[call.index()];
            let ExprKind::Call { callee, .. } = &expr.kind else { return false };
            expr.stmt.is_some()
                && runs_at_top_level(module, expr.region)
                && self.evaluator.evaluate_in(file, *callee).iter().any(|t| match &t.value {
                    Value::External(_) => self.shows(&t.value, prefix),
                    // `main()`, `chat_page()`: what is defined elsewhere counts as well.
                    Value::Function(f) => {
                        expr.stmt.is_some_and(|s| matches!(module.stmts[s.index()].kind, StmtKind::Expr(_))) && self.body_shows(*f, prefix)
                    }
                    _ => false,
                })
        })
    }

    /// Whether calling this shows something on the page: a function of the library that doesn't just keep results.
    fn shows(&self, callee: &Value, prefix: &str) -> bool {
        let Value::External(e) = callee else { return false };
        let symbol = normal(e.symbol());
        symbol.starts_with(prefix)
            && !self.evaluator.stubs.wrappers.contains_key(&symbol)
            && !self.evaluator.stubs.wrappers.contains_key(e.symbol())
    }

    /// Whether the body of a function shows something.
    fn body_shows(&self, function: FunctionRef, prefix: &str) -> bool {
        let Some(module) = self.evaluator.module(function.file) else { return false };
        let scope = module.functions[function.id.index()].scope;
        module.calls.iter().any(|call| {
            let expr = &module.exprs[call.index()];
            let ExprKind::Call { callee, .. } = &expr.kind else { return false };
            expr.scope == scope && self.evaluator.evaluate_in(function.file, *callee).iter().any(|t| self.shows(&t.value, prefix))
        })
    }
}

fn runs_at_top_level(module: &Module, region: RegionId) -> bool {
    let mut at = Some(region);
    while let Some(id) = at {
        if matches!(module.regions[id.index()].kind, RegionKind::Function(_) | RegionKind::Class(_)) {
            return false;
        }
        at = module.regions[id.index()].parent;
    }
    true
}

/// The route of a file, if its place makes it one: `src/app/api/chat/route.ts` → `/api/chat`.
fn route_of(path: &str, entry: &HandlerFile) -> Option<String> {
    let (directory, file) = path.rsplit_once('/').unwrap_or(("", path));
    if !["ts", "tsx", "js", "jsx", "mjs", "cjs", "mts"].iter().any(|e| file.ends_with(&format!(".{e}"))) {
        return None;
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if entry.name != "*" && stem != entry.name {
        return None;
    }
    let below = if entry.root.is_empty() {
        directory
    } else {
        let padded = format!("/{directory}/");
        let at = padded.find(&format!("/{}/", entry.root))?;
        directory.get((at + entry.root.len() + 1).min(directory.len())..)?
    };
    // The names of the root itself are part of what callers see: `/api/…`.
    let shown = entry.root.rsplit('/').next().filter(|r| *r == "api").unwrap_or_default();
    let mut parts: Vec<&str> = vec![shown];
    parts.extend(below.split('/').filter(|p| !(p.starts_with('(') && p.ends_with(')'))));
    if entry.is_in_path {
        let name = stem.split_once('.').map_or(stem, |(name, _)| name);
        parts.extend(Some(name).filter(|n| *n != "index"));
    }
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    Some(format!("/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(root: &str, name: &str, is_in_path: bool) -> HandlerFile {
        HandlerFile { root: root.into(), name: name.into(), exports: Vec::new(), is_in_path, package: None }
    }

    #[test]
    fn places_are_routes() {
        let next = entry("app", "route", false);
        assert_eq!(route_of("src/app/api/chat/route.ts", &next).as_deref(), Some("/api/chat"));
        assert_eq!(route_of("app/(shop)/health/route.js", &next).as_deref(), Some("/health"));
        assert_eq!(route_of("app/route.ts", &next).as_deref(), Some("/"));
        assert_eq!(route_of("app/api/chat/page.tsx", &next), None);
        assert_eq!(route_of("app/api/route.py", &next), None);
        assert_eq!(route_of("pages/api/chat.ts", &entry("pages/api", "*", true)).as_deref(), Some("/api/chat"));
        assert_eq!(route_of("web/pages/api/chat/index.ts", &entry("pages/api", "*", true)).as_deref(), Some("/api/chat"));
        assert_eq!(route_of("server/api/chat.post.ts", &entry("server/api", "*", true)).as_deref(), Some("/api/chat"));
        assert_eq!(route_of("src/routes/chat/+server.ts", &entry("routes", "+server", false)).as_deref(), Some("/chat"));
        assert_eq!(route_of("myapp/chat/route.ts", &next), None);
    }
}
