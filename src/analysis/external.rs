//! What lies outside the project, as a symbol.
//!
//! A symbol grows step by step: `python:cohere` → `.ClientV2` → `()` → `.chat`. After every step the [`Stubs`]
//! may rename it, so that `python:cohere.Client().v2` becomes `python:cohere.ClientV2()` and a builder's methods stay on the builder.
//! The steps themselves are kept: a builder chain can be walked back to the arguments of each call.

use super::stubs::Stubs;
use super::value::Site;
use smol_str::SmolStr;
use std::fmt;
use std::rc::Rc;

/// How a symbol was reached from the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// An import or a name nobody bound.
    Root,
    /// Reading a member.
    Member(SmolStr),
    /// Calling or constructing.
    Call,
    /// Indexing.
    Index,
    /// A declared type: an instance nobody was seen making.
    Declared,
}

#[derive(Debug)]
struct Node {
    symbol: SmolStr,
    operation: Operation,
    base: Option<External>,
    site: Option<Site>,
}

/// Something from outside the project. Cheap to clone.
#[derive(Clone)]
pub struct External(Rc<Node>);

/// Symbols longer than this are given up: nothing in the catalogue is that long.
const MAX_SYMBOL: usize = 240;

impl External {
    /// An imported module or global.
    pub fn root(symbol: &str, stubs: &Stubs) -> Self {
        External(Rc::new(Node { symbol: stubs.alias(symbol), operation: Operation::Root, base: None, site: None }))
    }

    /// The symbol, after renaming.
    pub fn symbol(&self) -> &str {
        &self.0.symbol
    }

    /// How it was reached.
    pub fn operation(&self) -> &Operation {
        &self.0.operation
    }

    /// What it was reached from.
    pub fn base(&self) -> Option<&External> {
        self.0.base.as_ref()
    }

    /// The expression of the last step (for a call, the call).
    pub fn site(&self) -> Option<Site> {
        self.0.site
    }

    fn grow(&self, symbol: SmolStr, operation: Operation, site: Option<Site>) -> Option<Self> {
        (symbol.len() <= MAX_SYMBOL).then(|| External(Rc::new(Node { symbol, operation, base: Some(self.clone()), site })))
    }

    /// A member of it.
    pub fn member(&self, name: &str, site: Option<Site>, stubs: &Stubs) -> Option<Self> {
        let plain = format!("{}.{name}", self.symbol());
        let symbol = stubs.step(&plain, self.symbol(), "*").unwrap_or_else(|| plain.into());
        self.grow(symbol, Operation::Member(name.into()), site)
    }

    /// The result of calling it.
    pub fn call(&self, site: Option<Site>, stubs: &Stubs) -> Option<Self> {
        let plain = format!("{}()", self.symbol());
        // For methods the receiver's wildcard counts: `RequestBuilder().*()`.
        let symbol = match (&self.0.operation, &self.0.base) {
            (Operation::Member(_), Some(receiver)) => stubs.step(&plain, receiver.symbol(), "*()"),
            _ => stubs.step(&plain, self.symbol(), "()"),
        };
        self.grow(symbol.unwrap_or_else(|| plain.into()), Operation::Call, site)
    }

    /// An element of it.
    pub fn index(&self, site: Option<Site>) -> Option<Self> {
        self.grow(format!("{}[]", self.symbol()).into(), Operation::Index, site)
    }

    /// An instance of it, known from a declaration only; `None` of a type that says nothing.
    pub fn declared_instance(&self, site: Option<Site>, stubs: &Stubs) -> Option<Self> {
        if stubs.any_types.contains(self.symbol()) {
            return None;
        }
        let plain = format!("{}()", self.symbol());
        let symbol = stubs.step(&plain, self.symbol(), "()").unwrap_or_else(|| plain.into());
        self.grow(symbol, Operation::Declared, site)
    }

    /// The call that made the object this symbol hangs on: the innermost call whose symbol is a prefix of ours,
    /// seen through members and builder methods.
    pub fn chain(&self) -> impl Iterator<Item = &External> {
        std::iter::successors(Some(self), |e| e.base())
    }
}

impl PartialEq for External {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || (self.0.symbol == other.0.symbol
                && self.0.site == other.0.site
                && self.0.operation == other.0.operation
                && self.0.base == other.0.base)
    }
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}
