//! What an expression may be: a small set of values, each with the path by which it was reached.

use super::external::External;
use crate::program::{ClassId, ExprId, FunctionId};
use crate::source::{FileId, Span};
use std::rc::Rc;
use std::sync::Arc;

/// An expression of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Site {
    /// The file.
    pub file: FileId,
    /// The expression.
    pub expr: ExprId,
}

/// A project function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionRef {
    /// The file.
    pub file: FileId,
    /// The function.
    pub id: FunctionId,
}

/// A project class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassRef {
    /// The file.
    pub file: FileId,
    /// The class.
    pub id: ClassId,
}

/// A piece of a string that is known in part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Known text.
    Text(Arc<str>),
    /// Text that isn't known.
    Hole,
}

/// A module of the project.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ModuleRef {
    /// A file.
    File(FileId),
    /// A directory without an `__init__` file (Python).
    Directory(Arc<str>),
}

/// One thing an expression may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string constant and the expression that holds it.
    Str(Arc<str>, Site),
    /// A string known in part.
    Partial(Rc<[Piece]>, Site),
    /// An integer constant.
    Int(i64, Site),
    /// Any other number.
    Float(f64, Site),
    /// A truth value.
    Bool(bool, Site),
    /// `None`, `null`, `undefined`.
    Null(Site),
    /// What an environment variable holds; the name where it is constant.
    Env(Option<Arc<str>>, Site),
    /// Something from outside the project.
    External(External),
    /// A function of the project.
    Function(FunctionRef),
    /// A class of the project.
    Class(ClassRef),
    /// An instance of a class of the project, and where it was made (if seen).
    Instance(ClassRef, Option<Site>),
    /// A dict, object or struct literal.
    Dict(Site),
    /// A list, tuple, set or array literal.
    List(Site),
    /// A sequence cut from another, by the expression that cuts it.
    Part(Site),
    /// The pieces that a call cuts a sequence into.
    Parts(Site),
    /// A module of the project.
    Module(ModuleRef),
}

/// How a value went from one place to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Bound to a name or attribute.
    Stored,
    /// Handed over as an argument.
    Passed,
    /// Given back by a function.
    Returned,
    /// Brought in from another file.
    Imported,
    /// Declared by an annotation.
    Declared,
    /// Taken out of an object by a key that isn't known: one of its values.
    Picked,
}

/// One step on the path of a value.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// How it went.
    pub kind: StepKind,
    /// The file of the place.
    pub file: FileId,
    /// The place.
    pub span: Span,
    /// The step before.
    pub before: Option<Rc<Step>>,
    /// How many steps there are, this one included.
    length: u8,
}

/// Steps kept of a path; longer ones keep their beginning.
const MAX_STEPS: u8 = 8;

/// A value and the path by which it was reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// The value.
    pub value: Value,
    /// The last step of the path.
    pub path: Option<Rc<Step>>,
}

impl Traced {
    /// The same value, one step further.
    pub fn step(&self, kind: StepKind, file: FileId, span: Span) -> Traced {
        let length = self.path.as_ref().map_or(0, |s| s.length);
        if length >= MAX_STEPS {
            return self.clone();
        }
        let step = Step { kind, file, span, before: self.path.clone(), length: length + 1 };
        Traced { value: self.value.clone(), path: Some(Rc::new(step)) }
    }

    /// The path from its beginning.
    pub fn steps(&self) -> Vec<Rc<Step>> {
        let mut steps = Vec::new();
        let mut at = self.path.clone();
        while let Some(step) = at {
            at = step.before.clone();
            steps.push(step);
        }
        steps.reverse();
        steps
    }
}

impl From<Value> for Traced {
    fn from(value: Value) -> Self {
        Traced { value, path: None }
    }
}

/// Most values kept of one expression; more leave the set open.
const MAX_VALUES: usize = 24;

/// What an expression may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    items: Vec<Traced>,
    /// It may be something else too.
    pub open: bool,
}

impl Values {
    /// Nothing is known.
    pub fn unknown() -> Self {
        Values { items: Vec::new(), open: true }
    }

    /// Exactly one value.
    pub fn one(value: Value) -> Self {
        Values { items: vec![value.into()], open: false }
    }

    /// The known values.
    pub fn iter(&self) -> impl Iterator<Item = &Traced> {
        self.items.iter()
    }

    /// Whether no value is known.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Number of known values.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Adds a value unless it is there already.
    pub fn push(&mut self, traced: Traced) {
        if self.items.iter().any(|t| t.value == traced.value) {
            return;
        }
        if self.items.len() >= MAX_VALUES {
            self.open = true;
            return;
        }
        self.items.push(traced);
    }

    /// Adds all values of another set.
    pub fn join(&mut self, other: &Values) {
        self.open |= other.open;
        for item in &other.items {
            self.push(item.clone());
        }
    }

    /// The set with every value one step further.
    pub fn step(&self, kind: StepKind, file: FileId, span: Span) -> Values {
        Values { items: self.items.iter().map(|t| t.step(kind, file, span)).collect(), open: self.open }
    }

    /// Applies `f` to every value and joins the results; an open set stays open.
    pub fn flat_map(&self, mut f: impl FnMut(&Traced) -> Values) -> Values {
        let mut out = Values { items: Vec::new(), open: self.open };
        for item in &self.items {
            out.join(&f(item));
        }
        out
    }

    /// The values without `None`/`null`.
    pub fn without_null(&self) -> Values {
        Values { items: self.items.iter().filter(|t| !matches!(t.value, Value::Null(_))).cloned().collect(), open: self.open }
    }
}
