//! What a name stands for where it is read.

use super::evaluate::Evaluator;
use super::external::External;
use super::index::enclosing_class;
use super::value::{ClassRef, FunctionRef, ModuleRef, Site, StepKind, Value, Values};
use crate::program::{Assign, ClassKind, ExprKind, ImportItem, ImportRef, Module, RegionId, ScopeId, ScopeKind, Stmt, StmtId, StmtKind};
use crate::source::{FileId, Language};

/// Assignments of one name that are looked at: what others gave it is unknown.
const MAX_ASSIGNMENTS: usize = 64;

impl Evaluator<'_> {
    pub(super) fn name(&self, site: Site, name: &str) -> Values {
        let Some(module) = self.module(site.file) else { return Values::unknown() };
        let expr = &module.exprs[site.expr.index()];
        let mut at = Some(expr.scope);
        while let Some(id) = at {
            let scope = &module.scopes[id.index()];
            if let Some(stmts) = scope.bindings.get(name)
                && is_visible(module, id, expr.scope)
            {
                // A comprehension has a scope of its own within its function.
                let here = same_code(module, id, expr.scope);
                let values = self.binding(site.file, module, id, name, stmts, here.then_some((expr.span.start, expr.region)));
                // `x: T = x` in a nested scope, or a name only declared here: nothing to see, look further out.
                if !values.is_empty() || values.open {
                    return values;
                }
            }
            at = scope.parent;
        }
        self.free_name(site.file, module, expr.scope, name)
    }

    /// The values a name bound in `scope` has at a place (or, for `None`, once the scope's own code has run).
    fn binding(
        &self,
        file: FileId,
        module: &Module,
        scope: ScopeId,
        name: &str,
        stmts: &[StmtId],
        place: Option<(u32, RegionId)>,
    ) -> Values {
        let reaching = reaching(module, scope, stmts, place);
        let mut out = Values::default();
        out.open = reaching.cut;
        for (stmt, assign, _) in &reaching.assigned {
            out.join(&self.assigned(file, module, stmt, assign, scope));
        }
        let mut seen_any = !reaching.assigned.is_empty();
        if !reaching.complete
            && let Some(values) = self.parameter_named(file, module, scope, name)
        {
            seen_any = true;
            out.join(&values);
        }
        if !seen_any {
            // Read before it is bound: a hoisted function, or the next round of a loop.
            out.open |= stmts.len() > MAX_ASSIGNMENTS;
            for id in stmts.iter().take(MAX_ASSIGNMENTS) {
                let stmt = &module.stmts[id.index()];
                let StmtKind::Assign(assign) = &stmt.kind else { continue };
                out.join(&self.assigned(file, module, stmt, assign, scope));
            }
        }
        out
    }

    /// Where the value that a name has at an expression was given to it; nothing for a name that no scope binds.
    pub(super) fn definitions(&self, site: Site, name: &str) -> Vec<Definition> {
        let Some(module) = self.module(site.file) else { return Vec::new() };
        let expr = &module.exprs[site.expr.index()];
        let mut at = Some(expr.scope);
        while let Some(id) = at {
            let scope = &module.scopes[id.index()];
            let parameter = || match module.scopes[id.index()].kind {
                ScopeKind::Function(f) => {
                    let position = module.functions[f.index()].params.iter().position(|p| p.name == name)?;
                    Some(Definition::Parameter(FunctionRef { file: site.file, id: f }, position))
                }
                _ => None,
            };
            if let Some(stmts) = scope.bindings.get(name)
                && is_visible(module, id, expr.scope)
            {
                let here = same_code(module, id, expr.scope);
                let place = if here { (expr.span.start, expr.region) } else { (u32::MAX, root_region(module, id)) };
                let reaching = reaching(module, id, stmts, Some(place));
                let mut found: Vec<_> = reaching.assigned.iter().map(|(_, _, id)| Definition::Assigned(site.file, *id)).collect();
                if !reaching.complete {
                    found.extend(parameter());
                }
                if found.is_empty() {
                    found.extend(stmts.iter().take(MAX_ASSIGNMENTS).map(|id| Definition::Assigned(site.file, *id)));
                }
                return found;
            }
            if let Some(parameter) = parameter() {
                return vec![parameter];
            }
            at = scope.parent;
        }
        Vec::new()
    }

    /// The value an assignment gives its name.
    fn assigned(&self, file: FileId, module: &Module, stmt: &Stmt, assign: &Assign, scope: ScopeId) -> Values {
        let mut values = match assign.value {
            Some(value) => Values::clone(&self.evaluate(Site { file, expr: value })),
            None => Values::default(),
        };
        if let Some(annotation) = assign.annotation
            && self.is_vague(&values)
        {
            let declared = self.instance_of(Site { file, expr: annotation });
            values.join(&declared.step(StepKind::Declared, file, module.exprs[annotation.index()].span));
        }
        let crosses = !same_code(module, stmt.scope, scope);
        if crosses { values.step(StepKind::Stored, file, stmt.span) } else { values }
    }

    fn parameter_named(&self, file: FileId, module: &Module, scope: ScopeId, name: &str) -> Option<Values> {
        let ScopeKind::Function(id) = module.scopes[scope.index()].kind else { return None };
        let position = module.functions[id.index()].params.iter().position(|p| p.name == name)?;
        Some(self.parameter(FunctionRef { file, id }, position))
    }

    /// A name that no scope binds: a star import's, a neighbouring module's (Rust), or the language's own.
    fn free_name(&self, file: FileId, module: &Module, scope: ScopeId, name: &str) -> Values {
        if module.language == Language::Rust {
            if name == "Self" {
                return enclosing_class(module, scope).map_or_else(Values::unknown, |id| Values::one(Value::Class(ClassRef { file, id })));
            }
            if matches!(name, "crate" | "self" | "super") {
                let import = ImportRef { module: name.into(), item: ImportItem::Module, type_only: false };
                return self.import(file, &import);
            }
            if let Some(child) = super::link::submodule(self.workspace, &ModuleRef::File(file), name) {
                return Values::one(Value::Module(child));
            }
        }
        for (_, star) in &module.star_imports {
            let from = self.bounded(|| self.import(file, star));
            let values = from.flat_map(|t| match &t.value {
                Value::Module(m) => self.bounded(|| self.exported_or_nothing(m, name)),
                Value::External(root) => match root.member(name, None, self.stubs) {
                    Some(e) if self.stubs.known.contains(e.symbol()) => Values::one(Value::External(e)),
                    _ => Values::default(),
                },
                Value::Class(class) => self.class_member(*class, name),
                _ => Values::default(),
            });
            if !values.is_empty() {
                return values;
            }
        }
        let symbol = match module.language {
            Language::Python => format!("python:builtins.{name}"),
            Language::TypeScript => format!("npm:globalThis.{name}"),
            Language::Rust => {
                if let Some(root) = self.workspace.crate_named(file, name) {
                    return Values::one(Value::Module(ModuleRef::File(root)));
                }
                let is_crate = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with('!');
                if is_crate { format!("rust:{name}") } else { format!("rust:std.{name}") }
            }
        };
        Values::one(Value::External(External::root(&symbol, self.stubs)))
    }

    /// A name of a module's scope once the module has run.
    pub(super) fn module_name(&self, file: FileId, name: &str) -> Option<Values> {
        let module = self.module(file)?;
        let stmts = module.scopes[0].bindings.get(name)?;
        Some(self.binding(file, module, ScopeId(0), name, stmts, None))
    }
}

