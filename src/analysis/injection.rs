//! Dependency injection: what a container hands to a parameter that names a token (`@Inject(TOKEN)`).

use super::evaluate::{Evaluator, one};
use super::value::{FunctionRef, Site, StepKind, Value, Values};
use crate::program::{ArgKind, EntryKey, ExprId, ExprKind};

/// Providers of one token that are followed; a chain of other names of a token counts, too.
const MAX_PROVIDERS: usize = 32;

/// Other names of a token that are followed in a row.
const MAX_ALIASES: usize = 4;

impl Evaluator<'_> {
    /// What a container hands to a parameter, by the token that a decorator of it names; nothing where none does.
    pub(super) fn injected(&self, function: FunctionRef, position: usize) -> Values {
        let mut out = Values::default();
        let Some(token) = self.injected_token(function, position) else { return out };
        let tokens = self.evaluate(token);
        let span = self.span(token);
        for value in tokens.iter() {
            out.join(&self.provided(&value.value, MAX_ALIASES).step(StepKind::Passed, token.file, span));
        }
        out
    }

    /// The token that a parameter's decorator names.
    fn injected_token(&self, function: FunctionRef, position: usize) -> Option<Site> {
        let module = self.module(function.file)?;
        let info = module.functions.get(function.id.index())?;
        let param = info.params.get(position)?;
        // Decorators of parameters stand between the parameter before and the name.
        let before = position.checked_sub(1).and_then(|p| info.params.get(p)).map_or(0, |p| p.span.end);
        info.decorators.iter().find_map(|decorator| {
            let expr = &module.exprs[decorator.index()];
            let is_own = expr.span.start >= before && expr.span.end <= param.span.start && expr.span.start >= info.name_span.end;
            let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
            let token = args.first().filter(|a| is_own && a.kind == ArgKind::Positional)?;
            let names_token = self
                .evaluate_in(function.file, *callee)
                .iter()
                .any(|t| matches!(&t.value, Value::External(e) if self.stubs.injectors.decorators.contains(e.symbol())));
            names_token.then_some(Site { file: function.file, expr: token.value })
        })
    }

    /// What the providers of a token give.
    fn provided(&self, token: &Value, aliases: usize) -> Values {
        let mut out = Values::default();
        let keys = &self.stubs.injectors;
        let providers = self.index.providers.iter().filter(|site| {
            self.entry(**site, &keys.token).is_some_and(|t| self.evaluate_in(site.file, t).iter().any(|t| is_same_token(&t.value, token)))
        });
        for provider in providers.take(MAX_PROVIDERS) {
            let part = |name: &str| self.entry(*provider, name).map(|e| self.evaluate_in(provider.file, e));
            if let Some(makers) = part(&keys.factory) {
                out.join(&makers.flat_map(|t| match &t.value {
                    Value::Function(f) => self.returns(*f),
                    _ => Values::unknown(),
                }));
            }
            if let Some(classes) = part(&keys.class) {
                out.join(&classes.flat_map(|t| match &t.value {
                    Value::Class(class) => Values::one(Value::Instance(*class, None)),
                    _ => Values::unknown(),
                }));
            }
            if let Some(values) = part(&keys.value) {
                out.join(&values.flat_map(one));
            }
            if let Some(others) = part(&keys.alias).filter(|_| aliases > 0) {
                for other in others.iter() {
                    let values = self.bounded(|| self.provided(&other.value, aliases - 1));
                    out.join(&match &other.value {
                        Value::Class(class) if values.is_empty() => Values::one(Value::Instance(*class, None)),
                        _ => values,
                    });
                }
            }
        }
        out
    }

    /// The value of a key of an object literal.
    fn entry(&self, object: Site, name: &str) -> Option<ExprId> {
        let entries = self.entries(object)?;
        entries.iter().find(|e| matches!(&e.key, EntryKey::Static(key) if key == name)).map(|e| e.value)
    }
}

/// Whether two tokens are one: equal strings, one class, or one symbol made at one place.
fn is_same_token(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Str(a, _), Value::Str(b, _)) => a == b,
        (Value::Class(a), Value::Class(b)) => a == b,
        (Value::External(a), Value::External(b)) => a.symbol() == b.symbol() && a.site() == b.site(),
        _ => false,
    }
}
