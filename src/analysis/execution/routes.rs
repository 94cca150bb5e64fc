//! The request handlers of a project: who is registered with a framework, under which path and method.

use super::super::evaluate::Evaluator;
use super::super::value::{ClassRef, FunctionRef, Site, Value};
use super::frameworks::{Framework, http_method, normal};
use super::mounts::{Mounts, creation, made_by};
use crate::program::{ArgKind, EntryKey, ExprId, ExprKind, FunctionId, Module, Name};
use crate::source::{FileId, Language, Span};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::Arc;

/// How deep functions are looked for in the argument of a registration: `wrap(auth(f))`.
const MAX_NESTING: usize = 4;

/// How far up a path is looked for around `post(f)`.
const MAX_CLIMB: usize = 8;

/// A function that a framework runs for each request.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestHandler {
    /// The function; `None` for a script that is run anew as a whole.
    pub function: Option<FunctionRef>,
    /// The file of the handler.
    pub file: FileId,
    /// The framework, as an index into the table of frameworks; `None` where the shape of the registration alone tells.
    pub framework: Option<usize>,
    /// The path it is registered under, as written.
    pub path: Option<Arc<str>>,
    /// The HTTP method.
    pub method: Option<SmolStr>,
    /// Where it is registered: the call, the decorator, or the function itself where its place tells.
    pub place: (FileId, Span),
    /// A call or a decorator registers it; otherwise the place or the name does.
    pub is_registered: bool,
}

/// The handlers, and by function.
#[derive(Debug, Default)]
pub(super) struct Routes {
    all: Vec<RequestHandler>,
    by_function: FxHashMap<FunctionRef, usize>,
    scripts: FxHashMap<FileId, usize>,
    /// A framework reads routes from a file that describes them: there are handlers that are not among these.
    pub has_described: bool,
}

impl Routes {
    pub fn all(&self) -> &[RequestHandler] {
        &self.all
    }

    /// The handler a function is.
    pub fn of(&self, function: FunctionRef) -> Option<&RequestHandler> {
        self.by_function.get(&function).map(|i| &self.all[*i])
    }

    /// The handler that a file is as a whole.
    pub fn script(&self, file: FileId) -> Option<&RequestHandler> {
        self.scripts.get(&file).map(|i| &self.all[*i])
    }

    pub fn find(evaluator: &Evaluator<'_>, files: &[FileId], ignored: &dyn Fn(FileId) -> bool) -> Self {
        let mut finder = Finder { evaluator, mounts: Mounts::find(evaluator, ignored), found: Vec::new() };
        finder.registrations(ignored);
        for &file in files.iter().filter(|f| !ignored(**f)) {
            let Some(module) = evaluator.module(file) else { continue };
            finder.decorated(file, module);
            finder.classes(file, module);
            finder.by_place(file, module);
        }
        let mut all = finder.found;
        // The first to say so stands; a path is worth more than none.
        all.sort_by_key(|h| (h.file, h.function, h.path.is_none(), h.place));
        all.dedup_by_key(|h| (h.file, h.function));
        let described = |site: Site| {
            let module = evaluator.module(site.file).filter(|_| !ignored(site.file));
            let Some(ExprKind::Call { callee, .. }) = module.map(|m| &m.exprs[site.expr.index()].kind) else { return false };
            let describes = |symbol: &str| evaluator.stubs.frameworks.describes(&normal(symbol));
            evaluator.evaluate_in(site.file, *callee).iter().any(|t| matches!(&t.value, Value::External(e) if describes(e.symbol())))
        };
        let has_described = evaluator.index.calls_of(&evaluator.stubs.frameworks.describing_names()).any(described);
        let mut routes = Self { has_described, ..Self::default() };
        for (i, handler) in all.iter().enumerate() {
            match handler.function {
                Some(function) => routes.by_function.insert(function, i),
                None => routes.scripts.insert(handler.file, i),
            };
        }
        routes.all = all;
        routes
    }
}

/// Gathers the handlers.
pub(super) struct Finder<'e> {
    pub evaluator: &'e Evaluator<'e>,
    pub mounts: Mounts,
    pub found: Vec<RequestHandler>,
}

