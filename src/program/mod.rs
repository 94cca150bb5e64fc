//! The language-neutral program model: what the front ends lower to and the analysis reads.
//!
//! It holds what matters to *who is called, with what, in what surroundings*. Everything lives in arenas of a
//! [`Module`] and is named by small ids; every node carries a byte span, the scope and the region it stands in.
//! What a language can say and this model can't becomes [`ExprKind::Unknown`], with its sub-expressions kept so
//! that calls inside are still found.
//!
//! Conventions the front ends share (the analysis relies on them):
//!
//! * A function or class declaration is a [`StmtKind::Assign`] of an [`ExprKind::Function`] / [`ExprKind::Class`] to its name.
//! * An import is an assignment of an [`ExprKind::Import`] to the local name.
//! * Destructuring becomes one assignment per bound name, its value a synthetic [`ExprKind::Member`] /
//!   [`ExprKind::Index`] on the source (defaults as [`ExprKind::Fallback`]); a loop variable is an
//!   [`ExprKind::Element`] of what is iterated; `with x as y` binds [`ExprKind::Enter`].
//! * An assignment used as an expression emits its statement and stands for its value.
//! * Parentheses, casts (`as`, `!`, `satisfies`), `&`/`&mut`/`*` in Rust and similar noise disappear.
//! * The receiver parameter (`self`, `this`, `cls`) is [`ExprKind::This`].
//! * Types are expressions too (names, members, indexing for generics, [`ExprKind::Union`] for alternatives).
//! * A Rust path `a::b::c` is a chain of members on the name `a`; a macro call `m!(…)` is a call of the name `m!`
//!   (except `json!`, `vec!`, `format!` and kin, which become objects, lists and templates).

mod builder;
mod dump;
mod spans;
mod visit;

pub use builder::ModuleBuilder;

use crate::source::{FileId, Language, Span};
use smol_str::SmolStr;
use spans::SpanIndex;
use std::sync::Arc;

/// An identifier as written.
pub type Name = SmolStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// The index into the module's arena.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// Names an [`Expr`] of a module.
    ExprId
);
id!(
    /// Names a [`Stmt`] of a module.
    StmtId
);
id!(
    /// Names a [`Scope`] of a module; the module's own scope is 0.
    ScopeId
);
id!(
    /// Names a [`Region`] of a module; the module's own region is 0.
    RegionId
);
id!(
    /// Names a [`Function`] of a module.
    FunctionId
);
id!(
    /// Names a [`Class`] of a module.
    ClassId
);

/// One lowered file.
#[derive(Debug)]
pub struct Module {
    /// The file it came from.
    pub file: FileId,
    /// Its language.
    pub language: Language,
    /// All expressions, children after or before their parents (no order is promised).
    pub exprs: Vec<Expr>,
    /// All statements in source order.
    pub stmts: Vec<Stmt>,
    /// All scopes; 0 is the module.
    pub scopes: Vec<Scope>,
    /// All regions; 0 is the module's body.
    pub regions: Vec<Region>,
    /// All functions, methods and closures.
    pub functions: Vec<Function>,
    /// All classes, interfaces, enums, structs, traits and inline modules.
    pub classes: Vec<Class>,
    /// What other modules may import, where the language says so explicitly (TypeScript); elsewhere every module-scope name is exported.
    pub exports: Vec<Export>,
    /// Modules all of whose names are visible here (`from x import *`, `use x::*`), with the scope they are visible in.
    pub star_imports: Vec<(ScopeId, ImportRef)>,
    /// Rust `mod name;` declarations: files this module owns, with an explicit `#[path]` where given.
    pub child_modules: Vec<(Name, Option<String>)>,
    /// String directives at the top of the file (`"use client"`).
    pub directives: Vec<SmolStr>,
    /// All comments, in source order.
    pub comments: Vec<Comment>,
    /// Ranges that could not be lowered because of syntax errors.
    pub skipped: Vec<Span>,
    /// Every [`ExprKind::Call`], in arena order. Filled by [`ModuleBuilder::finish`].
    pub calls: Vec<ExprId>,
    /// What stands where, once somebody asks.
    pub(crate) spans: SpanIndex,
}

/// An expression and where it stands.
#[derive(Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The tokens it came from; for synthetic nodes, those of the pattern that asked for it.
    pub span: Span,
    /// The scope its names are looked up in.
    pub scope: ScopeId,
    /// The innermost region it stands in.
    pub region: RegionId,
    /// The expression it is an operand of, if any. Filled by [`ModuleBuilder::finish`].
    pub parent: Option<ExprId>,
    /// The innermost statement it belongs to, if any. Filled by [`ModuleBuilder::finish`].
    pub stmt: Option<StmtId>,
}

