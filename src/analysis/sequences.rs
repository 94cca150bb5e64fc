//! Sequences cut from others: slices, chunks, the first so many, the mapped.
//!
//! What cuts is told by tables: calls by symbol, and methods of any value by name. A part is named by the expression that cuts it, so it
//! flows like any other value, and [`lengths`](super::lengths) can ask that expression how long it is at most.

use super::evaluate::Evaluator;
use super::external::Operation;
use super::value::{Site, Traced, Value, Values};
use crate::program::{ArgKind, ExprKind};
use smol_str::SmolStr;

/// What a call makes of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Pieces of a size: `batched(xs, 100)`, `xs.chunks(100)`.
    Chunks,
    /// The first so many: `islice(xs, 100)`, `xs.iter().take(100)`.
    Head,
    /// From one index to another: `xs.slice(0, 100)`.
    Range,
    /// As many as there were: `xs.map(f)`, `list(xs)`.
    Same,
    /// No more than there were: `xs.filter(f)`.
    Fewer,
    /// Numbers from one to another: `range(200)`.
    Numbers,
}

/// A call that makes a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutter {
    /// What it makes.
    pub cut: Cut,
    /// The position of the sequence among the arguments; the receiver where there is none.
    pub of: Option<usize>,
    /// The position of the size, or of the first index.
    pub size: usize,
}

impl Evaluator<'_> {
    /// The cutter a call is, if it is one.
    pub(super) fn cutter(&self, call: Site) -> Option<Cutter> {
        let module = self.module(call.file)?;
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return None };
        if let ExprKind::Member { property, .. } = &module.exprs[callee.index()].kind
            && let Some(cutter) = self.stubs.sequence_methods.get(module.language.ecosystem()).and_then(|m| m.get(property))
        {
            return Some(*cutter);
        }
        let callees = self.evaluate_in(call.file, *callee);
        callees.iter().find_map(|t| match &t.value {
            Value::External(e) => self.stubs.sequences.get(e.symbol()).copied(),
            _ => None,
        })
    }

    /// What a call makes of a sequence, if it is known to: a part, or parts.
    pub(super) fn cut(&self, call: Site, callee: Site) -> Option<Values> {
        let module = self.module(call.file)?;
        let ExprKind::Member { object, property, .. } = &module.exprs[callee.expr.index()].kind else {
            return None;
        };
        let cutter = *self.stubs.sequence_methods.get(module.language.ecosystem())?.get(property)?;
        let receiver = self.evaluate_in(call.file, *object);
        // Other things have methods of these names too.
        let is_sequence = |t: &Traced| match &t.value {
            Value::List(_) | Value::Part(_) | Value::Parts(_) | Value::Null(_) => true,
            // Declared as one of the language's own types: `string[]`. Text has these methods too.
            Value::External(e) => *e.operation() == Operation::Declared && is_builtin(e.symbol()),
            _ => false,
        };
        if !receiver.iter().all(is_sequence) {
            return None;
        }
        Some(made(call, cutter, &receiver))
    }

    /// What calling an outside symbol makes of a sequence.
    pub(super) fn cut_by(&self, call: Site, symbol: &str) -> Option<Values> {
        let cutter = *self.stubs.sequences.get(symbol)?;
        let sequence = cutter.of.and_then(|i| self.positional(call, i)).map(|s| self.evaluate(s));
        Some(made(call, cutter, sequence.as_deref().unwrap_or(&Values::unknown())))
    }

    /// The argument at a position.
    pub(super) fn positional(&self, call: Site, position: usize) -> Option<Site> {
        let module = self.module(call.file)?;
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return None };
        let argument = args.iter().filter(|a| a.kind == ArgKind::Positional).nth(position)?;
        Some(Site { file: call.file, expr: argument.value })
    }

    /// An element of a sequence; `None` for what is none.
    pub(super) fn element_of(&self, sequence: &Value) -> Option<Values> {
        match sequence {
            Value::List(list) => Some(self.elements(*list)),
            Value::Parts(call) => Some(Values::one(Value::Part(*call))),
            _ => None,
        }
    }

    /// Whether an expression calls a generator of the project: what it yields are the elements.
    pub(super) fn is_generated(&self, site: Site) -> bool {
        let Some(module) = self.module(site.file) else { return false };
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return false };
        let callees = self.evaluate_in(site.file, *callee);
        let mut functions = callees.iter().filter_map(|t| if let Value::Function(f) = t.value { Some(f) } else { None });
        functions.any(|f| self.module(f.file).and_then(|m| m.functions.get(f.id.index())).is_some_and(|f| f.is_generator))
    }
}

fn is_builtin(symbol: &str) -> bool {
    (symbol.starts_with("npm:globalThis.") || symbol.starts_with("rust:std.")) && !symbol.to_ascii_lowercase().contains("string")
}

fn made(call: Site, cutter: Cutter, sequence: &Values) -> Values {
    match cutter.cut {
        Cut::Chunks => Values::one(Value::Parts(call)),
        // As many parts as there were.
        Cut::Same if sequence.iter().any(|t| matches!(t.value, Value::Parts(_))) => sequence.clone(),
        _ => Values::one(Value::Part(call)),
    }
}

/// Tables of cutters: by symbol, and by ecosystem and method.
pub type SequenceMethods = rustc_hash::FxHashMap<&'static str, rustc_hash::FxHashMap<SmolStr, Cutter>>;