impl Finder<'_> {
    /// Calls that register handlers: `app.get("/", f)`, `path("chat/", views.chat)`, `post(f)`.
    fn registrations(&mut self, ignored: &dyn Fn(FileId) -> bool) {
        let evaluator = self.evaluator;
        for site in evaluator.index.calls_of(evaluator.stubs.frameworks.names()) {
            if ignored(site.file) {
                continue;
            }
            let Some(module) = evaluator.module(site.file) else { continue };
            let ExprKind::Call { callee, args, .. } = &module.exprs[site.expr.index()].kind else { continue };
            // `map.get("key")` registers nothing.
            if !args.iter().any(|a| may_be_function(module, a.value)) {
                continue;
            }
            let callees = evaluator.evaluate_in(site.file, *callee);
            let symbol = callees.iter().find_map(|t| match &t.value {
                Value::External(e) => evaluator.stubs.frameworks.registered_by(e.symbol()).map(|f| (f, e.clone())),
                _ => None,
            });
            let registered = symbol.as_ref().map(|(_, e)| e.clone());
            let (framework, member) = match symbol {
                Some((framework, e)) => (Some(framework), normal(e.symbol()).rsplit('.').next().map(SmolStr::from)),
                // Nobody knows what `app` is, but what is done with it is unmistakable.
                None if callees.is_empty() => match shape_of_route(module, *callee, args) {
                    Some(member) => (None, Some(member)),
                    None => continue,
                },
                None => continue,
            };
            let mut functions = Vec::new();
            for arg in args {
                self.functions_in(Site { file: site.file, expr: arg.value }, MAX_NESTING, &mut functions);
            }
            if functions.is_empty() {
                continue;
            }
            let options = args.iter().find(|a| matches!(module.exprs[a.value.index()].kind, ExprKind::Object { .. })).map(|a| a.value);
            let own = self.path_of(site, &["path", "rule", "url", "uri", "route"]).or_else(|| self.path_of_receiver(module, site));
            let mut router = registered.as_ref().and_then(creation);
            let path = own.or_else(|| {
                let (path, around) = self.path_around(module, site)?;
                router = around.or(router);
                Some(path)
            });
            let path = self.mounts.whole(evaluator, site, router, path);
            let method = member
                .as_deref()
                .and_then(http_method)
                .or_else(|| self.text(site.file, entry(module, options?, "method")?).and_then(|m| http_method(&m)));
            let place = (site.file, module.exprs[callee.index()].span);
            for function in functions {
                self.found.push(RequestHandler {
                    function: Some(function),
                    file: function.file,
                    framework,
                    path: path.clone(),
                    method: method.clone(),
                    place,
                    is_registered: true,
                });
            }
        }
    }

    /// Functions under a decorator or an attribute that registers them.
    fn decorated(&mut self, file: FileId, module: &Module) {
        for (i, function) in module.functions.iter().enumerate() {
            for decorator in &function.decorators {
                let symbol = self.evaluator.evaluate_in(file, *decorator).iter().find_map(|t| match &t.value {
                    Value::External(e) => {
                        let symbol = normal(e.symbol());
                        let symbol = SmolStr::from(symbol.strip_suffix("()").unwrap_or(&symbol));
                        self.evaluator.stubs.frameworks.registered_by(&symbol).map(|f| (f, symbol, e.clone()))
                    }
                    _ => None,
                });
                let Some((framework, symbol, by)) = symbol else { continue };
                let site = Site { file, expr: *decorator };
                let own = self.path_of(site, &["path", "rule", "url_path"]);
                let path = match function.class.and_then(|c| self.prefix(file, module, framework, c)) {
                    Some(prefix) => Some(joined(&prefix, own.as_deref().unwrap_or_default())),
                    None => self.mounts.whole(self.evaluator, site, creation(&by), own),
                };
                self.found.push(RequestHandler {
                    function: Some(FunctionRef { file, id: FunctionId(i as u32) }),
                    file,
                    framework: Some(framework),
                    path,
                    method: symbol.rsplit('.').next().and_then(http_method).or_else(|| self.listed_method(site)),
                    place: (file, module.exprs[decorator.index()].span),
                    is_registered: true,
                });
            }
        }
    }

    /// What the decorator of a class says its handlers' paths begin with.
    fn prefix(&self, file: FileId, module: &Module, framework: usize, class: crate::program::ClassId) -> Option<Arc<str>> {
        let framework = self.evaluator.stubs.frameworks.get(framework)?;
        module.classes[class.index()].decorators.iter().find_map(|decorator| {
            let is_prefix = self.evaluator.evaluate_in(file, *decorator).iter().any(|t| match &t.value {
                Value::External(e) => framework.prefixes.iter().any(|p| p == normal(e.symbol()).trim_end_matches("()")),
                _ => false,
            });
            if is_prefix { self.path_of(Site { file, expr: *decorator }, &["path"]) } else { None }
        })
    }

    /// Methods of classes that extend a framework's.
    fn classes(&mut self, file: FileId, module: &Module) {
        for i in 0..module.classes.len() {
            let class = ClassRef { file, id: crate::program::ClassId(i as u32) };
            if module.classes[i].bases.is_empty() {
                continue;
            }
            let mut symbols = Vec::new();
            self.outside_bases(class, 4, &mut symbols);
            for (framework, known) in self.evaluator.stubs.frameworks.iter() {
                for entry in known.classes.iter().filter(|c| c.bases.iter().any(|b| symbols.contains(b))) {
                    self.methods_of(class, module, framework, &entry.methods, None);
                }
            }
        }
    }

    fn outside_bases(&self, class: ClassRef, height: usize, found: &mut Vec<SmolStr>) {
        for base in self.evaluator.bases(class).iter() {
            match &base.value {
                Value::External(e) => found.push(e.symbol().into()),
                Value::Class(base) if height > 0 && *base != class => self.outside_bases(*base, height - 1, found),
                _ => {}
            }
        }
    }

    fn methods_of(&mut self, class: ClassRef, module: &Module, framework: usize, methods: &[SmolStr], path: Option<Arc<str>>) {
        for (i, function) in module.functions.iter().enumerate() {
            let Some(name) = function.name.as_ref().filter(|n| function.class == Some(class.id) && methods.contains(n)) else { continue };
            self.found.push(RequestHandler {
                function: Some(FunctionRef { file: class.file, id: FunctionId(i as u32) }),
                file: class.file,
                framework: Some(framework),
                path: path.clone(),
                method: http_method(name),
                place: (class.file, function.name_span),
                is_registered: false,
            });
        }
    }

    /// The project's functions that an argument is, holds or wraps.
    pub fn functions_in(&self, site: Site, depth: usize, found: &mut Vec<FunctionRef>) {
        let Some(module) = self.evaluator.module(site.file) else { return };
        for traced in self.evaluator.evaluate(site).iter() {
            match &traced.value {
                Value::Function(f) if !found.contains(f) => found.push(*f),
                Value::Dict(at) if depth > 0 && *at != site => self.functions_in(*at, depth - 1, found),
                _ => {}
            }
        }
        if depth == 0 {
            return;
        }
        let mut inner = |expr: ExprId| self.functions_in(Site { file: site.file, expr }, depth - 1, found);
        match &module.exprs[site.expr.index()].kind {
            ExprKind::Call { callee, args, .. } => {
                args.iter().for_each(|a| inner(a.value));
                // `View.as_view()`: the class's methods are found with the class. `f.bind(this)` evaluates to `f`.
                if let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind {
                    inner(*object);
                }
            }
            ExprKind::List(elements) => elements.iter().for_each(|e| inner(e.value)),
            ExprKind::Object { entries, .. } => entries.iter().for_each(|e| inner(e.value)),
            _ => {}
        }
    }

    /// The path a registration names: its first text, an argument of one of these names, or an entry of its options.
    fn path_of(&self, site: Site, names: &[&str]) -> Option<Arc<str>> {
        let module = self.evaluator.module(site.file)?;
        let ExprKind::Call { args, .. } = &module.exprs[site.expr.index()].kind else { return None };
        let first = args.first().filter(|a| a.kind == ArgKind::Positional).and_then(|a| self.text(site.file, a.value));
        let named = || {
            args.iter().find_map(|a| match &a.kind {
                ArgKind::Named(name, _) if names.contains(&name.as_str()) => self.text(site.file, a.value),
                _ => None,
            })
        };
        let in_options = || args.iter().find_map(|a| names.iter().find_map(|name| self.text(site.file, entry(module, a.value, name)?)));
        first.or_else(named).or_else(in_options)
    }

    /// The path that the call before gives: `app.route("/chat").put(f)`.
    fn path_of_receiver(&self, module: &Module, site: Site) -> Option<Arc<str>> {
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return None };
        let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { return None };
        let is_call = matches!(module.exprs[object.index()].kind, ExprKind::Call { .. });
        if is_call { self.path_of(Site { file: site.file, expr: *object }, &[]) } else { None }
    }

    /// The path given by the calls around, and the router they are calls of, where that is seen made: `.route("/chat", post(f))`,
    /// `resource("/chat").route(web::post().to(f))`.
    fn path_around(&self, module: &Module, site: Site) -> Option<(Arc<str>, Option<Site>)> {
        let mut at = site.expr;
        for _ in 0..MAX_CLIMB {
            at = module.exprs[at.index()].parent?;
            let ExprKind::Call { callee, .. } = &module.exprs[at.index()].kind else { continue };
            let object = match &module.exprs[callee.index()].kind {
                ExprKind::Member { object, .. } => Some(Site { file: site.file, expr: *object }),
                _ => None,
            };
            if let Some(path) = self.path_of(Site { file: site.file, expr: at }, &[]) {
                return Some((path, object.and_then(|object| made_by(self.evaluator, object))));
            }
            if let Some(object) = object
                && let ExprKind::Call { .. } = &module.exprs[object.expr.index()].kind
                && let Some(path) = self.path_of(object, &[])
            {
                return Some((path, None));
            }
        }
        None
    }

    /// The only method in `methods=["POST"]`.
    fn listed_method(&self, decorator: Site) -> Option<SmolStr> {
        let module = self.evaluator.module(decorator.file)?;
        let ExprKind::Call { args, .. } = &module.exprs[decorator.expr.index()].kind else { return None };
        let listed = args.iter().find(|a| matches!(&a.kind, ArgKind::Named(n, _) if n == "methods")).or_else(|| args.first())?;
        match &module.exprs[listed.value.index()].kind {
            ExprKind::List(elements) if elements.len() == 1 => http_method(&self.text(decorator.file, elements[0].value)?),
            _ => None,
        }
    }

    fn text(&self, file: FileId, expr: ExprId) -> Option<Arc<str>> {
        self.evaluator.evaluate_in(file, expr).iter().find_map(|t| match &t.value {
            Value::Str(text, _) => Some(text.clone()),
            _ => None,
        })
    }

    /// A handler without a registration: its file's place or its name tells.
    pub fn add(&mut self, function: FunctionRef, framework: usize, path: Option<Arc<str>>, method: Option<SmolStr>) {
        let Some(info) = self.evaluator.module(function.file).and_then(|m| m.functions.get(function.id.index())) else { return };
        self.found.push(RequestHandler {
            function: Some(function),
            file: function.file,
            framework: Some(framework),
            path,
            method,
            place: (function.file, info.name_span),
            is_registered: false,
        });
    }

    /// The frameworks with their places in the list.
    pub fn frameworks(&self) -> impl Iterator<Item = (usize, &Framework)> {
        self.evaluator.stubs.frameworks.iter()
    }
}

