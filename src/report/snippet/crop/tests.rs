use super::*;
use crate::report::snippet::Role;
use crate::source::Span;

fn show(line: &str, token: &str, budget: usize) -> String {
    let start = line.find(token).unwrap();
    let cropped = crop(line, std::slice::from_ref(&(start..start + token.len())), budget, "…");
    let span = &cropped.spans[0];
    format!("{}[{}]{}", &cropped.text[..span.start], &cropped.text[span.clone()], &cropped.text[span.end..])
}

#[test]
fn short_lines_stay() {
    assert_eq!(show("co.chat(x)", "chat", 40), "co.[chat](x)");
    assert_eq!(crop("", &[], 40, "…"), Cropped { text: String::new(), spans: Vec::new() });
    assert_eq!(show("x", "", 40), "[]x");
}

#[test]
fn long_lines_are_cut_around_the_span() {
    let line = format!("{}co.chat(x){}", "a".repeat(1_000), "b".repeat(1_000));
    let shown = show(&line, "chat", 40);
    assert_eq!(shown, "…aaaaaaaco.[chat](x)bbbbbbbbbbbbbbbbbbbbbb…");
    assert_eq!(show(&format!("co.chat{}", "b".repeat(99)), "chat", 20), "co.[chat]bbbbbbbbbbbbb…");
}

#[test]
fn a_span_wider_than_the_page_keeps_its_beginning() {
    let line = format!("    f(\"{}\")", "x".repeat(500));
    assert_eq!(show(&line, &line[6..507], 20), "    f([\"xxxxxxxxxxxxx…]");
}

#[test]
fn spans_off_the_page_go_to_its_edge() {
    let line = format!("first{}second", "-".repeat(100));
    let cropped = crop(&line, &[0..5, 105..111], 20, "…");
    assert_eq!(cropped.text, "first---------------…");
    assert_eq!(&cropped.text[cropped.spans[1].clone()], "…");
    let cropped = crop(&line, &[105..111, 0..5], 20, "…");
    assert_eq!(cropped.text, "…-----second");
    assert_eq!(cropped.spans[1], 0..0);
}

#[test]
fn what_is_shown_never_exceeds_the_page() {
    for unit in ["a", "日", "\t", "\u{301}", "\u{1b}[31m", "\u{202e}", "😀"] {
        let line = unit.repeat(100_000);
        let middle = unit.len() * 50_000;
        for span in [0..unit.len(), middle..middle + unit.len(), line.len()..line.len(), 0..line.len()] {
            let cropped = crop(&line, std::slice::from_ref(&span), 80, "…");
            assert!(cropped.text.chars().map(width).sum::<usize>() <= 82, "{unit:?} {span:?}");
            assert!(cropped.text.chars().count() <= 2 * 80 + 3, "{unit:?} {span:?}");
            assert!(cropped.text.get(cropped.spans[0].clone()).is_some());
        }
    }
}

fn mark(role: Role, start: usize, end: usize, text: &str) -> Mark {
    Mark { role, order: 0, span: Span::new(start, end), text: text.to_owned() }
}

#[test]
fn overlapping_marks_give_way_to_the_weightier() {
    let apart = |marks: &[(usize, usize)]| {
        let named = marks.iter().enumerate().map(|(index, (start, end))| mark(Role::Flow, *start, *end, &index.to_string()));
        apart(named.collect()).into_iter().map(|m| (m.span.start, m.span.end, m.text)).collect::<Vec<_>>()
    };
    assert_eq!(apart(&[(5, 8), (0, 20)]), [(5, 8, "0".into()), (0, 5, "1".into())]);
    assert_eq!(apart(&[(5, 8), (5, 20)]), [(5, 8, "0".into()), (8, 20, "1".into())]);
    assert_eq!(apart(&[(5, 8), (6, 7), (5, 8)]), [(5, 8, "0; 1; 2".into())]);
    assert_eq!(apart(&[(5, 8), (8, 9), (3, 5)]), [(5, 8, "0".into()), (8, 9, "1".into()), (3, 5, "2".into())]);
    assert_eq!(apart(&[(5, 5), (5, 5)]), [(5, 5, "0; 1".into())]);
}