/// A constant written in the source.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A string, decoded.
    Str(Arc<str>),
    /// Bytes; content kept where it is UTF-8.
    Bytes(Arc<str>),
    /// An integer that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// `None`, `null`, `undefined`.
    Null,
}

/// What an expression is.
#[derive(Debug)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// A string built from parts: f-strings, template literals, `format!`.
    Template(Vec<TemplatePart>),
    /// A name looked up in scope.
    Name(Name),
    /// The receiver of a method.
    This,
    /// The base class of the receiver (`super()`, `super`).
    Super,
    /// `object.property`, `object::property`, `object?.property`.
    Member {
        /// What the member is read from.
        object: ExprId,
        /// The member's name.
        property: Name,
        /// The name's own tokens.
        property_span: Span,
    },
    /// `object[index]`; also generics in types.
    Index {
        /// What is indexed.
        object: ExprId,
        /// The index or type argument (several are an [`ExprKind::List`]).
        index: ExprId,
    },
    /// A call, construction or macro invocation.
    Call {
        /// What is called.
        callee: ExprId,
        /// The arguments in order.
        args: Vec<Arg>,
        /// Written with `new`.
        is_new: bool,
    },
    /// `await x`, `x.await`.
    Await(ExprId),
    /// Rust `x?`.
    Try(ExprId),
    /// A dict, object literal or struct literal.
    Object {
        /// The struct's path, for Rust struct literals.
        class: Option<ExprId>,
        /// The entries in order.
        entries: Vec<Entry>,
    },
    /// A list, tuple, set or array; also the results of a comprehension when the one element is an [`ExprKind::Comprehension`].
    List(Vec<Element>),
    /// `[body for … in …]`: the element expression; it stands in a loop region.
    Comprehension {
        /// What each round yields.
        body: ExprId,
        /// The outermost iterable.
        iterable: ExprId,
    },
    /// `test ? then : otherwise`, Rust `if` as an expression.
    Conditional {
        /// The condition.
        test: ExprId,
        /// The value when it holds.
        then: ExprId,
        /// The value when it doesn't; `None` for an `if` without `else`.
        otherwise: Option<ExprId>,
    },
    /// `match`/`switch` used as an expression, and the subject of `if let` (no arms).
    Switch {
        /// What is looked at.
        subject: ExprId,
        /// The values of the arms.
        arms: Vec<ExprId>,
    },
    /// `left or right`, `left || right`, `left ?? right`.
    Fallback {
        /// Tried first.
        left: ExprId,
        /// Used when the left is falsy or missing.
        right: ExprId,
    },
    /// `left and right`, `left && right`.
    And {
        /// The condition.
        left: ExprId,
        /// The value when it holds.
        right: ExprId,
    },
    /// Any other binary operation.
    Binary {
        /// The operator as written (`+`, `%`, `==`, `in`, …).
        op: Name,
        /// Left operand.
        left: ExprId,
        /// Right operand.
        right: ExprId,
    },
    /// `not x`, `!x`, `-x`.
    Unary {
        /// The operator as written.
        op: Name,
        /// The operand.
        operand: ExprId,
    },
    /// A function, method or closure value.
    Function(FunctionId),
    /// A class value.
    Class(ClassId),
    /// An imported module or name; `require("x")` and `await import("x")` too.
    Import(ImportRef),
    /// One element of an iterable.
    Element(ExprId),
    /// What a context manager yields on entry.
    Enter(ExprId),
    /// `yield x`.
    Yield(Option<ExprId>),
    /// Alternatives in a type (`A | B`).
    Union(Vec<ExprId>),
    /// Anything else, with the expressions inside.
    Unknown(Vec<ExprId>),
}

/// A piece of a built string.
#[derive(Debug)]
pub enum TemplatePart {
    /// Constant text, decoded.
    Text(Arc<str>),
    /// An inserted value.
    Expr(ExprId),
}

/// One argument of a call.
#[derive(Debug)]
pub struct Arg {
    /// How it is passed.
    pub kind: ArgKind,
    /// The value (for spreads: what is spread).
    pub value: ExprId,
    /// The whole argument, name included.
    pub span: Span,
}

/// How an argument is passed.
#[derive(Debug, Clone, PartialEq)]
pub enum ArgKind {
    /// By position.
    Positional,
    /// By name.
    Named(Name, Span),
    /// `*args`, `...args`.
    Spread,
    /// `**kwargs`.
    NamedSpread,
}

/// An entry of an object.
#[derive(Debug)]
pub struct Entry {
    /// How its key is given.
    pub key: EntryKey,
    /// The value (for spreads: what is spread).
    pub value: ExprId,
    /// The key's tokens, or the whole entry for spreads.
    pub key_span: Span,
}

