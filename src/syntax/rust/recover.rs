//! Parses a file, and where it doesn't parse as a whole, what parses of it.

use super::guard;
use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};
use syn::parse::Parser as _;
use syn::{Attribute, Block, File, ImplItem, Item, TraitItem};

/// How deep inside a broken item to look for the broken part.
const MENDING_DEPTH: usize = 12;

/// What could be read.
pub(super) struct Parsed {
    /// The file's inner attributes.
    pub attrs: Vec<Attribute>,
    /// Its items.
    pub items: Vec<Item>,
    /// First and last token of what had to be left out.
    pub skipped: Vec<(Span, Span)>,
}

/// Parses a token tree as a file, item by item if it must be.
///
/// # Errors
/// When nothing of it parses.
pub(super) fn parse(tokens: TokenStream) -> syn::Result<Parsed> {
    let error = match syn::parse2::<File>(tokens.clone()) {
        Ok(file) => return Ok(Parsed { attrs: file.attrs, items: file.items, skipped: Vec::new() }),
        Err(error) => error,
    };
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let inner = inner_attributes(&tokens);
    let rest = tokens.split_off(inner);
    let attrs = Attribute::parse_inner.parse2(tokens.into_iter().collect()).unwrap_or_default();
    let mut mender = Mender { skipped: Vec::new() };
    let mut items = Vec::new();
    for chunk in split(rest, Level::Item) {
        let kept = mender.skipped.len();
        match mender.mend(&chunk, Level::Item, MENDING_DEPTH).map(syn::parse2::<Item>) {
            Some(Ok(item)) => items.push(item),
            _ => mender.skip(&chunk, kept),
        }
    }
    if items.is_empty() { Err(error) } else { Ok(Parsed { attrs, items, skipped: mender.skipped }) }
}

/// How many tokens the inner attributes at the start take.
fn inner_attributes(tokens: &[TokenTree]) -> usize {
    let mut at = 0;
    while let [first, second, third, ..] = &tokens[at..] {
        if !(is_punct(first, '#') && is_punct(second, '!') && matches!(third, TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket)) {
            break;
        }
        at += 3;
    }
    at
}

/// What a run of tokens is made of.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Item,
    Impl,
    Trait,
    Stmt,
}

struct Mender {
    skipped: Vec<(Span, Span)>,
}

impl Mender {
    fn skip(&mut self, chunk: &[TokenTree], kept: usize) {
        // What was found broken inside is covered by the whole.
        self.skipped.truncate(kept);
        if let (Some(first), Some(last)) = (chunk.first(), chunk.last()) {
            self.skipped.push((first.span(), last.span()));
        }
    }

    /// The tokens of one item or statement that do parse: all of them, or without the broken parts of its body.
    fn mend(&mut self, chunk: &[TokenTree], level: Level, depth: usize) -> Option<TokenStream> {
        let whole: TokenStream = chunk.iter().cloned().collect();
        if parses(&whole, level) {
            return Some(whole);
        }
        let inner_level = inner_level(chunk, level)?;
        let body = chunk.iter().rposition(|t| matches!(t, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace))?;
        let TokenTree::Group(group) = &chunk[body] else { return None };
        let depth = depth.checked_sub(1)?;
        let mut kept = TokenStream::new();
        for part in split(group.stream().into_iter().collect(), inner_level) {
            let before = self.skipped.len();
            match self.mend(&part, inner_level, depth) {
                Some(tokens) => kept.extend(tokens),
                None => self.skip(&part, before),
            }
        }
        let mut mended = Group::new(Delimiter::Brace, kept);
        mended.set_span(group.span());
        let tokens = chunk[..body].iter().cloned().chain([TokenTree::Group(mended)]).chain(chunk[body + 1..].iter().cloned()).collect();
        // What now stands side by side may nest where it didn't before.
        (guard::check(&tokens).is_ok() && parses(&tokens, level)).then_some(tokens)
    }
}

fn parses(tokens: &TokenStream, level: Level) -> bool {
    let tokens = tokens.clone();
    match level {
        Level::Item => syn::parse2::<Item>(tokens).is_ok(),
        Level::Impl => syn::parse2::<ImplItem>(tokens).is_ok(),
        Level::Trait => syn::parse2::<TraitItem>(tokens).is_ok(),
        Level::Stmt => Block::parse_within.parse2(tokens).is_ok(),
    }
}

/// What the braces of a broken chunk hold, if it is known from its keyword.
fn inner_level(chunk: &[TokenTree], level: Level) -> Option<Level> {
    for token in chunk {
        match token {
            TokenTree::Ident(word) => match word.to_string().as_str() {
                "mod" => return Some(Level::Item),
                "impl" => return Some(Level::Impl),
                "trait" => return Some(Level::Trait),
                "fn" => return Some(Level::Stmt),
                "for" | "while" | "loop" | "if" | "unsafe" if level == Level::Stmt => return Some(Level::Stmt),
                "pub" | "async" | "const" | "unsafe" | "extern" | "default" => {}
                _ => return None,
            },
            // Attributes, `pub(crate)`, `extern "C"`.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {}
            TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => {}
            TokenTree::Group(_) if level == Level::Stmt => return Some(Level::Stmt),
            TokenTree::Literal(_) => {}
            _ => return None,
        }
    }
    None
}

/// Splits tokens where items or statements seem to end.
fn split(tokens: Vec<TokenTree>, level: Level) -> Vec<Vec<TokenTree>> {
    let mut chunks = Vec::new();
    let mut chunk: Vec<TokenTree> = Vec::new();
    let mut to_semicolon = false;
    let mut is_decided = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let mut ends = false;
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => ends = true,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                ends = !to_semicolon && !tokens.peek().is_some_and(|next| continues(next, level));
            }
            // The keyword that decides where the item ends comes before anything else.
            TokenTree::Ident(word) if !is_decided => match word.to_string().as_str() {
                "pub" | "default" => {}
                "use" | "static" | "type" | "let" => (is_decided, to_semicolon) = (true, true),
                "const" => {
                    is_decided = true;
                    to_semicolon = !tokens.peek().is_some_and(begins_block_after_const);
                }
                _ => is_decided = true,
            },
            _ => {}
        }
        chunk.push(token);
        if ends {
            chunks.push(std::mem::take(&mut chunk));
            to_semicolon = false;
            is_decided = false;
        }
    }
    if !chunk.is_empty() {
        chunks.push(chunk);
    }
    // Stray semicolons are no items.
    chunks.retain(|c| !matches!(c.as_slice(), [only] if is_punct(only, ';') && level != Level::Stmt));
    chunks
}

/// Whether `const` belongs to a function, an `impl` or a block rather than to a constant.
fn begins_block_after_const(next: &TokenTree) -> bool {
    match next {
        TokenTree::Ident(word) => ["fn", "unsafe", "async", "extern", "impl"].iter().any(|keyword| word == keyword),
        TokenTree::Group(_) => true,
        _ => false,
    }
}

/// Whether a statement goes on after a closing brace.
fn continues(next: &TokenTree, level: Level) -> bool {
    match next {
        TokenTree::Ident(word) => level == Level::Stmt && (word == "else" || word == "as"),
        TokenTree::Punct(punct) => match punct.as_char() {
            ';' => level == Level::Stmt,
            '#' | '\'' | '$' => false,
            '*' | '&' if punct.spacing() == Spacing::Alone => false,
            _ => level == Level::Stmt,
        },
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}