/// Where a name was given its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Definition {
    /// By an assignment.
    Assigned(FileId, StmtId),
    /// By who called.
    Parameter(FunctionRef, usize),
}

/// The assignments of a name whose values it may have at a place.
struct Reaching<'m> {
    /// The assignments, latest first.
    assigned: Vec<(&'m Stmt, &'m Assign, StmtId)>,
    /// One of them certainly ran: what the name was before doesn't count.
    complete: bool,
    /// There are more than are looked at.
    cut: bool,
}

/// The assignments out of `stmts` that reach a place (or, for `None`, the end of the scope's own code).
fn reaching<'m>(module: &'m Module, scope: ScopeId, stmts: &[StmtId], place: Option<(u32, RegionId)>) -> Reaching<'m> {
    let (position, region) = place.unwrap_or((u32::MAX, root_region(module, scope)));
    let mut found = Reaching { assigned: Vec::new(), complete: false, cut: false };
    for id in stmts.iter().rev() {
        let stmt = &module.stmts[id.index()];
        let StmtKind::Assign(assign) = &stmt.kind else { continue };
        let value_span = assign.value.map(|v| module.exprs[v.index()].span);
        let is_definition =
            assign.value.is_some_and(|v| matches!(module.exprs[v.index()].kind, ExprKind::Function(_) | ExprKind::Class(_)));
        let own = value_span.is_some_and(|s| s.start <= position && position < s.end) && !is_definition;
        let here = same_code(module, stmt.scope, scope);
        if here && (own || stmt.span.start >= position) {
            continue;
        }
        if found.assigned.len() == MAX_ASSIGNMENTS {
            found.cut = true;
            break;
        }
        found.assigned.push((stmt, assign, *id));
        if here && dominates(module, stmt.region, region) {
            found.complete = true;
            break;
        }
    }
    found
}

/// Whether two scopes belong to the same run of code: the same one, or a comprehension's and its function's.
fn same_code(module: &Module, a: ScopeId, b: ScopeId) -> bool {
    a == b || module.scopes[a.index()].kind == module.scopes[b.index()].kind
}

/// Whether names of scope `id` are seen from `from`: class bodies hide their names from the functions inside.
fn is_visible(module: &Module, id: ScopeId, from: ScopeId) -> bool {
    match module.scopes[id.index()].kind {
        ScopeKind::Class(class) => id == from || module.classes[class.index()].kind == ClassKind::Namespace,
        _ => true,
    }
}

fn root_region(module: &Module, scope: ScopeId) -> RegionId {
    match module.scopes[scope.index()].kind {
        ScopeKind::Function(f) => module.functions[f.index()].body,
        _ => RegionId(0),
    }
}

/// Whether everything that reaches `inner` went through `outer`: it is the same region or one around it.
pub(super) fn dominates(module: &Module, outer: RegionId, inner: RegionId) -> bool {
    let mut at = Some(inner);
    while let Some(region) = at {
        if region == outer {
            return true;
        }
        at = module.regions[region.index()].parent;
    }
    false
}
