//! What the analysis is told of where values go: calls that put them somewhere, hand them on, or cut them down.

use crate::source::Language;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// What sort of place a value ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SinkKind {
    /// A log.
    Log,
    /// The terminal of whoever runs the program, which a service's platform keeps as its log.
    Console,
    /// An index of vectors that is written.
    VectorWrite,
    /// An index of vectors that is searched.
    VectorSearch,
    /// The answer to an HTTP request.
    Response,
}

/// Calls by which values go somewhere for good.
#[derive(Clone, Debug)]
pub struct SinkRule {
    /// What sort of place it is.
    pub kind: SinkKind,
    /// Symbols called.
    pub paths: FxHashSet<SmolStr>,
    /// Beginnings of symbols whose methods count.
    pub packages: Vec<SmolStr>,
    /// Last names of receivers that count where nothing is known of them, lower case without leading underscores.
    pub receivers: FxHashSet<SmolStr>,
    /// Names of methods that count on these packages and receivers; `true` for those that are silent in production.
    pub methods: FxHashMap<SmolStr, bool>,
    /// Names of methods that tell by themselves, whatever the receiver.
    pub telling_methods: FxHashSet<SmolStr>,
    /// Beginnings of the text that an argument must have, lower case (`insert into`).
    pub texts: Vec<SmolStr>,
    /// Last names of named arguments that carry what matters; all of them if empty.
    pub arguments: FxHashSet<SmolStr>,
    /// The positional argument that carries what matters; all of them if there is none.
    pub position: Option<usize>,
}

/// The tables about flows.
#[derive(Debug, Default)]
pub struct FlowTables {
    /// Where values end.
    pub sinks: Vec<SinkRule>,
    /// Calls whose value holds their arguments: `zip`, `Object.assign`, `numpy.array`.
    pub carriers: FxHashSet<SmolStr>,
    /// Calls that number what they are given, pair by pair: `enumerate`.
    pub counters: FxHashSet<SmolStr>,
    /// Methods that number what their receiver gives, by ecosystem.
    pub counting_methods: FxHashMap<&'static str, FxHashSet<SmolStr>>,
    /// Methods whose value holds their receiver, by ecosystem: `astype`, `flat`.
    pub carrying_methods: FxHashMap<&'static str, FxHashSet<SmolStr>>,
    /// Methods whose value is what the function given makes of each item, by ecosystem: `map`.
    pub mapping_methods: FxHashMap<&'static str, FxHashSet<SmolStr>>,
    /// Methods that put their arguments into their receiver, by ecosystem: `append`, `push`.
    pub growing_methods: FxHashMap<&'static str, FxHashSet<SmolStr>>,
    /// Calls after which a value can't be read any more: `SecretStr(key)`.
    pub masks: FxHashSet<SmolStr>,
}

impl FlowTables {
    /// Whether a method's value holds its receiver.
    pub fn is_carrying(&self, language: Language, method: &str) -> bool {
        has(&self.carrying_methods, language, method)
    }

    /// Whether a method gives pairs of a number, or a key, and an item.
    pub fn is_counting(&self, language: Language, method: &str) -> bool {
        has(&self.counting_methods, language, method)
    }

    /// Whether a method's value is what the function given makes of its receiver's items.
    pub fn is_mapping(&self, language: Language, method: &str) -> bool {
        has(&self.mapping_methods, language, method)
    }

    /// Whether a method puts its arguments into its receiver.
    pub fn is_growing(&self, language: Language, method: &str) -> bool {
        has(&self.growing_methods, language, method)
    }
}

fn has(methods: &FxHashMap<&'static str, FxHashSet<SmolStr>>, language: Language, method: &str) -> bool {
    methods.get(language.ecosystem()).is_some_and(|names| names.contains(method))
}
