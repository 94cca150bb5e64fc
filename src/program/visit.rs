//! Walks the operands of an expression.

use super::{EntryKey, Expr, ExprId, ExprKind, TemplatePart};

impl Expr {
    /// Calls `f` with each direct operand, in source order.
    pub fn for_each_child(&self, mut f: impl FnMut(ExprId)) {
        match &self.kind {
            ExprKind::Literal(_)
            | ExprKind::Name(_)
            | ExprKind::This
            | ExprKind::Super
            | ExprKind::Function(_)
            | ExprKind::Class(_)
            | ExprKind::Import(_) => {}
            ExprKind::Template(parts) => {
                for part in parts {
                    if let TemplatePart::Expr(e) = part {
                        f(*e);
                    }
                }
            }
            ExprKind::Member { object, .. } => f(*object),
            ExprKind::Index { object, index } => {
                f(*object);
                f(*index);
            }
            ExprKind::Call { callee, args, .. } => {
                f(*callee);
                for arg in args {
                    f(arg.value);
                }
            }
            ExprKind::Await(e) | ExprKind::Try(e) | ExprKind::Element(e) | ExprKind::Enter(e) => f(*e),
            ExprKind::Unary { operand, .. } => f(*operand),
            ExprKind::Object { class, entries } => {
                if let Some(class) = class {
                    f(*class);
                }
                for entry in entries {
                    if let EntryKey::Computed(key) = &entry.key {
                        f(*key);
                    }
                    f(entry.value);
                }
            }
            ExprKind::List(elements) => elements.iter().for_each(|e| f(e.value)),
            ExprKind::Comprehension { body, iterable } => {
                f(*body);
                f(*iterable);
            }
            ExprKind::Conditional { test, then, otherwise } => {
                f(*test);
                f(*then);
                if let Some(otherwise) = otherwise {
                    f(*otherwise);
                }
            }
            ExprKind::Switch { subject, arms } => {
                f(*subject);
                arms.iter().copied().for_each(f);
            }
            ExprKind::Fallback { left, right } | ExprKind::And { left, right } | ExprKind::Binary { left, right, .. } => {
                f(*left);
                f(*right);
            }
            ExprKind::Yield(e) => {
                if let Some(e) = e {
                    f(*e);
                }
            }
            ExprKind::Union(es) | ExprKind::Unknown(es) => es.iter().copied().for_each(f),
        }
    }
}
