//! Which calls put their arguments somewhere for good: a log, an index of vectors, an answer.

use super::evaluate::Evaluator;
use super::flow_tables::{SinkKind, SinkRule};
use super::value::{Piece, Site, Value, Values};
use crate::program::{ArgKind, ExprId, ExprKind, Module};
use crate::source::Span;
use smol_str::SmolStr;

/// Calls of a chain that are looked at for a statement.
const MAX_CHAIN: usize = 16;

/// A call that puts its arguments somewhere.
#[derive(Clone, Debug)]
pub struct Sink {
    /// What sort of place it is.
    pub kind: SinkKind,
    /// It is silent in production unless somebody turns it on.
    pub is_debug: bool,
    /// The receiver was followed to what the rule is about, not known by its name alone.
    pub is_followed: bool,
    /// The callee's telling tokens.
    pub name: Span,
    /// The arguments that matter.
    pub arguments: Vec<Site>,
}

impl Evaluator<'_> {
    /// What a call puts its arguments into, if anything that is asked for.
    pub fn sink(&self, call: Site, kinds: &[SinkKind]) -> Option<Sink> {
        let module = self.module(call.file)?;
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return None };
        let (method, object, name) = match &module.exprs[callee.index()].kind {
            ExprKind::Member { object, property, property_span } => (property, Some(*object), *property_span),
            ExprKind::Name(name) => (name, None, module.exprs[callee.index()].span),
            _ => return None,
        };
        let site = Site { file: call.file, expr: *callee };
        let mut in_view = None;
        for rule in self.stubs.flow.sinks.iter().filter(|r| kinds.contains(&r.kind) && r.may_be_called(method)) {
            // Every call by such a name is asked. Only where the name of the receiver tells too is it followed into files that nobody looked at yet.
            let (callees, is_cut) = in_view.get_or_insert_with(|| self.evaluate_in_view(site));
            let by_name = |callees: &Values| object.is_some_and(|o| rule.is_named(module, o, callees, method));
            let mut is_followed = rule.calls(callees, method);
            if !is_followed {
                if !by_name(callees) {
                    continue;
                }
                if *is_cut {
                    let whole = self.evaluate(site);
                    is_followed = rule.calls(&whole, method);
                    if !is_followed && !by_name(&whole) {
                        continue;
                    }
                }
            }
            let arguments = self.sunk(module, call, rule);
            let is_begun = || object.is_some_and(|o| self.is_begun_with(module, call, o, &rule.texts));
            if rule.texts.is_empty() || arguments.iter().any(|a| self.begins_with(*a, &rule.texts)) || is_begun() {
                let is_debug = rule.methods.get(method).copied().unwrap_or_default();
                return Some(Sink { kind: rule.kind, is_debug, is_followed, name, arguments });
            }
        }
        None
    }

    fn sunk(&self, module: &Module, call: Site, rule: &SinkRule) -> Vec<Site> {
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return Vec::new() };
        let mut position = 0;
        let mut found = Vec::new();
        for arg in args {
            let counts = match &arg.kind {
                ArgKind::Positional | ArgKind::Spread => {
                    position += 1;
                    rule.position.is_none_or(|wanted| wanted + 1 == position)
                }
                ArgKind::Named(name, _) => rule.arguments.is_empty() || rule.arguments.contains(name),
                ArgKind::NamedSpread => true,
            };
            if counts {
                found.push(Site { file: call.file, expr: arg.value });
            }
        }
        found
    }

    /// Whether the chain of calls that a method is called on was given such a text: `query("INSERT …").bind(a).bind(b)`.
    fn is_begun_with(&self, module: &Module, call: Site, object: ExprId, texts: &[SmolStr]) -> bool {
        let mut at = object;
        for _ in 0..MAX_CHAIN {
            let ExprKind::Call { callee, args, .. } = &module.exprs[at.index()].kind else { return false };
            let first = args.first().map(|a| Site { file: call.file, expr: a.value });
            if first.is_some_and(|first| self.begins_with(first, texts)) {
                return true;
            }
            let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { return false };
            at = *object;
        }
        false
    }

    fn begins_with(&self, argument: Site, texts: &[SmolStr]) -> bool {
        let fits = |text: &str| {
            let text = text.trim_start().to_ascii_lowercase();
            texts.iter().any(|t| text.starts_with(t.as_str()))
        };
        self.evaluate(argument).iter().any(|t| match &t.value {
            Value::Str(text, _) => fits(text),
            Value::Partial(pieces, _) => matches!(pieces.first(), Some(Piece::Text(text)) if fits(text)),
            _ => false,
        })
    }
}

impl SinkRule {
    /// Whether a callee of this last name may be meant, before anything is looked at.
    fn may_be_called(&self, name: &str) -> bool {
        self.methods.contains_key(name)
            || self.telling_methods.contains(name)
            || self.paths.iter().any(|p| p.ends_with(name) && p[..p.len() - name.len()].ends_with(['.', ':']))
    }

    fn calls(&self, callees: &Values, method: &str) -> bool {
        callees.iter().any(|t| match &t.value {
            Value::External(e) => {
                let symbol = e.symbol();
                let of_package = || {
                    self.packages
                        .iter()
                        .any(|package| symbol.strip_prefix(package.as_str()).is_some_and(|rest| rest.starts_with(['.', '(', '/', '['])))
                };
                self.paths.contains(symbol) || (self.methods.contains_key(method) && of_package())
            }
            _ => false,
        })
    }

    /// Whether names tell enough: a receiver called `logger` is one, whoever wrote it.
    fn is_named(&self, module: &Module, object: ExprId, callees: &Values, method: &str) -> bool {
        if self.telling_methods.contains(method) {
            // What is known to be something else is that.
            // A statement tells whoever runs it.
            return !self.texts.is_empty() || !callees.iter().any(|t| !matches!(t.value, Value::Function(_)));
        }
        let last = match &module.exprs[object.index()].kind {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            _ => return false,
        };
        let plain = last.trim_start_matches('_').to_ascii_lowercase();
        self.methods.contains_key(method) && self.receivers.contains(plain.as_str())
    }
}