/// The value of an entry of an object literal.
fn entry(module: &Module, object: ExprId, name: &str) -> Option<ExprId> {
    let ExprKind::Object { entries, .. } = &module.exprs[object.index()].kind else { return None };
    entries.iter().find(|e| matches!(&e.key, EntryKey::Static(key) if key == name)).map(|e| e.value)
}

fn may_be_function(module: &Module, expr: ExprId) -> bool {
    !matches!(
        module.exprs[expr.index()].kind,
        ExprKind::Literal(_) | ExprKind::Template(_) | ExprKind::Binary { .. } | ExprKind::Unary { .. }
    )
}

/// The method of `app.post("/chat", (req, res) => …)` whatever `app` is: a path that begins with a slash and a closure with parameters.
fn shape_of_route(module: &Module, callee: ExprId, args: &[crate::program::Arg]) -> Option<Name> {
    use crate::program::Literal;
    let ExprKind::Member { property, .. } = &module.exprs[callee.index()].kind else { return None };
    let [path, rest @ ..] = args else { return None };
    let is_path = matches!(&module.exprs[path.value.index()].kind, ExprKind::Literal(Literal::Str(s)) if s.starts_with('/'));
    let takes_request = |expr: ExprId| match module.exprs[expr.index()].kind {
        ExprKind::Function(f) => module.functions[f.index()]
            .params
            .first()
            .is_some_and(|p| matches!(p.name.as_str(), "req" | "_req" | "request" | "_request" | "ctx" | "c" | "context")),
        _ => false,
    };
    let is_route = module.language == Language::TypeScript && is_path && rest.last().is_some_and(|a| takes_request(a.value));
    (is_route && http_method(property).is_some()).then(|| property.clone())
}

/// `chat` and `stream` → `/chat/stream`.
fn joined(prefix: &str, path: &str) -> Arc<str> {
    let parts = [prefix.trim_matches('/'), path.trim_matches('/')];
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    format!("/{}", parts.join("/")).into()
}
