//! How long a sequence is: as far as it is written out, or as the code that cuts it says.

use super::evaluate::Evaluator;
use super::sequences::Cut;
use super::value::{Site, Value, Values};
use crate::program::{ExprId, ExprKind, Literal, Module, RegionId, RegionKind, StmtKind, Target};

/// Deepest chain of cuts.
const MAX_DEPTH: u32 = 12;

/// How many elements a sequence has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// At least so many.
    pub least: u64,
    /// At most so many.
    pub most: u64,
    /// The expression that says so: the literal, the slice, the size of the chunks.
    pub told_by: Site,
    /// So many were asked of whatever gave them (`top_k` of a search).
    pub is_asked_for: bool,
}

impl Evaluator<'_> {
    /// The length of a sequence, where it is bounded.
    pub fn length(&self, value: &Value) -> Option<Length> {
        match value {
            Value::List(_) | Value::Part(_) => self.length_within(value, MAX_DEPTH),
            _ => None,
        }
    }

    fn length_within(&self, value: &Value, depth: u32) -> Option<Length> {
        let depth = depth.checked_sub(1)?;
        match value {
            Value::List(list) => self.written(*list, depth),
            Value::Part(cut) => self.cut_off(*cut, depth),
            _ => None,
        }
    }

    /// The length of what an expression may be: where it may be several things, the shortest.
    fn length_at(&self, site: Site, depth: u32) -> Option<Length> {
        let values = self.evaluate(site);
        let lengths: Option<Vec<Length>> = values.iter().map(|t| self.length_within(&t.value, depth)).collect();
        lengths.and_then(|lengths| lengths.into_iter().min_by_key(|l| l.most)).or_else(|| self.asked_for(site, depth))
    }

    /// How many a search was asked for: `index.query(vector, top_k=2000).matches`, `await store.search(query, { limit: 2000 })`.
    fn asked_for(&self, site: Site, depth: u32) -> Option<Length> {
        let depth = depth.checked_sub(1)?;
        let module = self.module(site.file)?;
        let at = |expr: ExprId| Site { file: site.file, expr };
        match &module.exprs[site.expr.index()].kind {
            ExprKind::Await(inner) | ExprKind::Try(inner) => self.asked_for(at(*inner), depth),
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => self.asked_for(at(*object), depth),
            ExprKind::Name(name) => self.asked_for(at(only_value(module, site.expr, name)?), depth),
            ExprKind::Call { args, .. } => {
                let mut given = self.arguments(site).named;
                let objects = args.iter().filter(|a| matches!(module.exprs[a.value.index()].kind, ExprKind::Object { .. }));
                given.extend(objects.flat_map(|a| self.object_arguments(at(a.value)).named));
                let asked = given.iter().find(|a| self.stubs.size_names.contains(&a.name))?;
                let most = u64::try_from(self.number(asked.value)?).ok()?;
                Some(Length { least: 0, most, told_by: asked.value, is_asked_for: true })
            }
            _ => None,
        }
    }

    /// A list that is written out, or a comprehension.
    fn written(&self, list: Site, depth: u32) -> Option<Length> {
        let module = self.module(list.file)?;
        let ExprKind::List(elements) = &module.exprs[list.expr.index()].kind else { return None };
        let told_by = list;
        if let [only] = elements.as_slice()
            && let ExprKind::Comprehension { body, iterable } = module.exprs[only.value.index()].kind
        {
            let (loops, is_filtered) = rounds(module, module.exprs[body.index()].region, module.exprs[list.expr.index()].region);
            let over = self.length_at(Site { file: list.file, expr: iterable }, depth).filter(|_| loops == 1)?;
            return Some(Length { least: if is_filtered { 0 } else { over.least }, ..over });
        }
        let mut length = Length { least: 0, most: 0, told_by, is_asked_for: false };
        for element in elements {
            let inner = match element.is_spread {
                true => self.length_at(Site { file: list.file, expr: element.value }, depth)?,
                false => Length { least: 1, most: 1, told_by, is_asked_for: false },
            };
            length.least += inner.least;
            length.most += inner.most;
        }
        Some(length)
    }

    /// A part: what the expression that cuts it lets through.
    fn cut_off(&self, cut: Site, depth: u32) -> Option<Length> {
        let module = self.module(cut.file)?;
        let at = |expr: ExprId| Site { file: cut.file, expr };
        match &module.exprs[cut.expr.index()].kind {
            ExprKind::Index { object, index } => {
                let (from, to) = ends(module, *index)?;
                self.shortened(self.window(cut, from, to, depth), self.length_at(at(*object), depth))
            }
            ExprKind::Binary { op, left, right } if op == "*" => {
                let (list, times) = match self.number(at(*right)) {
                    Some(times) => (*left, times),
                    None => (*right, self.number(at(*left))?),
                };
                let list = self.length_at(at(list), depth)?;
                let times = u64::try_from(times).ok()?;
                Some(Length {
                    least: list.least.checked_mul(times)?,
                    most: list.most.checked_mul(times)?,
                    told_by: cut,
                    is_asked_for: false,
                })
            }
            ExprKind::Call { callee, .. } => {
                let cutter = self.cutter(cut)?;
                let receiver = match &module.exprs[callee.index()].kind {
                    ExprKind::Member { object, .. } => Some(at(*object)),
                    _ => None,
                };
                let sequence = cutter.of.map_or(receiver, |i| self.positional(cut, i)).and_then(|s| self.length_at(s, depth));
                let argument = |i: usize| self.positional(cut, cutter.size + i);
                match cutter.cut {
                    Cut::Chunks | Cut::Head => {
                        let size = self.number(argument(0)?).and_then(|n| u64::try_from(n).ok());
                        self.shortened(size.map(|most| Length { least: 0, most, told_by: cut, is_asked_for: false }), sequence)
                    }
                    Cut::Range => {
                        let ends = (argument(0).map(|s| s.expr), argument(1).map(|s| s.expr));
                        self.shortened(self.window(cut, ends.0, ends.1, depth), sequence)
                    }
                    Cut::Same => sequence,
                    Cut::Fewer => sequence.map(|s| Length { least: 0, ..s }),
                    Cut::Numbers => self.numbers(cut, argument(0)?, argument(1), argument(2)),
                }
            }
            _ => None,
        }
    }

    /// A window over a sequence: no longer than either.
    fn shortened(&self, window: Option<Length>, sequence: Option<Length>) -> Option<Length> {
        match (window, sequence) {
            (Some(window), Some(sequence)) if sequence.most <= window.most => Some(sequence),
            (Some(window), Some(sequence)) => Some(Length { least: sequence.least.min(window.most), ..window }),
            (window, sequence) => window.or(sequence.map(|s| Length { least: 0, ..s })),
        }
    }

    /// `range(start, stop, step)`.
    fn numbers(&self, told_by: Site, first: Site, second: Option<Site>, step: Option<Site>) -> Option<Length> {
        let (start, stop) = match second {
            Some(stop) => (self.number(first)?, self.number(stop)?),
            None => (0, self.number(first)?),
        };
        let step = step.map_or(Some(1), |s| self.number(s)).filter(|s| *s > 0)?;
        let count = u64::try_from(stop.checked_sub(start)?.max(0)).ok()?.div_ceil(step.unsigned_abs());
        Some(Length { least: count, most: count, told_by, is_asked_for: false })
    }

    /// The width between two ends of a slice.
    fn window(&self, told_by: Site, from: Option<ExprId>, to: Option<ExprId>, depth: u32) -> Option<Length> {
        let at = |expr: ExprId| Site { file: told_by.file, expr };
        let module = self.module(told_by.file)?;
        let given = |end: Option<ExprId>| end.filter(|e| !matches!(module.exprs[e.index()].kind, ExprKind::Literal(Literal::Null)));
        let (from, to) = (given(from), given(to));
        let width = match (from, to) {
            (None, Some(to)) => self.upper(at(to), depth).filter(|n| *n >= 0),
            // `xs[-100:]`: the last so many.
            (Some(from), None) => self.number(at(from)).filter(|n| *n < 0).map(|n| -n),
            (Some(from), Some(to)) => match (self.number(at(from)), self.number(at(to))) {
                (Some(from), Some(to)) if (from < 0) == (to < 0) => Some(to - from),
                (Some(start), None) if start >= 0 => {
                    let bound = self.upper(at(to), depth).filter(|end| *end >= start).map(|end| end - start);
                    bound.or_else(|| self.distance(told_by, from, to, depth))
                }
                _ => self.distance(told_by, from, to, depth),
            },
            (None, None) => None,
        }?;
        Some(Length { least: 0, most: u64::try_from(width).ok()?, told_by, is_asked_for: false })
    }

    /// How far the end of a window is from its beginning, where that is a variable: `i` and `i + 100`, `min(i + 100, n)`,
    /// `i * 100` and `(i + 1) * 100`.
    fn distance(&self, told_by: Site, from: ExprId, to: ExprId, depth: u32) -> Option<i64> {
        let depth = depth.checked_sub(1)?;
        let module = self.module(told_by.file)?;
        let at = |expr: ExprId| Site { file: told_by.file, expr };
        match &module.exprs[to.index()].kind {
            ExprKind::Binary { op, left, right } if op == "+" => {
                let step = if same(module, *left, from) { *right } else { Some(*left).filter(|_| same(module, *right, from))? };
                self.number(at(step))
            }
            ExprKind::Binary { op, left: next, right: size } if op == "*" => {
                let ExprKind::Binary { op, left: index, right } = &module.exprs[from.index()].kind else { return None };
                let is_next = matches!(&module.exprs[next.index()].kind, ExprKind::Binary { op, left, right: one }
                    if op == "+" && same(module, *left, *index) && self.number(at(*one)) == Some(1));
                (op == "*" && is_next && same(module, *right, *size)).then(|| self.number(at(*size)))?
            }
            // The lesser of several ends: `min(i + 100, n)`, `(i + 100).min(n)`.
            ExprKind::Call { callee, args, .. } => {
                let (name, receiver) = match &module.exprs[callee.index()].kind {
                    ExprKind::Member { object, property, .. } => (property.as_str(), Some(*object)),
                    ExprKind::Name(name) => (name.as_str(), None),
                    _ => return None,
                };
                let ends = args.iter().map(|a| a.value).chain(receiver);
                (name == "min").then(|| ends.filter_map(|end| self.distance(told_by, from, end, depth)).min())?
            }
            ExprKind::Name(name) => self.distance(told_by, from, only_value(module, to, name)?, depth),
            _ => None,
        }
    }

    /// A number that an expression is at most: the number it is, or the lesser of several of which one is known (`min(len(xs), 1000)`).
    fn upper(&self, site: Site, depth: u32) -> Option<i64> {
        let depth = depth.checked_sub(1)?;
        if let Some(number) = self.number(site) {
            return Some(number);
        }
        let module = self.module(site.file)?;
        match &module.exprs[site.expr.index()].kind {
            ExprKind::Call { callee, args, .. } => {
                let (name, receiver) = match &module.exprs[callee.index()].kind {
                    // `Math.min(a, b)`: what it is called on is no number, which does no harm.
                    ExprKind::Member { object, property, .. } => (property, Some(*object)),
                    ExprKind::Name(name) => (name, None),
                    _ => return None,
                };
                let several = args.iter().map(|a| a.value).chain(receiver).map(|expr| Site { file: site.file, expr });
                (name == "min").then(|| several.filter_map(|one| self.upper(one, depth)).min())?
            }
            ExprKind::Name(name) => self.upper(Site { file: site.file, expr: only_value(module, site.expr, name)? }, depth),
            _ => None,
        }
    }

    /// The number an expression is; of several the least.
    fn number(&self, site: Site) -> Option<i64> {
        self.evaluate(site).iter().filter_map(|t| if let Value::Int(i, _) = t.value { Some(i) } else { None }).min()
    }

    /// Arithmetic on whole numbers.
    pub(super) fn arithmetic(&self, site: Site, op: &str, left: Site, right: Site) -> Option<Values> {
        let single = |side: Site| match self.evaluate(side).iter().map(|t| &t.value).collect::<Vec<_>>()[..] {
            [Value::Int(i, _)] => Some(*i),
            _ => None,
        };
        let (left, right) = (single(left)?, single(right)?);
        let result = match op {
            "+" => left.checked_add(right),
            "-" => left.checked_sub(right),
            "*" => left.checked_mul(right),
            "//" => left.checked_div_euclid(right),
            _ => None,
        }?;
        Some(Values::one(Value::Int(result, site)))
    }
}