/// The key of an entry.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKey {
    /// A constant key.
    Static(Name),
    /// A computed key.
    Computed(ExprId),
    /// `**other`, `...other`, `..other`.
    Spread,
}

/// An element of a list.
#[derive(Debug)]
pub struct Element {
    /// The value.
    pub value: ExprId,
    /// Whether the value is spread into the list.
    pub is_spread: bool,
}

/// What an import names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImportRef {
    /// The module as written: `cohere`, `..config`, `./client`, `rig::providers::cohere` (Rust: without the item).
    pub module: SmolStr,
    /// What of it.
    pub item: ImportItem,
    /// Only a type is imported (`import type`); the symbol still resolves.
    pub type_only: bool,
}

/// What is taken from an imported module.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ImportItem {
    /// The module itself (`import x`, `import * as x`, `require("x")`).
    Module,
    /// Its default export.
    Default,
    /// A name of it. In Rust and Python the name may itself be a module.
    Named(Name),
}

/// A statement and where it stands.
#[derive(Debug)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// The whole statement: a suppression comment counts on any of its lines.
    pub span: Span,
    /// The scope it runs in (the function it is in, not the scope a name is bound in).
    pub scope: ScopeId,
    /// The innermost region it stands in.
    pub region: RegionId,
}

/// What a statement does.
#[derive(Debug)]
pub enum StmtKind {
    /// Binds a name or sets a member.
    Assign(Assign),
    /// `return x`; also a closure's expression body and a Rust tail expression.
    Return(Option<ExprId>),
    /// `raise x`, `throw x`; without a value it raises the caught error again.
    Raise(Option<ExprId>),
    /// An expression whose value is dropped.
    Expr(ExprId),
    /// `break`: leaves the loop (or, in TypeScript, the `switch`) around it.
    Break,
    /// `continue`: on to the next round.
    Continue,
    /// `pass` and other statements without operands.
    Other,
}

/// An assignment.
#[derive(Debug)]
pub struct Assign {
    /// What is assigned to.
    pub target: Target,
    /// The value; `None` for a declaration only.
    pub value: Option<ExprId>,
    /// The declared type.
    pub annotation: Option<ExprId>,
    /// Whether this declares the name here (`let`, `const`, a Python assignment) or sets one declared elsewhere.
    pub declares: bool,
}

/// The target of an assignment.
#[derive(Debug)]
pub enum Target {
    /// A name, bound in the given scope (filled by [`ModuleBuilder::finish`] where it is not declared in place).
    Name {
        /// The name.
        name: Name,
        /// Its tokens.
        span: Span,
        /// The scope it is bound in.
        scope: ScopeId,
    },
    /// `object.property = …`
    Member {
        /// The object.
        object: ExprId,
        /// The member's name.
        property: Name,
        /// Its tokens.
        span: Span,
    },
    /// `object[index] = …`
    Index {
        /// The object.
        object: ExprId,
        /// The index.
        index: ExprId,
    },
}

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// The module.
    Module,
    /// A function, method or closure.
    Function(FunctionId),
    /// A class body.
    Class(ClassId),
}

/// Where names live.
#[derive(Debug)]
pub struct Scope {
    /// What it belongs to.
    pub kind: ScopeKind,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// For each name the statements that bind it here, in source order. Filled by [`ModuleBuilder::finish`].
    pub bindings: rustc_hash::FxHashMap<Name, Vec<StmtId>>,
    /// Names that belong to an outer scope (`global`, `nonlocal`): `true` for the module's.
    pub outer_names: Vec<(Name, bool)>,
}

/// A stretch of code with a meaning for control flow.
#[derive(Debug)]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// The region around it; a function's body is inside the region its definition stands in.
    pub parent: Option<RegionId>,
    /// The scope it belongs to.
    pub scope: ScopeId,
    /// The tokens it covers.
    pub span: Span,
}

/// What a region is.
#[derive(Debug)]
pub enum RegionKind {
    /// The module's body.
    Module,
    /// A function's body.
    Function(FunctionId),
    /// A class body.
    Class(ClassId),
    /// The guarded part of a `try`.
    Try {
        /// Its handlers in order. Filled after the body is lowered.
        handlers: Vec<Handler>,
    },
    /// A handler's body (`except`, `catch`).
    Handler,
    /// `else` of a Python `try`: not guarded by it.
    TryElse,
    /// `finally`.
    Finally,
    /// The body of a loop or comprehension, with what is iterated (`None` for `while`).
    Loop(Option<ExprId>),
    /// The body of a `with`, with its context managers.
    With(Vec<ExprId>),
    /// One side of a branch.
    Branch(BranchKind),
}

