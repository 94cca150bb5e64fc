//! Pauses between two tries: is there one, and does it grow?

use super::evaluate::Evaluator;
use super::value::{FunctionRef, Site, Value};
use crate::program::{Assign, ExprId, ExprKind, Module, Name, RegionId, StmtKind, Target};
use crate::source::{FileId, Language, Span};
use rustc_hash::FxHashSet;

/// Functions in functions that are looked into for a pause.
const MAX_DEPTH: u32 = 3;

/// From how many milliseconds on a pause is long.
const LONG_MS: f64 = 60_000.0;

/// The pause between two tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pause {
    /// There is none.
    None,
    /// It is the same each time, and shorter than a minute.
    Constant,
    /// It is the same each time: a minute or longer, as long as most limits count.
    Long,
    /// It changes from try to try, or can't be told.
    Growing,
}

impl Evaluator<'_> {
    /// The pause in a stretch of code that is run again and again. `changing` are the names that differ between two runs.
    pub(super) fn pause_in(&self, file: FileId, within: Span, changing: &FxHashSet<Name>) -> Pause {
        let Some(module) = self.module(file) else { return Pause::None };
        let calls = module.calls_within(within).into_iter();
        calls.map(|call| self.pause_of(module, Site { file, expr: call }, changing, MAX_DEPTH)).max().unwrap_or(Pause::None)
    }

    /// The pause that a call makes.
    fn pause_of(&self, module: &Module, site: Site, changing: &FxHashSet<Name>, depth: u32) -> Pause {
        let ExprKind::Call { callee, args, .. } = &module.exprs[site.expr.index()].kind else { return Pause::None };
        let name = super::call_index::last_name(module, *callee);
        let callees = self.evaluate_in(site.file, *callee);
        let judge = |delay: Option<ExprId>| match delay {
            Some(delay) if self.changes(module, site.file, delay, changing, 0) => Pause::Growing,
            Some(delay) if self.is_long(module.language, Site { file: site.file, expr: delay }) => Pause::Long,
            Some(_) => Pause::Constant,
            None => Pause::Growing,
        };
        let mut found = Pause::None;
        for traced in callees.iter() {
            let pause = match &traced.value {
                Value::External(e) => match self.stubs.waits.get(e.symbol()) {
                    Some(position) => judge(args.get(*position).map(|a| a.value)),
                    None => continue,
                },
                // A function that does nothing but wait takes the delay, or what it follows from.
                Value::Function(f) if depth > 0 && self.waits(*f, depth - 1) => match args.as_slice() {
                    [] => Pause::Growing,
                    _ if args.iter().any(|a| self.changes(module, site.file, a.value, changing, 0)) => Pause::Growing,
                    _ => Pause::Constant,
                },
                _ => continue,
            };
            found = found.max(pause);
        }
        let is_known = callees.iter().any(|t| matches!(t.value, Value::Function(_)));
        let reads_as_wait = || name.is_some_and(|n| self.stubs.wait_words.contains(n.to_ascii_lowercase().as_str()));
        if found == Pause::None && !is_known && reads_as_wait() {
            return judge(args.first().map(|a| a.value));
        }
        found
    }

    /// Whether a pause is a minute or longer in all it may be: Python counts seconds, JavaScript thousandths; Rust has a type for them.
    fn is_long(&self, language: Language, delay: Site) -> bool {
        let unit = if language == Language::Python { 1000.0 } else { 1.0 };
        let values = self.evaluate(delay);
        let is_long = |value: &Value| match value {
            Value::External(e) => self.stubs.durations.get(e.symbol()).zip(e.site()).is_some_and(|(unit, made)| {
                let number = self.arguments(made).positional.first().map(|n| self.evaluate(*n));
                number.is_some_and(|n| {
                    !n.is_empty() && n.iter().all(|t| number_of(&t.value).is_some_and(|n| n * f64::from(*unit) >= LONG_MS))
                })
            }),
            plain => number_of(plain).is_some_and(|n| n * unit >= LONG_MS),
        };
        !values.is_empty() && values.iter().all(|t| is_long(&t.value))
    }

    /// Whether a function of the project is short and pauses: `sleep(ms)`.
    fn waits(&self, function: FunctionRef, depth: u32) -> bool {
        let Some(module) = self.module(function.file) else { return false };
        let span = module.functions[function.id.index()].span;
        let calls = module.calls_within(span);
        let none = FxHashSet::default();
        calls.len() <= 12
            && calls.iter().any(|c| self.pause_of(module, Site { file: function.file, expr: *c }, &none, depth) != Pause::None)
    }

    /// Whether a value differs from one try to the next, or may.
    fn changes(&self, module: &Module, file: FileId, expr: ExprId, changing: &FxHashSet<Name>, depth: u32) -> bool {
        if depth > 24 {
            return true;
        }
        let node = &module.exprs[expr.index()];
        let inside = |e: ExprId| self.changes(module, file, e, changing, depth + 1);
        match &node.kind {
            ExprKind::Name(name) => changing.contains(name),
            ExprKind::Member { object, property, .. } => changing.contains(property) || inside(*object),
            ExprKind::Call { callee, args, .. } => {
                let callees = self.evaluate_in(file, *callee);
                let is_outside = !callees.is_empty() && callees.iter().all(|t| matches!(t.value, Value::External(_)));
                // A function of the project that takes nothing keeps count by itself.
                (args.is_empty() && !is_outside) || inside(*callee) || args.iter().any(|a| inside(a.value))
            }
            ExprKind::Function(_) | ExprKind::Class(_) => false,
            _ => {
                let mut found = false;
                node.for_each_child(|child| found |= inside(child));
                found
            }
        }
    }
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Int(i, _) => Some(*i as f64),
        Value::Float(f, _) => Some(*f),
        _ => None,
    }
}

/// Names that are bound or set in a stretch of code: they may differ each time it runs.
pub(super) fn names_set_in(module: &Module, region: RegionId) -> FxHashSet<Name> {
    let mut names = FxHashSet::default();
    for stmt in module.stmts_of(region).into_iter().map(|id| &module.stmts[id.index()]) {
        let StmtKind::Assign(Assign { target, .. }) = &stmt.kind else { continue };
        match target {
            Target::Name { name, .. } => {
                names.insert(name.clone());
            }
            Target::Member { property, .. } => {
                names.insert(property.clone());
            }
            Target::Index { .. } => {}
        }
    }
    names
}
