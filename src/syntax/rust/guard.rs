//! Bounds how deep a token tree nests before it is parsed.
//!
//! The parser, the drop of its tree and the lowering recurse. A stack overflow can't be caught, so what would go too
//! deep is refused here, by an iterative walk. Two things are measured, each along the worst path through the
//! brackets: what makes the parser recurse (brackets, prefix operators, generics, assignments …), and how long the
//! left-leaning chains are (`a + b + c …`, `a.b().c()?…`), which the parser reads in a loop but drops recursively.

use super::super::SyntaxError;
use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Levels the parser may recurse.
pub(super) const NESTING_LIMIT: usize = 1_000;
/// Tokens of one uninterrupted chain.
pub(super) const CHAIN_LIMIT: usize = 250_000;

/// Refuses a token tree that can't be parsed and dropped on the parser thread's stack.
pub(super) fn check(tokens: &TokenStream) -> Result<(), SyntaxError> {
    let mut stack: Vec<Frame> = Vec::new();
    let mut frame = Frame::new(tokens.clone(), None);
    loop {
        match frame.tokens.next() {
            Some(TokenTree::Group(group)) => {
                frame.run.before_group();
                let inner = Frame::new(group.stream(), Some(group.delimiter()));
                stack.push(std::mem::replace(&mut frame, inner));
            }
            Some(token) => frame.run.token(&token),
            None => {
                frame.run.end_chain();
                let (nesting, chain) = (frame.run.deepest, frame.run.longest);
                let Some(outer) = stack.pop() else {
                    return match () {
                        () if nesting > NESTING_LIMIT => Err(SyntaxError::TooDeep { limit: NESTING_LIMIT }),
                        () if chain > CHAIN_LIMIT => Err(SyntaxError::TooDeep { limit: CHAIN_LIMIT }),
                        () => Ok(()),
                    };
                };
                let delimiter = frame.delimiter;
                frame = outer;
                frame.run.after_group(delimiter, nesting, chain);
            }
        }
    }
}

struct Frame {
    tokens: IntoIter,
    delimiter: Option<Delimiter>,
    run: Run,
}

impl Frame {
    fn new(tokens: TokenStream, delimiter: Option<Delimiter>) -> Self {
        Self { tokens: tokens.into_iter(), delimiter, run: Run::default() }
    }
}

/// What the token before means for an operator that follows.
#[derive(Clone, Copy, PartialEq, Default)]
enum Before {
    /// Nothing that an infix operator could continue.
    #[default]
    Start,
    /// A name: what follows is infix or postfix, or generic arguments.
    Name,
    /// Any other operand: what follows is infix or postfix.
    Operand,
    /// `::`, after which a name goes on with a path.
    Colons,
    /// `'` of a lifetime, whose name is no operand.
    Apostrophe,
    /// `#` or `#!`, whose bracket is no operand.
    Pound,
    /// `else`, after which `if` goes on with a chain rather than nesting.
    Else,
}

impl Before {
    fn is_operand(self) -> bool {
        matches!(self, Before::Name | Before::Operand)
    }
}

/// The state of one bracket level.
#[derive(Default)]
struct Run {
    before: Before,
    /// Puncts written together, waiting for the rest.
    operator: String,
    operator_is_prefix: bool,
    /// A brace group just closed; whether it ends a statement depends on the next token.
    after_brace: bool,
    /// Within the parameters of a closure, where `,` separates nothing of ours.
    in_pipes: bool,
    nesting: usize,
    angles: usize,
    segments: usize,
    deepest: usize,
    chain: usize,
    longest_inner: usize,
    longest: usize,
}

impl Run {
    fn token(&mut self, token: &TokenTree) {
        match token {
            TokenTree::Punct(punct) => {
                if self.operator.is_empty() {
                    self.operator_is_prefix = !self.before.is_operand();
                    let goes_on = !matches!(punct.as_char(), '#' | '\'' | '$');
                    self.settle_brace(goes_on);
                }
                self.chain += 1;
                match punct.as_char() {
                    '\'' => {
                        self.flush();
                        self.before = Before::Apostrophe;
                    }
                    c => {
                        self.operator.push(c);
                        if punct.spacing() == Spacing::Alone {
                            self.flush();
                        }
                    }
                }
            }
            TokenTree::Ident(ident) => {
                self.flush();
                let word = ident.to_string();
                self.settle_brace(matches!(word.as_str(), "else" | "as"));
                self.chain += 1;
                self.word(&word);
            }
            TokenTree::Literal(_) => {
                self.flush();
                self.settle_brace(false);
                self.chain += 1;
                self.before = Before::Operand;
            }
            TokenTree::Group(_) => {}
        }
    }

