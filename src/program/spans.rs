//! What stands where: expressions and statements by their tokens, without a walk through the whole module for each question.

use super::{ExprId, ExprKind, Module, Name, RegionId, StmtId};
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Indexes of a module, made at the first question.
#[derive(Debug, Default)]
pub struct SpanIndex {
    exprs: OnceLock<Vec<(u32, ExprId)>>,
    calls: OnceLock<Vec<(u32, ExprId)>>,
    stmts: OnceLock<Vec<(u32, StmtId)>>,
    regions: OnceLock<Regions>,
    names: OnceLock<FxHashMap<Name, Vec<ExprId>>>,
    elements: OnceLock<Vec<ExprId>>,
}

/// What stands directly in each region.
#[derive(Debug, Default)]
struct Regions {
    children: FxHashMap<RegionId, Vec<RegionId>>,
    stmts: FxHashMap<RegionId, Vec<StmtId>>,
    exprs: FxHashMap<RegionId, Vec<ExprId>>,
}

impl Module {
    /// The expressions that lie wholly within a stretch of text, in arena order.
    pub fn exprs_within(&self, within: Span) -> Vec<ExprId> {
        let starts = self.spans.exprs.get_or_init(|| sorted((0..self.exprs.len() as u32).map(ExprId), |e| self.exprs[e.index()].span));
        inside(starts, within, |e| self.exprs[e.index()].span)
    }

    /// The calls that lie wholly within a stretch of text, in arena order.
    pub fn calls_within(&self, within: Span) -> Vec<ExprId> {
        let starts = self.spans.calls.get_or_init(|| sorted(self.calls.iter().copied(), |e| self.exprs[e.index()].span));
        inside(starts, within, |e| self.exprs[e.index()].span)
    }

    /// The statements that lie wholly within a stretch of text, in source order.
    pub fn stmts_within(&self, within: Span) -> Vec<StmtId> {
        let starts = self.spans.stmts.get_or_init(|| sorted((0..self.stmts.len() as u32).map(StmtId), |s| self.stmts[s.index()].span));
        inside(starts, within, |s| self.stmts[s.index()].span)
    }

    /// The expressions that consist of just these tokens, in arena order.
    pub fn exprs_at(&self, span: Span) -> Vec<ExprId> {
        let starts = self.spans.exprs.get_or_init(|| sorted((0..self.exprs.len() as u32).map(ExprId), |e| self.exprs[e.index()].span));
        let first = starts.partition_point(|(start, _)| *start < span.start);
        let here = starts[first..].iter().take_while(|(start, _)| *start == span.start).map(|(_, e)| *e);
        let mut found: Vec<ExprId> = here.filter(|e| self.exprs[e.index()].span == span).collect();
        found.sort_unstable();
        found
    }

    /// The statements of a region and of those inside it, in source order.
    pub fn stmts_of(&self, region: RegionId) -> Vec<StmtId> {
        let regions = self.regions_index();
        gathered(regions, region, &regions.stmts)
    }

    /// The expressions of a region and of those inside it, in arena order.
    pub fn exprs_of(&self, region: RegionId) -> Vec<ExprId> {
        let regions = self.regions_index();
        gathered(regions, region, &regions.exprs)
    }

    /// Where a name is read, in arena order, whatever it stands for there.
    pub fn reads_of(&self, name: &str) -> &[ExprId] {
        let names = self.spans.names.get_or_init(|| {
            let mut names: FxHashMap<Name, Vec<ExprId>> = FxHashMap::default();
            for (i, expr) in self.exprs.iter().enumerate() {
                if let ExprKind::Name(name) = &expr.kind {
                    names.entry(name.clone()).or_default().push(ExprId(i as u32));
                }
            }
            names
        });
        names.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every [`ExprKind::Element`], in arena order.
    pub fn elements(&self) -> &[ExprId] {
        self.spans.elements.get_or_init(|| {
            let is_element = |e: &ExprId| matches!(self.exprs[e.index()].kind, ExprKind::Element(_));
            (0..self.exprs.len() as u32).map(ExprId).filter(is_element).collect()
        })
    }

    fn regions_index(&self) -> &Regions {
        self.spans.regions.get_or_init(|| {
            let mut index = Regions::default();
            for (i, region) in self.regions.iter().enumerate() {
                if let Some(parent) = region.parent {
                    index.children.entry(parent).or_default().push(RegionId(i as u32));
                }
            }
            for (i, stmt) in self.stmts.iter().enumerate() {
                index.stmts.entry(stmt.region).or_default().push(StmtId(i as u32));
            }
            for (i, expr) in self.exprs.iter().enumerate() {
                index.exprs.entry(expr.region).or_default().push(ExprId(i as u32));
            }
            index
        })
    }
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>, span: impl Fn(&T) -> Span) -> Vec<(u32, T)> {
    let mut starts: Vec<(u32, T)> = all.map(|item| (span(&item).start, item)).collect();
    starts.sort_unstable();
    starts
}

fn inside<T: Copy + Ord>(starts: &[(u32, T)], within: Span, span: impl Fn(&T) -> Span) -> Vec<T> {
    let first = starts.partition_point(|(start, _)| *start < within.start);
    let candidates = starts[first..].iter().take_while(|(start, _)| *start <= within.end).map(|(_, item)| *item);
    let mut found: Vec<T> = candidates.filter(|item| within.contains(span(item))).collect();
    found.sort_unstable();
    found
}

fn gathered<T: Copy + Ord>(regions: &Regions, region: RegionId, of: &FxHashMap<RegionId, Vec<T>>) -> Vec<T> {
    let (mut found, mut pending) = (Vec::new(), vec![region]);
    while let Some(at) = pending.pop() {
        found.extend(of.get(&at).into_iter().flatten());
        pending.extend(regions.children.get(&at).into_iter().flatten());
    }
    found.sort_unstable();
    found
}
