//! Text → syntax tree, within bounds.

use super::grammar::{Grammar, Kind, SyntaxNode, TSX, TYPESCRIPT};
use super::repair::Repair;
use crate::source::Dialect;
use crate::syntax::SyntaxError;
use crate::syntax::budget::Budget;
use tree_sitter::{ParseOptions, Parser, Tree};

/// How often it may do so in all further attempts together: enough for ordinary code, too little for garbage.
const FURTHER_REPORTS_PER_KIB: usize = 60;

/// The larger of the files that are parsed a second time when they have errors.
const MAX_SECOND_PARSE: usize = 1 << 20;

/// How often a file with errors may be repaired and parsed once more.
const MAX_REPAIRS: usize = 4;

/// A syntax tree and its grammar.
pub(super) struct Parsed {
    tree: Tree,
    grammar: &'static Grammar,
}

impl Parsed {
    pub(super) fn root(&self) -> SyntaxNode<'_> {
        SyntaxNode::new(self.tree.root_node(), self.grammar)
    }
}

/// Parses a whole file. Where its dialect's grammar finds errors, what the grammar is known not to know is written
/// differently, then the other grammar is tried too (`.ts` files with JSX and script blocks with `<T>x` assertions exist), and
/// the best tree is taken.
pub(super) fn parse(text: &str, dialect: Dialect) -> Result<Parsed, SyntaxError> {
    let (own, other): (&'static Grammar, &'static Grammar) = match dialect {
        Dialect::Ts => (&TYPESCRIPT, &TSX),
        Dialect::Tsx | Dialect::Plain => (&TSX, &TYPESCRIPT),
    };
    let tree = parse_with(own, text, &mut Budget::new(text, Budget::REPORTS_PER_KIB)).ok_or(SyntaxError::OverBudget)?;
    let mut best = Parsed { tree, grammar: own };
    if text.len() > MAX_SECOND_PARSE {
        return Ok(best);
    }
    let mut budget = Budget::new(text, FURTHER_REPORTS_PER_KIB);
    best = repaired(best, text, &mut budget);
    if best.root().has_error()
        && let Some(tree) = parse_with(other, text, &mut budget)
    {
        let second = repaired(Parsed { tree, grammar: other }, text, &mut budget);
        if error_bytes(&second) < error_bytes(&best) {
            best = second;
        }
    }
    Ok(best)
}

/// The tree, or that of the repaired text if it is no worse.
fn repaired(parsed: Parsed, text: &str, budget: &mut Budget) -> Parsed {
    let has_errors = parsed.root().has_error();
    if !has_errors && !Repair::is_suspect(text) {
        return parsed;
    }
    let grammar = parsed.grammar;
    let mut errors = error_bytes(&parsed);
    let mut best = parsed;
    let mut repair = Repair::new(text, has_errors);
    let mut latest: Option<Parsed> = None;
    for _ in 0..MAX_REPAIRS {
        let before = latest.as_ref().unwrap_or(&best);
        let Some(tree) = repair.next(before).and_then(|text| parse_with(grammar, text, budget)) else {
            break;
        };
        let next = Parsed { tree, grammar };
        let left = error_bytes(&next);
        if left <= errors {
            errors = left;
            best = next;
            latest = None;
        } else {
            latest = Some(next);
        }
    }
    best
}

fn parse_with(grammar: &Grammar, text: &str, budget: &mut Budget) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&grammar.language).ok()?;
    let bytes = text.as_bytes();
    let mut on_progress = |state: &_| budget.spend(state);
    let options = ParseOptions::new().progress_callback(&mut on_progress);
    parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options))
}

/// How much of the text lies in outermost error nodes.
fn error_bytes(parsed: &Parsed) -> usize {
    let mut total = 0;
    let mut cursor = parsed.tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            total += node.byte_range().len().max(1);
        } else if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return total;
            }
        }
    }
}

/// Calls `visit` with every node of the tree, comments and tokens included, in source order, and with the kind of the node
/// around it.
pub(super) fn visit_all(parsed: &Parsed, mut visit: impl FnMut(Kind, SyntaxNode<'_>)) {
    let mut cursor = parsed.tree.walk();
    let mut around = vec![Kind::Other];
    loop {
        let node = SyntaxNode::new(cursor.node(), parsed.grammar);
        visit(around.last().copied().unwrap_or(Kind::Other), node);
        if cursor.goto_first_child() {
            around.push(node.kind());
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            around.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_grammar_wins() {
        let jsx = "export const A = () => <p className=\"x\">{name}</p>;";
        assert!(!parse(jsx, Dialect::Ts).unwrap().root().has_error());
        let assertion = "const a = <string>b; const c = <any>d;";
        assert!(!parse(assertion, Dialect::Tsx).unwrap().root().has_error());
    }

    #[test]
    fn too_much_work_is_given_up() {
        let text = "a.b(c);\n".repeat(1000);
        assert!(parse_with(&TSX, &text, &mut Budget::new(&text, 20)).is_some());
        assert!(parse_with(&TSX, &text, &mut Budget::new("", 0)).is_none());
    }
}
