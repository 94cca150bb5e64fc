//! Assignments, and binary operators as written.

use super::lowerer::Lowerer;
use crate::program::{Assign, ExprId, ExprKind, Name, StmtKind, Target};
use crate::source::Span;
use syn::{BinOp, Expr};

/// Where a value goes, its own expressions lowered once.
enum Place<'e> {
    Name(Name, Span),
    Member(ExprId, Name, Span),
    Index(ExprId, ExprId),
    /// `_`
    Ignore(Span),
    /// A tuple or array of places.
    Parts(Vec<&'e Expr>),
    /// `*self`, `*map.entry(k).or_default()`: nothing the model can name.
    Other(ExprId),
}

impl Lowerer<'_> {
    /// `target = value` or, with an operator, `target op= value`. Stands for the value.
    pub fn assignment(&mut self, target: &Expr, value: &Expr, op: Option<&str>, whole: &Expr) -> ExprId {
        let span = self.expr_span(whole);
        let place = self.place(target);
        let mut value = self.expr(value);
        if let Some(op) = op {
            let left = self.read(&place, target);
            value = self.b.expr(ExprKind::Binary { op: op.into(), left, right: value }, span);
        }
        self.store(place, value, span);
        value
    }

    fn place<'e>(&mut self, mut target: &'e Expr) -> Place<'e> {
        loop {
            target = match target {
                Expr::Paren(e) => &e.expr,
                Expr::Group(e) => &e.expr,
                Expr::Reference(e) => &e.expr,
                Expr::Unary(e) => &e.expr,
                _ => break,
            };
        }
        match target {
            Expr::Path(e) if e.qself.is_none() => match self.single_name(&e.path) {
                Some((name, span)) if name != "self" => Place::Name(name, span),
                _ => {
                    let id = self.expr(target);
                    match &self.b.module().exprs[id.index()].kind {
                        ExprKind::Member { object, property, property_span } => Place::Member(*object, property.clone(), *property_span),
                        _ => Place::Other(id),
                    }
                }
            },
            Expr::Field(e) => {
                let object = self.expr(&e.base);
                let (name, span) = self.member_name(&e.member);
                Place::Member(object, name, span)
            }
            Expr::Index(e) => Place::Index(self.expr(&e.expr), self.expr(&e.index)),
            Expr::Infer(_) => Place::Ignore(self.expr_span(target)),
            Expr::Tuple(e) => Place::Parts(e.elems.iter().collect()),
            Expr::Array(e) => Place::Parts(e.elems.iter().collect()),
            _ => Place::Other(self.expr(target)),
        }
    }

    /// What a place holds.
    fn read(&mut self, place: &Place<'_>, target: &Expr) -> ExprId {
        let span = self.expr_span(target);
        match place {
            Place::Name(name, span) => self.b.name(name.clone(), *span),
            Place::Member(object, name, name_span) => self.b.member(*object, name.clone(), *name_span, span),
            Place::Index(object, index) => self.b.expr(ExprKind::Index { object: *object, index: *index }, span),
            Place::Other(id) => *id,
            Place::Ignore(_) | Place::Parts(_) => self.nothing(span),
        }
    }

    fn store(&mut self, place: Place<'_>, value: ExprId, span: Span) {
        let target = match place {
            Place::Name(name, name_span) => {
                self.name_closure(Some(value), &name);
                self.b.assign_name(name, name_span, value, span);
                return;
            }
            Place::Ignore(name_span) => {
                self.b.declare("_", name_span, Some(value), None, span);
                return;
            }
            Place::Parts(parts) => {
                for (position, part) in parts.into_iter().enumerate() {
                    let part_span = self.expr_span(part);
                    let index = self.int(position, part_span);
                    let element = self.b.expr(ExprKind::Index { object: value, index }, part_span);
                    let place = self.place(part);
                    self.store(place, element, span);
                }
                return;
            }
            Place::Other(id) => {
                let both = self.b.unknown(vec![id, value], span);
                self.b.stmt(StmtKind::Expr(both), span);
                return;
            }
            Place::Member(object, property, span) => Target::Member { object, property, span },
            Place::Index(object, index) => Target::Index { object, index },
        };
        self.b.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation: None, declares: false }), span);
    }
}

/// The operator of a compound assignment.
pub(super) fn compound(op: &BinOp) -> Option<&'static str> {
    Some(match op {
        BinOp::AddAssign(_) => "+",
        BinOp::SubAssign(_) => "-",
        BinOp::MulAssign(_) => "*",
        BinOp::DivAssign(_) => "/",
        BinOp::RemAssign(_) => "%",
        BinOp::BitXorAssign(_) => "^",
        BinOp::BitAndAssign(_) => "&",
        BinOp::BitOrAssign(_) => "|",
        BinOp::ShlAssign(_) => "<<",
        BinOp::ShrAssign(_) => ">>",
        _ => return None,
    })
}

/// A binary operator as written.
pub(super) fn operator(op: &BinOp) -> &'static str {
    match op {
        BinOp::Add(_) => "+",
        BinOp::Sub(_) => "-",
        BinOp::Mul(_) => "*",
        BinOp::Div(_) => "/",
        BinOp::Rem(_) => "%",
        BinOp::And(_) => "&&",
        BinOp::Or(_) => "||",
        BinOp::BitXor(_) => "^",
        BinOp::BitAnd(_) => "&",
        BinOp::BitOr(_) => "|",
        BinOp::Shl(_) => "<<",
        BinOp::Shr(_) => ">>",
        BinOp::Eq(_) => "==",
        BinOp::Lt(_) => "<",
        BinOp::Le(_) => "<=",
        BinOp::Ne(_) => "!=",
        BinOp::Ge(_) => ">=",
        BinOp::Gt(_) => ">",
        other => compound(other).unwrap_or("?"),
    }
}
