//! Literals in a credential's place.

use super::Collector;
use crate::analysis::{Site, StepKind, Value};
use crate::cohere::usage::{Client, Credential, CredentialKind, Place, Surroundings};
use crate::finding::redact::{is_placeholder, looks_like_key};
use crate::program::{ArgKind, Assign, ExprId, ExprKind, Module, StmtKind, Target, TemplatePart};
use crate::source::{FileId, Span};
use std::sync::Arc;

/// How far before a token of a key's shape a Cohere name may stand, in bytes.
const SHAPE_CONTEXT: usize = 80;

/// Length of a Cohere API key.
const KEY_LENGTH: usize = 40;

impl Collector<'_> {
    /// The literals given to a client as its key.
    pub fn client_credentials(&mut self, client: &Client) {
        let Some(wire) = &client.entry.credential else { return };
        let Some(argument) = client.arguments.get(wire) else { return };
        let Some(site) = self.site_at(argument.value) else { return };
        self.usages.key_variables.extend(argument.env.iter().cloned());
        let receiver = format!("`{}`", client.class);
        let (own_server, place) = (client.has_own_server, client.place);
        for credential in self.literals(site, CredentialKind::Argument, &receiver, Some(place), own_server) {
            self.usages.credentials.push(credential);
        }
    }

    /// The literal leaves of an expression as credentials.
    pub fn literals(&self, site: Site, kind: CredentialKind, receiver: &str, used_at: Option<Place>, own_server: bool) -> Vec<Credential> {
        let mut leaves = Vec::new();
        self.leaves(site, &mut leaves, 0);
        leaves
            .into_iter()
            .filter_map(|(text, leaf)| {
                let module = self.evaluator.module(leaf.file)?;
                let key = text.trim().trim_start_matches("Bearer ").trim_start_matches("bearer ").trim();
                if key.is_empty() || key.eq_ignore_ascii_case("bearer") {
                    return None;
                }
                let place = self.place(leaf.file, leaf.expr);
                Some(Credential {
                    place,
                    key: self.within(place, key),
                    kind,
                    receiver: receiver.to_owned(),
                    used_at,
                    is_placeholder: is_placeholder(key),
                    is_key_shaped: looks_like_key(key),
                    has_own_server: own_server,
                    flow: Vec::new(),
                    surroundings: self.surroundings(module, leaf),
                })
            })
            .collect()
    }

    /// The span of `text` inside a literal; the whole literal where it is written otherwise (escapes).
    fn within(&self, place: Place, text: &str) -> Span {
        let source = self.facts.text(place.file).get(place.span.range()).unwrap_or_default();
        source.find(text).map_or(place.span, |i| {
            let start = place.span.start as usize + i;
            Span::new(start, start + text.len())
        })
    }

    /// The string literals an expression's value is made of. One that was merely among an object's values, under a key nobody knows,
    /// counts only if it looks like a key.
    fn leaves(&self, site: Site, out: &mut Vec<(Arc<str>, Site)>, depth: usize) {
        if depth > 12 {
            return;
        }
        for traced in self.evaluator.evaluate(site).iter() {
            let (Value::Str(_, at) | Value::Partial(_, at)) = &traced.value else { continue };
            let is_picked = traced.steps().iter().any(|s| s.kind == StepKind::Picked);
            if is_picked && !matches!(&traced.value, Value::Str(text, _) if looks_like_key(text)) {
                continue;
            }
            let Some(module) = self.evaluator.module(at.file) else { continue };
            let child = |expr: ExprId| Site { file: at.file, expr };
            match &module.exprs[at.expr.index()].kind {
                ExprKind::Literal(_) => {
                    if let Value::Str(text, _) = &traced.value
                        && !out.iter().any(|(_, s)| s == at)
                    {
                        out.push((text.clone(), *at));
                    }
                }
                ExprKind::Template(parts) => {
                    for part in parts {
                        if let TemplatePart::Expr(e) = part {
                            self.leaves(child(*e), out, depth + 1);
                        }
                    }
                }
                ExprKind::Binary { left, right, .. } => {
                    self.leaves(child(*left), out, depth + 1);
                    self.leaves(child(*right), out, depth + 1);
                }
                _ => {}
            }
        }
    }

    /// Environment variables being set or read with a fallback, and tokens of a key's shape.
    pub fn credentials_in(&mut self, file: FileId, module: &Module) {
        let mut found = Vec::new();
        for stmt in &module.stmts {
            let StmtKind::Assign(Assign { target, value: Some(value), .. }) = &stmt.kind else { continue };
            let name = match target {
                Target::Index { object, index } if self.is_environment(file, *object) => self.text_of(file, *index),
                Target::Member { object, property, .. } if self.is_environment(file, *object) => Some(property.as_str().into()),
                _ => continue,
            };
            if let Some(name) = name.filter(|n| self.catalog.is_key_variable(n)) {
                let site = Site { file, expr: *value };
                found.extend(self.literals(site, CredentialKind::EnvironmentWrite, &format!("`{name}`"), None, false));
            }
        }
        // A variable is read by its name: where no name stands, nothing needs to be evaluated.
        let text = self.facts.text(file);
        let names_one = self.catalog.key_variables().any(|name| text.contains(name));
        let candidates = module.exprs.iter().enumerate().filter(|_| names_one);
        for (i, expr) in candidates {
            let site = Site { file, expr: ExprId(i as u32) };
            if !matches!(expr.kind, ExprKind::Call { .. } | ExprKind::Fallback { .. } | ExprKind::Member { .. } | ExprKind::Index { .. }) {
                continue;
            }
            let values = self.evaluator.evaluate(site);
            let variable = values.iter().find_map(|t| match &t.value {
                Value::Env(Some(name), _) if self.catalog.is_key_variable(name) => Some(name.clone()),
                _ => None,
            });
            let Some(variable) = variable else { continue };
            self.usages.key_variables.push((&*variable).into());
            let receiver = format!("the fallback for `{variable}`");
            for fallback in self.fallbacks(file, &expr.kind) {
                found.extend(self.literals(fallback, CredentialKind::EnvironmentFallback, &receiver, None, false));
            }
        }
        found.extend(self.shapes(file, module));
        self.usages.credentials.extend(found);
    }

    /// What stands in where a variable isn't set: `os.getenv(name, this)`, `process.env.NAME ?? this`, `var(name).unwrap_or(this)`. What
    /// goes before the variable (`key or os.getenv(name)`) is no fallback but what a caller gives.
    fn fallbacks(&self, file: FileId, kind: &ExprKind) -> Vec<Site> {
        let at = |expr: ExprId| Site { file, expr };
        match kind {
            ExprKind::Fallback { left, right } => {
                let reads = self.evaluator.evaluate_in(file, *left).iter().any(|t| matches!(t.value, Value::Env(..)));
                reads.then(|| at(*right)).into_iter().collect()
            }
            ExprKind::Call { callee, args, .. } => {
                let positional = |i: usize| args.iter().filter(|a| a.kind == ArgKind::Positional).nth(i);
                let named = |wanted: &str| args.iter().find(|a| matches!(&a.kind, ArgKind::Named(n, _) if n == wanted));
                let is_unwrapped = |module: &Module| matches!(&module.exprs[callee.index()].kind, ExprKind::Member { property, .. } if property.starts_with("unwrap_or"));
                let stubs = self.evaluator.stubs;
                let callees = self.evaluator.evaluate_in(file, *callee);
                let reader = callees.iter().find_map(|t| match &t.value {
                    Value::External(e) => stubs.env_readers.get(e.symbol()),
                    _ => None,
                });
                let found = match reader {
                    Some(r) => r.fallback.and_then(positional).or_else(|| r.fallback_name.as_deref().and_then(named)),
                    None if self.evaluator.module(file).is_some_and(is_unwrapped) => positional(0),
                    None => None,
                };
                found.map(|a| at(a.value)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_environment(&self, file: FileId, object: ExprId) -> bool {
        let is_env =
            |t: &crate::analysis::Traced| matches!(&t.value, Value::External(e) if self.evaluator.stubs.env_objects.contains(e.symbol()));
        self.evaluator.evaluate_in(file, object).iter().any(is_env)
    }

    fn text_of(&self, file: FileId, expr: ExprId) -> Option<Arc<str>> {
        self.evaluator.evaluate_in(file, expr).iter().find_map(|t| if let Value::Str(s, _) = &t.value { Some(s.clone()) } else { None })
    }

    /// Tokens of a key's shape beside a Cohere name, anywhere in the text.
    fn shapes(&self, file: FileId, module: &Module) -> Vec<Credential> {
        let text = self.facts.text(file);
        let bytes = text.as_bytes();
        let mut out = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            let end = bytes[at..].iter().position(|b| !b.is_ascii_alphanumeric()).map_or(bytes.len(), |n| at + n);
            let joined = |b: Option<&u8>| b.is_some_and(|b| matches!(b, b'/' | b'+' | b'_' | b'-' | b'.' | b'%'));
            let stands_alone = !joined(at.checked_sub(1).and_then(|i| bytes.get(i))) && !joined(bytes.get(end));
            if end - at == KEY_LENGTH && stands_alone && looks_like_key(&text[at..end]) && beside_cohere(text, at) {
                let key = Span::new(at, end);
                let place = Place { file, span: key, statement: key };
                out.push(Credential {
                    place,
                    key,
                    kind: CredentialKind::Shape,
                    receiver: String::new(),
                    used_at: None,
                    is_placeholder: false,
                    is_key_shaped: true,
                    has_own_server: false,
                    flow: Vec::new(),
                    surroundings: Surroundings { role: self.facts.role(file), function: None, is_library: false },
                });
            }
            at = end;
        }
        let _ = module;
        out
    }

    /// The expression of a place; places come from expressions.
    pub fn site_at(&self, place: Place) -> Option<Site> {
        let module = self.evaluator.module(place.file)?;
        let expr = *module.exprs_at(place.span).last()?;
        Some(Site { file: place.file, expr })
    }
}

/// Whether a Cohere name stands on the same line, or shortly before on the line above.
fn beside_cohere(text: &str, at: usize) -> bool {
    let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let mut from = at.saturating_sub(SHAPE_CONTEXT).min(line_start).max(line_start.saturating_sub(SHAPE_CONTEXT));
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = text[at..].find('\n').map_or(text.len(), |i| at + i).min(at + KEY_LENGTH + SHAPE_CONTEXT);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let context = text[from..to].to_ascii_lowercase();
    context.contains("cohere") || context.contains("co_api_key")
}
