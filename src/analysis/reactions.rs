//! What a handler does with the error it gets.

use super::evaluate::Evaluator;
use super::guards::{Guard, GuardKind};
use super::places::statements_in;
use super::value::Value;
use crate::program::{Assign, ExprId, ExprKind, Handler, Module, RegionId, RegionKind, Stmt, StmtKind, Target};
use crate::source::Span;
use smol_str::SmolStr;

/// What a handler does with the error it gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reaction {
    /// It raises that error or another.
    pub raises: bool,
    /// It gives or keeps a value in the result's place.
    pub answers: bool,
    /// It calls something: logs, reports, waits, tries again.
    pub acts: bool,
}

impl Reaction {
    /// Nobody will ever know of the error.
    pub fn drops(self) -> bool {
        self == Self::default()
    }

    const UNKNOWN: Self = Self { raises: false, answers: false, acts: true };
}

/// Which errors something stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    /// The types named, by their symbols. Empty where everything is stopped.
    pub types: Vec<SmolStr>,
    /// Some of the types could not be told.
    pub open: bool,
}

impl Evaluator<'_> {
    /// What a guard does with the error it stops.
    pub fn reaction(&self, guard: &Guard) -> Reaction {
        let Some(module) = self.module(guard.file) else { return Reaction::UNKNOWN };
        match &guard.kind {
            GuardKind::Clause(guarded, position) => {
                let Some(handler) = handler(module, *guarded, *position) else { return Reaction::UNKNOWN };
                let mut reaction = body_reaction(module, handler.region);
                reaction.answers |= reaction.drops() && goes_on_without(module, *guarded, handler);
                reaction
            }
            GuardKind::Callback(function) => {
                let mut all = Reaction::default();
                let functions = self.evaluate_in(guard.file, *function);
                if functions.is_empty() {
                    return Reaction::UNKNOWN;
                }
                for traced in functions.iter() {
                    let one = match traced.value {
                        Value::Function(f) => self.module(f.file).map(|m| body_reaction(m, m.functions[f.id.index()].body)),
                        _ => None,
                    };
                    let one = one.unwrap_or(Reaction::UNKNOWN);
                    all.raises |= one.raises;
                    all.answers |= one.answers;
                    all.acts |= one.acts;
                }
                all
            }
            GuardKind::Library(symbol) if self.stubs.wrappers.get(symbol).is_some_and(|w| w.drops) => Reaction::default(),
            GuardKind::Dropped => Reaction::default(),
            GuardKind::Library(_) | GuardKind::Route | GuardKind::Looked => Reaction::UNKNOWN,
        }
    }

    /// Which errors a guard stops.
    pub fn caught(&self, guard: &Guard) -> Caught {
        let mut caught = Caught::default();
        let Some(module) = self.module(guard.file) else { return caught };
        let GuardKind::Clause(guarded, position) = guard.kind else { return caught };
        for kind in handler(module, guarded, position).into_iter().flat_map(|h| &h.types) {
            let values = self.evaluate_in(guard.file, *kind);
            caught.open |= values.is_empty();
            for traced in values.iter() {
                match &traced.value {
                    Value::External(e) => caught.types.push(e.symbol().into()),
                    Value::List(list) => {
                        for element in self.elements(*list).iter() {
                            if let Value::External(e) = &element.value {
                                caught.types.push(e.symbol().into());
                            }
                        }
                    }
                    _ => caught.open = true,
                }
            }
        }
        if caught.types.iter().any(|t| self.stubs.catch_all.contains(t)) {
            caught = Caught::default();
        }
        caught
    }

    /// The whole of a guard as far as it is written in one place: a handler with its body.
    pub fn extent(&self, guard: &Guard) -> Span {
        let body = self.module(guard.file).and_then(|module| match guard.kind {
            GuardKind::Clause(guarded, position) => handler(module, guarded, position).map(|h| module.regions[h.region.index()].span),
            _ => None,
        });
        body.map_or(guard.span, |body| guard.span.to(body))
    }
}

/// The handler of a guarded region at a position.
pub(super) fn handler(module: &Module, guarded: RegionId, position: usize) -> Option<&Handler> {
    match &module.regions[guarded.index()].kind {
        RegionKind::Try { handlers } => handlers.get(position),
        _ => None,
    }
}

/// What the statements of a handler's body do.
fn body_reaction(module: &Module, body: RegionId) -> Reaction {
    let mut reaction = Reaction::default();
    for id in statements_in(module, body) {
        match &module.stmts[id.index()].kind {
            StmtKind::Raise(_) => reaction.raises = true,
            StmtKind::Return(Some(_)) => reaction.answers = true,
            // The error itself is declared without a value.
            StmtKind::Assign(assign) => reaction.answers |= assign.value.is_some(),
            _ => {}
        }
    }
    reaction.acts = module.exprs_of(body).iter().any(|e| matches!(module.exprs[e.index()].kind, ExprKind::Call { .. }));
    reaction
}

/// Whether what follows a `try` stands in for the result its body didn't give: the body returns or leaves a loop where all went well, so
/// what follows runs after errors alone; or what it was to assign has a value from before.
fn goes_on_without(module: &Module, guarded: RegionId, handler: &Handler) -> bool {
    let region = &module.regions[guarded.index()];
    let end = module.regions[handler.region.index()].span.end;
    let scope = region.scope;
    let inside: Vec<&Stmt> = statements_in(module, guarded).map(|id| &module.stmts[id.index()]).collect();
    let returns = inside.iter().any(|s| s.scope == scope && matches!(s.kind, StmtKind::Return(Some(_))));
    let breaks = inside.iter().any(|s| s.scope == scope && matches!(s.kind, StmtKind::Break));
    let follows = |s: &&Stmt| s.scope == scope && s.span.start >= end;
    let is_in_loop = around(module, guarded).any(|r| matches!(module.regions[r.index()].kind, RegionKind::Loop(_)));
    if returns && (is_in_loop || module.stmts_within(Span { start: end, end: u32::MAX }).iter().any(|s| follows(&&module.stmts[s.index()])))
        || breaks && is_in_loop
    {
        return true;
    }
    inside.iter().any(|s| {
        let StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, value: Some(_), .. }) = &s.kind else { return false };
        let bindings = module.scopes[scope.index()].bindings.get(name).into_iter().flatten();
        bindings.map(|b| &module.stmts[b.index()]).any(|b| b.span.end <= region.span.start && is_set(module, b))
    })
}

/// Whether an assignment gives a name more than nothing.
fn is_set(module: &Module, stmt: &Stmt) -> bool {
    let StmtKind::Assign(Assign { value: Some(value), .. }) = &stmt.kind else { return false };
    !is_null(module, *value)
}

fn is_null(module: &Module, value: ExprId) -> bool {
    matches!(module.exprs[value.index()].kind, ExprKind::Literal(crate::program::Literal::Null))
}

/// A region and those around it within its function, innermost first.
pub(super) fn around(module: &Module, region: RegionId) -> impl Iterator<Item = RegionId> + '_ {
    let is_function = |id: &RegionId| matches!(module.regions[id.index()].kind, RegionKind::Function(_) | RegionKind::Module);
    std::iter::successors(Some(region), |id| module.regions[id.index()].parent).take_while(move |id| !is_function(id))
}