/// The ends of a slice: a call of `slice`, or a range.
fn ends(module: &Module, index: ExprId) -> Option<(Option<ExprId>, Option<ExprId>)> {
    match &module.exprs[index.index()].kind {
        ExprKind::Call { callee, args, .. } if matches!(&module.exprs[callee.index()].kind, ExprKind::Name(n) if n == "slice") => {
            let [from, to, step] = args.as_slice() else { return None };
            let is_plain = matches!(module.exprs[step.value.index()].kind, ExprKind::Literal(Literal::Null));
            is_plain.then_some((Some(from.value), Some(to.value)))
        }
        ExprKind::Binary { op, left, right } if op == ".." => Some((Some(*left), Some(*right))),
        _ => None,
    }
}

/// Whether an index is a slice: then what is indexed gives a part of itself.
pub(super) fn is_slice(module: &Module, index: ExprId) -> bool {
    ends(module, index).is_some()
}

/// What a name is bound to in its scope, where that happens once.
fn only_value(module: &Module, expr: ExprId, name: &str) -> Option<ExprId> {
    let scope = &module.scopes[module.exprs[expr.index()].scope.index()];
    let [only] = scope.bindings.get(name)?.as_slice() else { return None };
    let StmtKind::Assign(assign) = &module.stmts[only.index()].kind else { return None };
    assign.value.filter(|_| matches!(assign.target, Target::Name { .. }))
}

/// Whether two expressions are written alike: names, and members of names.
fn same(module: &Module, a: ExprId, b: ExprId) -> bool {
    match (&module.exprs[a.index()].kind, &module.exprs[b.index()].kind) {
        (ExprKind::Name(a), ExprKind::Name(b)) => a == b,
        (ExprKind::This, ExprKind::This) => true,
        (ExprKind::Member { object: x, property: a, .. }, ExprKind::Member { object: y, property: b, .. }) => {
            a == b && same(module, *x, *y)
        }
        (ExprKind::Literal(a), ExprKind::Literal(b)) => a == b,
        _ => false,
    }
}

/// The loops between a region and one around it, and whether a condition stands among them.
fn rounds(module: &Module, inner: RegionId, outer: RegionId) -> (usize, bool) {
    let (mut loops, mut is_filtered, mut at) = (0, false, Some(inner));
    while let Some(region) = at.filter(|r| *r != outer) {
        match module.regions[region.index()].kind {
            RegionKind::Loop(_) => loops += 1,
            RegionKind::Branch(_) => is_filtered = true,
            _ => {}
        }
        at = module.regions[region.index()].parent;
    }
    (loops, is_filtered)
}
