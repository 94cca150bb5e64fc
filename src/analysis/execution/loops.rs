//! What runs once for each round of a loop, and what one round is about.

use super::super::handlers::Passage;
use super::super::places::{function_name, function_of};
use super::super::value::{FunctionRef, Site, Value};
use super::Execution;
use super::origin::Origin;
use crate::program::{ExprId, ExprKind, FunctionKind, Module, RegionId, RegionKind};
use crate::source::{FileId, Language, Span};

/// Helpers climbed from a call to the loop it runs in.
const MAX_HEIGHT: usize = 5;

/// Callers of one function that are looked at.
const MAX_CALLERS: usize = 48;

/// A loop that runs a place once a round.
#[derive(Clone, Debug, PartialEq)]
pub struct InLoop {
    /// What is iterated: the tokens of the iterable, or of the call that runs a function for each element.
    pub place: (FileId, Span),
    /// The calls between the place and the loop, innermost first.
    pub way: Vec<Passage>,
}

/// Something that runs what is in it many times.
#[derive(Clone, Copy)]
enum Round {
    /// A `for` loop or comprehension over this.
    Over(ExprId),
    /// A function that a call runs for each element.
    Closure(Site, FunctionRef),
}

impl Execution<'_> {
    /// The loop in which one element a round reaches `value`, at a call or through the helpers around it.
    pub fn one_a_round(&self, call: Site, value: Site) -> Option<InLoop> {
        self.varies(call, value, MAX_HEIGHT)
    }

    /// The loop over something in which a place is run, in its own function or through helpers, and whether one of `values` is another in
    /// each round. What is kept between rounds is made once.
    pub fn made_in_loop(&self, site: Site, values: &[Site]) -> Option<(InLoop, bool)> {
        self.made_below(site, values, MAX_HEIGHT)
    }

    fn made_below(&self, site: Site, values: &[Site], height: usize) -> Option<(InLoop, bool)> {
        let module = self.evaluator.module(site.file)?;
        if self.evaluator.is_kept(site) {
            return None;
        }
        if let Some(round) = self.rounds(module, site).into_iter().find(|r| !self.counts(site.file, *r)) {
            let varies = values.iter().any(|value| is_of(module, value.file, &self.evaluator.origins(*value), round));
            return Some((InLoop { place: self.place_of(module, site.file, round), way: Vec::new() }, varies));
        }
        let function = FunctionRef { file: site.file, id: function_of(module, module.exprs[site.expr.index()].scope)? };
        if height == 0 || self.evaluator.is_cached(function) {
            return None;
        }
        let info = &module.functions[function.id.index()];
        let passed: Vec<usize> = values
            .iter()
            .flat_map(|v| self.evaluator.origins(*v))
            .filter_map(|o| if let Origin::Parameter(of, position) = o { (of == function).then_some(position) } else { None })
            .collect();
        self.evaluator.callers(function).iter().take(MAX_CALLERS).filter(|c| !(self.ignored)(c.file)).find_map(|caller| {
            let above: Vec<Site> =
                passed.iter().filter_map(|p| self.evaluator.argument_for(*caller, info, *p)).map(|(argument, _)| argument).collect();
            let (mut found, varies) = self.made_below(*caller, &above, height - 1)?;
            found.way.insert(0, self.passage(*caller)?);
            Some((found, varies))
        })
    }

    /// Whether a loop is over numbers: attempts, mostly.
    fn counts(&self, file: FileId, round: Round) -> bool {
        let Round::Over(iterable) = round else { return false };
        self.evaluator.evaluate_in(file, iterable).iter().any(|t| match &t.value {
            Value::External(e) => e.base().is_some_and(|callee| self.evaluator.stubs.counting_functions.contains(callee.symbol())),
            _ => false,
        })
    }

    fn varies(&self, call: Site, value: Site, height: usize) -> Option<InLoop> {
        let module = self.evaluator.module(call.file)?;
        let origins = self.evaluator.origins(value);
        for round in self.rounds(module, call) {
            if is_of(module, call.file, &origins, round) {
                return Some(InLoop { place: self.place_of(module, call.file, round), way: Vec::new() });
            }
        }
        if height == 0 {
            return None;
        }
        let outer = FunctionRef { file: call.file, id: function_of(module, module.exprs[call.expr.index()].scope)? };
        origins.into_iter().find_map(|origin| {
            let Origin::Parameter(function, position) = origin else { return None };
            // A parameter of a function around this one says nothing of how often this one runs.
            (function == outer).then(|| self.varies_above(module, function, position, height)).flatten()
        })
    }

    /// The loop in which callers of a function pass another value for a parameter in each round, or which runs the function itself.
    fn varies_above(&self, module: &Module, function: FunctionRef, position: usize, height: usize) -> Option<InLoop> {
        let info = &module.functions[function.id.index()];
        for caller in self.evaluator.callers(function).iter().take(MAX_CALLERS).filter(|c| !(self.ignored)(c.file)) {
            let Some((argument, _)) = self.evaluator.argument_for(*caller, info, position) else { continue };
            if let Some(mut found) = self.varies(*caller, argument, height - 1) {
                found.way.insert(0, self.passage(*caller)?);
                return Some(found);
            }
        }
        // `map(embed, texts)`: the function gets one element at a time.
        self.evaluator.handed(function).iter().filter(|s| position == 0 && !(self.ignored)(s.file)).find_map(|site| {
            let outer = self.evaluator.module(site.file)?;
            self.iterates(outer, *site).then(|| InLoop { place: (site.file, outer.exprs[site.expr.index()].span), way: Vec::new() })
        })
    }

    fn passage(&self, site: Site) -> Option<Passage> {
        let module = self.evaluator.module(site.file)?;
        let expr = &module.exprs[site.expr.index()];
        Some(Passage { file: site.file, span: expr.span, function: function_name(module, expr.scope), is_registration: false })
    }

    /// What runs a place many times within its function, innermost first: closures that are run for each element are part of it.
    fn rounds(&self, module: &Module, site: Site) -> Vec<Round> {
        let mut rounds = Vec::new();
        let mut at = Some(module.exprs[site.expr.index()].region);
        while let Some(id) = at {
            let region = &module.regions[id.index()];
            match region.kind {
                RegionKind::Loop(Some(iterable)) if !self.leaves(module, site, id) => rounds.push(Round::Over(iterable)),
                RegionKind::Function(f) => {
                    let function = FunctionRef { file: site.file, id: f };
                    if module.functions[f.index()].kind != FunctionKind::Closure {
                        break;
                    }
                    match self.evaluator.index.closure(function) {
                        Some((call, _)) if self.iterates(module, call) => rounds.push(Round::Closure(call, function)),
                        // `async { … }` and closures that are called or handed on at once run with what is around them.
                        Some(_) => {}
                        None if module.language == Language::Rust => {}
                        None => break,
                    }
                }
                _ => {}
            }
            at = region.parent;
        }
        rounds
    }

    /// Whether the loop is left after the place was reached: an attempt that succeeds is the last.
    fn leaves(&self, module: &Module, site: Site, region: RegionId) -> bool {
        use crate::program::StmtKind;
        let from = &module.exprs[site.expr.index()];
        let holds = |outer: RegionId, inner: RegionId| super::super::names::dominates(module, outer, inner);
        module.stmts.iter().any(|s| {
            matches!(s.kind, StmtKind::Return(_))
                && s.scope == from.scope
                && s.span.end >= from.span.end
                && holds(region, s.region)
                && holds(s.region, from.region)
        })
    }

    /// Whether a call runs the function it is given for each element of something.
    fn iterates(&self, module: &Module, call: Site) -> bool {
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return false };
        if let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind
            && self.evaluator.stubs.iterating_methods.contains(property)
        {
            // `Option::map` is no loop.
            return module.language != Language::Rust || self.is_iterator(module, *object);
        }
        self.evaluator
            .evaluate_in(call.file, *callee)
            .iter()
            .any(|t| matches!(&t.value, Value::External(e) if self.evaluator.stubs.iterating_functions.contains(e.symbol())))
    }

    /// Whether an expression is a chain of calls that begins with making an iterator (Rust).
    fn is_iterator(&self, module: &Module, expr: ExprId) -> bool {
        let mut at = expr;
        while let ExprKind::Call { callee, .. } = &module.exprs[at.index()].kind {
            match &module.exprs[callee.index()].kind {
                ExprKind::Member { property, .. } if self.evaluator.stubs.iterator_makers.contains(property) => return true,
                ExprKind::Member { object, .. } => at = *object,
                _ => return false,
            }
        }
        false
    }

    fn place_of(&self, module: &Module, file: FileId, round: Round) -> (FileId, Span) {
        match round {
            Round::Over(iterable) => (file, module.exprs[iterable.index()].span),
            Round::Closure(call, _) => {
                let callee = match &module.exprs[call.expr.index()].kind {
                    ExprKind::Call { callee, .. } => *callee,
                    _ => call.expr,
                };
                (file, module.exprs[callee.index()].span)
            }
        }
    }
}

/// Whether one of the origins is the element that a round is about.
fn is_of(module: &Module, file: FileId, origins: &[Origin], round: Round) -> bool {
    origins.iter().any(|origin| match (round, origin) {
        (Round::Over(iterable), Origin::Element(of)) => {
            *of == Site { file, expr: iterable }
                || of.file == file && module.exprs[of.expr.index()].span == module.exprs[iterable.index()].span
        }
        (Round::Closure(_, function), Origin::Parameter(of, _)) => function == *of,
        _ => false,
    })
}
