//! Hand-written circuit breakers, by what they keep: a state that is closed, open or half open.

use super::around::{Layer, LayerKind};
use super::evaluate::Evaluator;
use super::value::{ClassRef, FunctionRef, Value};
use crate::program::{ExprKind, Literal, Module};
use crate::source::Span;
use smol_str::SmolStr;

impl Evaluator<'_> {
    /// The circuit breakers of the project that a function asks by itself: `if breaker.allows(): …`.
    pub(super) fn breakers_used(&self, module: &Module, function: FunctionRef) -> Vec<Layer> {
        let span = module.functions[function.id.index()].span;
        let mut layers: Vec<Layer> = Vec::new();
        for call in &module.calls_within(span) {
            let ExprKind::Call { callee, .. } = &module.exprs[call.index()].kind else { continue };
            let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { continue };
            for traced in self.evaluate_in(function.file, *object).iter() {
                let Value::Instance(class, _) = traced.value else { continue };
                if let Some(name) = self.breaker_class(class)
                    && layers.is_empty()
                {
                    let span = module.exprs[callee.index()].span;
                    layers.push(Layer { kind: LayerKind::Breaker(name), file: function.file, span, always: true, steps: 0 });
                }
            }
        }
        layers
    }

    /// The name of a class that is a circuit breaker.
    pub(super) fn breaker_class(&self, class: ClassRef) -> Option<SmolStr> {
        let module = self.module(class.file)?;
        let info = &module.classes[class.id.index()];
        let name = info.name.clone().unwrap_or_default();
        (self.is_called_breaker(&name) || self.keeps_breaker_state(module, info.span)).then_some(name)
    }

    /// The name of a function (or its class) that is a circuit breaker: it runs what it is given, or not, by a state.
    pub(super) fn breaker_function(&self, function: FunctionRef) -> Option<SmolStr> {
        let module = self.module(function.file)?;
        let info = &module.functions[function.id.index()];
        if let Some(class) = info.class {
            return self.breaker_class(ClassRef { file: function.file, id: class });
        }
        let name = info.name.clone().unwrap_or_default();
        (self.is_called_breaker(&name) || self.keeps_breaker_state(module, info.span)).then_some(name)
    }

    fn is_called_breaker(&self, name: &str) -> bool {
        let plain = plain(name);
        self.stubs.breaker_words.iter().any(|word| plain.contains(word.as_str()))
    }

    /// Whether a stretch of code speaks of a breaker's states.
    fn keeps_breaker_state(&self, module: &Module, within: Span) -> bool {
        let states = &self.stubs.breaker_states;
        let mut seen = vec![false; states.len()];
        for expr in module.exprs_within(within).into_iter().map(|e| &module.exprs[e.index()]) {
            let word = match &expr.kind {
                ExprKind::Literal(Literal::Str(text)) if text.len() < 16 => plain(text),
                ExprKind::Member { property, .. } => plain(property),
                ExprKind::Name(name) => plain(name),
                _ => continue,
            };
            for (i, spellings) in states.iter().enumerate() {
                seen[i] |= spellings.iter().any(|s| *s == word);
            }
        }
        !seen.is_empty() && seen.iter().all(|s| *s)
    }
}

/// A word without case, bars and blanks: `HALF_OPEN` and `half-open` are one.
fn plain(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}