/// What is known of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchKind {
    /// May or may not run.
    Plain,
    /// The other side of the branch before it (`else`, a further `case` or arm).
    Alternative,
    /// Never runs (`if False`, `if TYPE_CHECKING`, `#[cfg(any())]`).
    Dead,
    /// Runs when the file is the program (`if __name__ == "__main__"`, `require.main === module`).
    Main,
    /// Runs in tests only (`#[cfg(test)]`).
    Test,
}

/// One handler of a `try`.
#[derive(Debug)]
pub struct Handler {
    /// The error types it names; empty when it catches everything.
    pub types: Vec<ExprId>,
    /// The name the error is bound to.
    pub binding: Option<Name>,
    /// Its body.
    pub region: RegionId,
    /// The keyword and types: `except ApiError as e`.
    pub span: Span,
}

/// A function, method or closure.
#[derive(Debug)]
pub struct Function {
    /// Its name, if it has one (a closure assigned to a name has that name).
    pub name: Option<Name>,
    /// The name's tokens, or the function's first.
    pub name_span: Span,
    /// The whole function.
    pub span: Span,
    /// Its parameters without the receiver.
    pub params: Vec<Param>,
    /// `async`.
    pub is_async: bool,
    /// A generator.
    pub is_generator: bool,
    /// Its decorators or attributes, outermost first.
    pub decorators: Vec<ExprId>,
    /// The declared return type.
    pub returns: Option<ExprId>,
    /// The scope of its body.
    pub scope: ScopeId,
    /// The region of its body.
    pub body: RegionId,
    /// The class it is a method of.
    pub class: Option<ClassId>,
    /// What sort of function it is.
    pub kind: FunctionKind,
    /// Visible outside its module (`export`, `pub`, a public Python name).
    pub is_public: bool,
}

/// What sort of function it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// A plain function.
    Function,
    /// An instance method.
    Method,
    /// Called on the class (`@staticmethod`, `@classmethod`, `static`, a Rust function without `self`).
    Static,
    /// Read like an attribute (`@property`, `get x()`).
    Property,
    /// `__init__`, `constructor`.
    Constructor,
    /// A lambda, arrow function or Rust closure.
    Closure,
}

/// A parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name; for destructured parameters a made-up one that the destructuring assignments read.
    pub name: Name,
    /// Its tokens.
    pub span: Span,
    /// Its declared type.
    pub annotation: Option<ExprId>,
    /// Its default.
    pub default: Option<ExprId>,
    /// How it takes arguments.
    pub kind: ParamKind,
}

/// How a parameter takes arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// By position or name.
    Plain,
    /// By name only.
    KeywordOnly,
    /// All remaining positional arguments.
    Rest,
    /// All remaining named arguments.
    KeywordRest,
}

/// A class, interface, enum, struct, trait or inline module.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: Option<Name>,
    /// The name's tokens, or the class's first.
    pub name_span: Span,
    /// The whole class.
    pub span: Span,
    /// What it extends or implements.
    pub bases: Vec<ExprId>,
    /// The scope whose bindings are its fields, constants and methods.
    pub scope: ScopeId,
    /// Its decorators or attributes.
    pub decorators: Vec<ExprId>,
    /// The decorators or attributes of its fields and variants, with the field's name (`#[serde(rename = "inputType")]`).
    pub field_decorators: Vec<(Name, ExprId)>,
    /// What sort of class it is.
    pub kind: ClassKind,
    /// For a Rust `impl` block: the type it adds to (same module: merged by the front end; elsewhere: resolved by the analysis).
    pub extends_type: Option<ExprId>,
}

/// What sort of class it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClassKind {
    /// A class or struct.
    Class,
    /// An interface, protocol, trait or object type: nothing is built from it.
    Interface,
    /// An enum.
    Enum,
    /// A namespace or inline module.
    Namespace,
    /// A Rust `impl` block of a type of another module.
    Impl,
}

/// What another module may import.
#[derive(Debug)]
pub struct Export {
    /// The exported name (`default` for the default export, `*` for everything of `from`).
    pub name: Name,
    /// Where it comes from.
    pub value: ExportValue,
}

/// Where an exported name comes from.
#[derive(Debug)]
pub enum ExportValue {
    /// A name of the module's scope.
    Local(Name),
    /// An expression (`export default x`, `module.exports = x`).
    Expr(ExprId),
    /// Another module.
    From(ImportRef),
}

/// A comment.
#[derive(Clone, Copy, Debug)]
pub struct Comment {
    /// Its tokens, markers included.
    pub span: Span,
}
