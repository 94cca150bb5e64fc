//! Strings built from parts.

use super::evaluate::Evaluator;
use super::value::{Piece, Site, Value, Values};
use crate::program::TemplatePart;
use std::rc::Rc;
use std::sync::Arc;

/// Most alternatives of one built string.
const MAX_ALTERNATIVES: usize = 12;

/// Longest built string that is followed.
const MAX_TEXT: usize = 4096;

/// Most pieces of one built string: one made of itself twice, again and again, would have no end.
const MAX_PIECES: usize = 600;

impl Evaluator<'_> {
    pub(super) fn template(&self, site: Site, parts: &[TemplatePart]) -> Values {
        let mut built: Vec<Vec<Piece>> = vec![Vec::new()];
        for part in parts.iter().take(256) {
            match part {
                TemplatePart::Text(text) => built.iter_mut().for_each(|b| b.push(Piece::Text(text.clone()))),
                TemplatePart::Expr(e) => built = append(built, &self.pieces(Site { file: site.file, expr: *e })),
            }
        }
        finish(site, built)
    }

    pub(super) fn binary(&self, site: Site, op: &str, left: Site, right: Site) -> Values {
        if matches!(op, "+" | "-" | "*" | "//")
            && let Some(number) = self.arithmetic(site, op, left, right)
        {
            return number;
        }
        match op {
            // `["x"] * 200`
            "*" if [left, right].iter().any(|side| self.evaluate(*side).iter().any(|t| matches!(t.value, Value::List(_)))) => {
                Values::one(Value::Part(site))
            }
            "+" => {
                let left = self.pieces(left);
                if left.iter().all(|p| matches!(p[..], [Piece::Hole])) && !self.is_text(right) {
                    return Values::unknown();
                }
                finish(site, append(left, &self.pieces(right)))
            }
            "%" => self.evaluate(left).flat_map(|t| self.string_method(site, &t.value)),
            _ => Values::unknown(),
        }
    }

    fn is_text(&self, site: Site) -> bool {
        self.evaluate(site).iter().any(|t| matches!(t.value, Value::Str(..) | Value::Partial(..)))
    }

    /// The text of a format string with its placeholders as holes: `"…{}…".format(x)`, `"…%s…" % x`.
    pub(super) fn string_method(&self, site: Site, receiver: &Value) -> Values {
        let Value::Str(text, _) = receiver else { return Values::unknown() };
        let mut pieces = Vec::new();
        let mut rest: &str = text;
        while let Some(i) = rest.find(['{', '%']) {
            let end = if rest[i..].starts_with('{') { rest[i..].find('}').map(|e| i + e + 1) } else { Some((i + 2).min(rest.len())) };
            let Some(end) = end.filter(|e| rest.is_char_boundary(*e)) else { break };
            pieces.push(Piece::Text(rest[..i].into()));
            pieces.push(Piece::Hole);
            rest = &rest[end..];
        }
        pieces.push(Piece::Text(rest.into()));
        finish(site, vec![pieces])
    }

    /// The alternatives of a part of a string, each as pieces.
    fn pieces(&self, site: Site) -> Vec<Vec<Piece>> {
        let values = self.evaluate(site);
        let mut out: Vec<Vec<Piece>> = Vec::new();
        let mut hole = values.open || values.is_empty();
        for traced in values.iter() {
            match &traced.value {
                Value::Str(text, _) => out.push(vec![Piece::Text(text.clone())]),
                Value::Partial(pieces, _) => out.push(pieces.to_vec()),
                Value::Int(i, _) => out.push(vec![Piece::Text(i.to_string().into())]),
                _ => hole = true,
            }
        }
        if hole || out.is_empty() {
            out.push(vec![Piece::Hole]);
        }
        out
    }
}

fn append(built: Vec<Vec<Piece>>, parts: &[Vec<Piece>]) -> Vec<Vec<Piece>> {
    if built.len() * parts.len() > MAX_ALTERNATIVES {
        return built
            .into_iter()
            .map(|mut b| {
                b.push(Piece::Hole);
                b
            })
            .collect();
    }
    let joined = |b: &Vec<Piece>, p: &Vec<Piece>| {
        let more: &[Piece] = if b.len() + p.len() > MAX_PIECES { &[Piece::Hole] } else { p };
        b.iter().chain(more).cloned().collect()
    };
    built.iter().flat_map(|b| parts.iter().map(move |p| joined(b, p))).collect()
}

fn finish(site: Site, built: Vec<Vec<Piece>>) -> Values {
    let mut out = Values::default();
    for pieces in built {
        let mut merged: Vec<Piece> = Vec::new();
        let mut text = String::new();
        let mut length = 0;
        for piece in pieces {
            match piece {
                Piece::Text(t) if length + t.len() <= MAX_TEXT => {
                    length += t.len();
                    text.push_str(&t);
                }
                _ => {
                    if !text.is_empty() {
                        merged.push(Piece::Text(std::mem::take(&mut text).into()));
                    }
                    if merged.last() != Some(&Piece::Hole) {
                        merged.push(Piece::Hole);
                    }
                }
            }
        }
        if merged.is_empty() {
            out.push(Value::Str(Arc::from(text), site).into());
        } else {
            if !text.is_empty() {
                merged.push(Piece::Text(text.into()));
            }
            out.push(Value::Partial(Rc::from(merged), site).into());
        }
    }
    out
}
