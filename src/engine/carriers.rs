//! Which names of a file carry Cohere: what other files must take from it to have anything to do with Cohere themselves.
//!
//! A file that speaks to Cohere is often the one that everything else imports for something else (settings, a logger, types). Only
//! who takes a name under which a client, a key or a URL is at work need be read.

use crate::analysis::prospect::root;
use crate::program::{ExportValue, ExprId, ExprKind, Function, Module, Name};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// The name under which a default export is found.
pub const DEFAULT: &str = "default";

/// What a file's expressions say about Cohere, as far as other files are concerned.
#[derive(Debug, Default)]
pub struct Bearings {
    /// Expressions that are themselves about Cohere: an import of an SDK, a URL, a name taken from a file that carries it.
    pub marks: FxHashSet<ExprId>,
    /// Names that the module passes on from another one that carries them: the exported name (`*` for all), and what it stands for.
    pub passed_on: Vec<(Name, Vec<Name>)>,
    /// Names of other modules that carry Cohere and are visible here without being named (`from x import *`).
    pub starred: FxHashSet<Name>,
}

/// Definitions of a module's own scope, sorted by where they begin.
struct Definitions<'m> {
    module: &'m Module,
    spans: Vec<(Span, Vec<Name>)>,
    /// Functions and classes that are decorated, sorted by where they begin, and by what.
    decorated: Vec<(Span, &'m [ExprId])>,
}

/// Definitions that begin at or before an expression and are asked whether they hold it: a class, its statement, its decorator.
const NESTING: usize = 4;

impl<'m> Definitions<'m> {
    fn of(module: &'m Module) -> Self {
        let mut named: FxHashMap<u32, Vec<Name>> = FxHashMap::default();
        for (name, stmts) in module.scopes.first().map(|scope| &scope.bindings).into_iter().flatten() {
            for stmt in stmts {
                named.entry(stmt.0).or_default().push(name.clone());
            }
        }
        let statements = module.stmts.iter().enumerate().filter(|(_, stmt)| stmt.scope.index() == 0);
        let statements = statements.map(|(i, stmt)| (stmt.span, named.remove(&(i as u32)).unwrap_or_default()));
        let classes = module.classes.iter().filter_map(|class| Some((class.span, vec![class.name.clone()?])));
        let outer = |f: &&Function| f.class.is_none() && module.scopes[f.scope.index()].parent.is_some_and(|s| s.index() == 0);
        let functions = module.functions.iter().filter(outer).filter_map(|f| Some((f.span, vec![f.name.clone()?])));
        let mut spans: Vec<_> = statements.chain(classes).chain(functions).collect();
        spans.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let functions = module.functions.iter().map(|f| (f.span, f.decorators.as_slice()));
        let decorated = functions.chain(module.classes.iter().map(|c| (c.span, c.decorators.as_slice())));
        let mut decorated: Vec<_> = decorated.filter(|(_, by)| !by.is_empty()).collect();
        decorated.sort_by_key(|(span, _)| span.start);
        Self { module, spans, decorated }
    }

    /// Whether a name is bound in the module's own scope.
    fn binds(&self, name: &Name) -> bool {
        self.module.scopes.first().is_some_and(|scope| scope.bindings.contains_key(name))
    }

    /// The definitions that hold a place.
    fn around(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        let end = self.spans.partition_point(|(s, _)| s.start <= span.start);
        (end.saturating_sub(NESTING)..end).filter(move |i| self.spans[*i].0.contains(span))
    }
}

/// The names that others may take from a module and that carry Cohere; nothing where the module has nothing to do with it.
pub fn carried(module: &Module, bearings: &Bearings) -> Option<FxHashSet<Name>> {
    if bearings.marks.is_empty() && bearings.passed_on.is_empty() && bearings.starred.is_empty() {
        return None;
    }
    let definitions = Definitions::of(module);
    // Which definitions speak of which names of the module, and which of Cohere.
    let mut speaks: FxHashMap<&Name, Vec<usize>> = FxHashMap::default();
    let mut marked = vec![false; definitions.spans.len()];
    for (i, expr) in module.exprs.iter().enumerate() {
        let is_starred = |name: &Name| bearings.starred.contains(name);
        if bearings.marks.contains(&ExprId(i as u32)) || matches!(&expr.kind, ExprKind::Name(name) if is_starred(name)) {
            definitions.around(expr.span).for_each(|at| marked[at] = true);
        } else if let ExprKind::Name(name) = &expr.kind
            && definitions.binds(name)
        {
            for at in definitions.around(expr.span) {
                speaks.entry(name).or_default().push(at);
            }
        }
    }
    let mut names: FxHashSet<Name> = FxHashSet::default();
    let mut pending: Vec<usize> = (0..marked.len()).filter(|at| marked[*at]).collect();
    while let Some(at) = pending.pop() {
        for name in definitions.carriers(at) {
            if !names.insert(name.clone()) {
                continue;
            }
            for &user in speaks.get(&name).into_iter().flatten() {
                if !std::mem::replace(&mut marked[user], true) {
                    pending.push(user);
                }
            }
        }
    }
    let holds = |export: &ExprId| {
        let span = module.exprs[export.index()].span;
        let is_named = |e: &ExprId| matches!(&module.exprs[e.index()].kind, ExprKind::Name(name) if names.contains(name));
        module.exprs_within(span).iter().any(|e| bearings.marks.contains(e) || is_named(e))
    };
    let carries = |value: &ExportValue| match value {
        ExportValue::Local(name) => names.contains(name),
        ExportValue::Expr(expr) => holds(expr),
        ExportValue::From(_) => false,
    };
    let exported: Vec<Name> = module.exports.iter().filter(|e| carries(&e.value)).map(|e| e.name.clone()).collect();
    names.extend(exported);
    for (name, from) in &bearings.passed_on {
        if name == "*" {
            names.extend(from.iter().cloned());
        } else {
            names.insert(name.clone());
        }
    }
    names.extend(bearings.starred.iter().cloned());
    Some(names)
}

impl Definitions<'_> {
    /// The names that carry what a definition holds: those it binds; where it binds none (`router.post(…, handler)`) those it speaks
    /// of; and those that decorate it (`@router.post(…)`), since through them it is reached.
    fn carriers(&self, at: usize) -> Vec<Name> {
        let (span, bound) = &self.spans[at];
        let module = self.module;
        if bound.is_empty() {
            let spoken_of = module.exprs_within(*span).into_iter().filter_map(|e| match &module.exprs[e.index()].kind {
                ExprKind::Name(name) => Some(name),
                _ => None,
            });
            return spoken_of.filter(|name| self.binds(name)).cloned().collect();
        }
        let mut names = bound.clone();
        let first = self.decorated.partition_point(|(decorated, _)| decorated.start < span.start);
        let begun = self.decorated[first..].iter().take_while(|(decorated, _)| decorated.start <= span.end);
        for decorator in begun.filter(|(decorated, _)| span.contains(*decorated)).flat_map(|(_, by)| *by) {
            names.extend(root_name(module, *decorator).filter(|name| self.binds(name)).cloned());
        }
        names
    }
}

fn root_name(module: &Module, expr: ExprId) -> Option<&Name> {
    match &module.exprs[root(module, expr).index()].kind {
        ExprKind::Name(name) => Some(name),
        _ => None,
    }
}
