//! Signs that a key is a trial key: names of variables and secrets, comments beside it.

use super::Collector;
use crate::analysis::origins::{Origin, Passing};
use crate::analysis::{Site, Value};
use crate::cohere::catalog::flows::split_words;
use crate::cohere::flows::{KeyUse, TrialSign};
use crate::cohere::usage::Place;
use crate::program::{Assign, ExprKind, Module, StmtKind, Target};
use crate::source::{FileId, Span};

/// What a trial key is called in names.
const WORD: &str = "trial";

impl Collector<'_> {
    /// What says that the keys in use are trial keys.
    pub fn trial_signs(&self, uses: &[KeyUse]) -> Vec<TrialSign> {
        let mut found = Vec::new();
        for key in uses {
            let Some(site) = self.site_at(key.place) else { continue };
            let mut places = vec![key.place, key.used_at];
            let mut names: Vec<(String, Place)> = key.variables.iter().map(|v| (v.name.to_string(), v.place)).collect();
            places.extend(key.variables.iter().map(|v| v.place));
            self.evaluator.trace(site, &mut |p: &Passing<'_>| match p.origin {
                Origin::Assigned(file, stmt) => names.extend(self.assigned_word(file, stmt)),
                Origin::Leaf(leaf) => names.extend(self.named_secrets(leaf)),
                Origin::Parameter(..) => {}
            });
            for (name, place) in names.into_iter().filter(|(name, _)| split_words(name).any(|w| w == WORD)) {
                found.push(TrialSign { words: format!("`{name}`"), place, surroundings: key.surroundings.clone() });
            }
            for place in places {
                found.extend(self.comment_beside(place).map(|comment| TrialSign {
                    words: "the comment beside it".to_owned(),
                    place: comment,
                    surroundings: key.surroundings.clone(),
                }));
            }
        }
        found.sort_by_key(|s| s.place);
        found.dedup_by_key(|s| s.place);
        found
    }

    fn assigned_word(&self, file: FileId, id: crate::program::StmtId) -> Option<(String, Place)> {
        let stmt = &self.evaluator.module(file)?.stmts[id.index()];
        let StmtKind::Assign(Assign { target: Target::Name { name, span, .. } | Target::Member { property: name, span, .. }, .. }) =
            &stmt.kind
        else {
            return None;
        };
        Some((name.to_string(), Place { file, span: *span, statement: stmt.span }))
    }

    /// The names given to the call that fetches a key: those of a secret manager's secrets.
    fn named_secrets(&self, leaf: Site) -> Vec<(String, Place)> {
        let call = |module: &Module| match &module.exprs[leaf.expr.index()].kind {
            ExprKind::Call { args, .. } => args.iter().map(|a| a.value).collect(),
            _ => Vec::new(),
        };
        let arguments = self.evaluator.module(leaf.file).map(call).unwrap_or_default();
        let text = |expr| {
            let values = self.evaluator.evaluate_in(leaf.file, expr);
            values.iter().find_map(|t| if let Value::Str(text, _) = &t.value { Some(text.to_string()) } else { None })
        };
        arguments.into_iter().filter_map(|expr| Some((text(expr)?, self.place(leaf.file, expr)))).collect()
    }

    /// A comment on the same line, or the line above, that says *trial key*.
    fn comment_beside(&self, place: Place) -> Option<Place> {
        let module = self.evaluator.module(place.file)?;
        let text = self.facts.text(place.file);
        let start = place.span.start as usize;
        let line = text.get(..start)?.rfind('\n').map_or(0, |i| i + 1);
        let above = text[..line.saturating_sub(1)].rfind('\n').map_or(0, |i| i + 1);
        let end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let around = Span::new(above, end);
        module.comments.iter().map(|c| c.span).filter(|span| around.contains(*span)).find_map(|span| {
            let words: Vec<String> = split_words(text.get(span.range())?).collect();
            let says = words.windows(2).any(|w| (w[0] == WORD || w[0] == "evaluation") && (w[1] == "key" || w[1] == "api"));
            let denies = words.iter().any(|w| matches!(w.as_str(), "not" | "no" | "never" | "production" | "or" | "free" | "get"));
            (says && !denies).then_some(Place { file: place.file, span, statement: span })
        })
    }
}