    fn before_group(&mut self) {
        self.flush();
        // `{ f }(x)`, `if { a } { b }`: the brace may be an operand.
        self.settle_brace(true);
    }

    fn after_group(&mut self, delimiter: Option<Delimiter>, nesting: usize, chain: usize) {
        self.deepest = self.deepest.max(self.depth() + 1 + nesting);
        self.longest_inner = self.longest_inner.max(chain);
        self.chain += 1;
        self.after_brace = delimiter == Some(Delimiter::Brace);
        self.before = if self.before == Before::Pound { Before::Start } else { Before::Operand };
    }

    /// Decides about a brace group that closed just before, now that it is known whether its statement goes on.
    fn settle_brace(&mut self, goes_on: bool) {
        if std::mem::take(&mut self.after_brace) && !goes_on {
            self.reset(true);
            self.before = Before::Start;
        }
    }

    fn reset(&mut self, statement_ends: bool) {
        self.nesting = 0;
        if statement_ends {
            self.angles = 0;
            self.in_pipes = false;
        }
        self.end_chain();
    }

    fn end_chain(&mut self) {
        self.longest = self.longest.max(self.chain + self.longest_inner);
        self.chain = 0;
        self.longest_inner = 0;
    }

    fn word(&mut self, word: &str) {
        if self.before == Before::Apostrophe {
            self.before = Before::Start;
            return;
        }
        self.segments = if self.before == Before::Colons { self.segments + 1 } else { 0 };
        self.deepest = self.deepest.max(self.depth() + self.segments);
        let after_else = self.before == Before::Else;
        self.before = match word {
            "else" => Before::Else,
            "if" if after_else => Before::Start,
            "if" | "match" | "while" | "for" | "return" | "break" | "yield" | "become" | "let" | "box" => {
                self.nest(1);
                Before::Start
            }
            "await" => Before::Operand,
            "as" | "async" | "const" | "continue" | "dyn" | "enum" | "extern" | "fn" | "impl" | "in" | "loop" | "mod" | "move" | "mut"
            | "pub" | "ref" | "static" | "struct" | "trait" | "try" | "type" | "unsafe" | "use" | "where" => Before::Start,
            _ => Before::Name,
        };
    }

    fn depth(&self) -> usize {
        self.nesting + self.angles
    }

    fn nest(&mut self, levels: usize) {
        self.nesting += levels;
        self.deepest = self.deepest.max(self.depth());
    }

    /// Takes the collected puncts apart into operators.
    fn flush(&mut self) {
        let operator = std::mem::take(&mut self.operator);
        if operator.is_empty() {
            return;
        }
        let mut rest = operator.as_str();
        let mut prefix = self.operator_is_prefix;
        while !rest.is_empty() {
            let known = OPERATORS.iter().find(|o| rest.starts_with(**o) && !(self.in_pipes && rest.starts_with('|')));
            let length = known.map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |o| o.len());
            let (one, tail) = rest.split_at(length);
            self.one_operator(one, prefix);
            rest = tail;
            prefix = !self.before.is_operand();
        }
    }

    fn one_operator(&mut self, operator: &str, prefix: bool) {
        let was = self.before;
        self.before = Before::Start;
        match operator {
            "::" => {
                if was != Before::Name {
                    self.segments = 0;
                }
                self.before = Before::Colons;
            }
            ";" => self.reset(true),
            "," if !self.in_pipes => self.reset(false),
            "," => {}
            "#" => self.before = Before::Pound,
            "!" if was == Before::Pound => self.before = Before::Pound,
            "?" => self.before = was,
            "|" if self.in_pipes => self.in_pipes = false,
            "|" if prefix => {
                self.in_pipes = true;
                self.nest(1);
            }
            "&&" if prefix => self.nest(2),
            "!" | "-" | "*" | "&" | "||" | ".." | "..=" | "..." if prefix => self.nest(1),
            // Generic arguments follow a name or begin a qualified path; after other operands this compares or shifts.
            "<" | "<<" if was != Before::Operand => {
                self.angles += operator.len();
                self.deepest = self.deepest.max(self.depth());
            }
            ">" | ">=" => self.angles = self.angles.saturating_sub(1),
            ">>" | ">>=" => self.angles = self.angles.saturating_sub(2),
            "=" | "->" | "@" | "+=" | "-=" | "*=" | "/=" | "%=" | "^=" | "&=" | "|=" | "<<=" => self.nest(1),
            _ => {}
        }
    }
}

/// Operators of more than one character, longest first.
const OPERATORS: [&str; 24] = [
    "..=", "...", "<<=", ">>=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "..", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "^=",
    "&=", "|=",
];
