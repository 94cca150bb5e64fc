use super::{dump, lower, try_lower};
use crate::syntax::SyntaxError;

const SAMPLE: &str = r##"
use rig::providers::cohere::{self, Client};
#[derive(Serialize)] struct Body<'a> { model: &'a str, #[serde(rename = "é")] texts: Vec<String> }
impl<'a> Body<'a> { pub fn new() -> Self { Self { model: "m", ..Default::default() } } }
#[tokio::main] async fn main() -> Result<(), Box<dyn Error>> {
    let Some(key) = std::env::var("KEY").ok() else { panic!("no {}", "key") };
    let x = match Client::new(&key).chat(json!({"a": [1, null], k: r#"日"#})).await { Ok(r) => r, Err(e) if e.x() => return Err(e.into()), _ => loop { break 'a' } };
    for (i, t) in xs.iter().enumerate() { tokio::select! { r = f(t) => g(r), _ = s() => {} } }
    info!(target: "t", n = %x, "done {x:?} {}", i /* c */); // end
    let f = async move |y: u8| -> u8 { y? }; if let Some(z) = f(1) && z > 0 { vec![z; 3]; } else { x += 1 }
    Ok(())
}
#[cfg(test)] mod tests { #[test] fn t() { assert!(matches!(a, B(c) if c), "{}", d); } }
"##;

#[test]
fn no_prefix_of_a_file_panics() {
    assert!(lower(SAMPLE).skipped.is_empty());
    for (end, _) in SAMPLE.char_indices() {
        let _ = try_lower(&SAMPLE[..end]);
    }
}

#[test]
fn no_file_without_one_of_its_characters_panics() {
    for (at, c) in SAMPLE.char_indices() {
        let _ = try_lower(&format!("{}{}", &SAMPLE[..at], &SAMPLE[at + c.len_utf8()..]));
    }
}

#[test]
fn empty_files() {
    for text in ["", " \n", "// only a comment", "\u{feff}", "#!/bin/x", "#![allow(a)]", "---", "---\n"] {
        if let Ok(module) = try_lower(text) {
            assert!(module.stmts.is_empty());
        }
    }
}

fn skipped(text: &str) -> Vec<&str> {
    lower(text).skipped.iter().map(|s| &text[s.range()]).collect()
}

#[test]
fn items_that_do_not_parse_are_left_out() {
    let text = "use a::b;\nfn f( { }\nconst K: X = X { a: 1 };\nfn g() { h() }";
    assert!(matches!(try_lower("fn f( { }"), Err(SyntaxError::Unparsable { offset: 4, .. })));
    let text_with_junk = "use a::b;\nfn fn x;\nconst K: X = X { a: 1 };\n#[a] pub struct { }\nfn g() { h() }";
    assert_eq!(
        dump(text_with_junk)[..4],
        ["0 [module] let b = <a>.b", "1 [module] let K: X = X{a: 1}", "2 [module > fn g] h()", "3 [module] let g = <fn g>"]
    );
    assert_eq!(skipped(text_with_junk), ["fn fn x;", "#[a] pub struct { }"]);
    // An open bracket costs the lines up to where an item seems to end.
    assert_eq!(skipped(text), ["fn f( { }\n"]);
    assert_eq!(dump(text)[..2], ["0 [module] let b = <a>.b", "1 [module] let K: X = X{a: 1}"]);
}

#[test]
fn broken_parts_of_items_are_left_out() {
    let text = "mod m { fn a() { b(); let x y; c()?; } impl S { fn d() { e() } fn fn {} } }";
    assert_eq!(skipped(text), ["let x y;", "fn fn {}"]);
    assert_eq!(
        dump(text)[..4],
        [
            "0 [module > class m > fn a] b()",
            "1 [module > class m > fn a] c()?",
            "2 [module > class m] let a = <fn a>",
            "3 [module > class m > class S > fn d] e()",
        ]
    );
    assert_eq!(skipped("fn a() { for x in y { bad bad; good(); } }"), ["bad bad;"]);
}

#[test]
fn open_brackets_and_quotes_cost_their_item() {
    let text = "fn a() { é() }\n\nfn b() {\n    if x {\n}\n\nfn c() {\n    \"日\";\n    d(\n}\nuse e::f;\nfn g() { h() }\n";
    assert_eq!(skipped(text), ["\nfn b() {\n    if x {\n}\n", "\nfn c() {\n    \"日\";\n    d(\n}\n"]);
    let module = lower(text);
    assert_eq!(super::sources(&module, text, |k| matches!(k, crate::program::ExprKind::Call { .. })), ["é()", "h()"]);
    assert!(matches!(try_lower("fn a() {"), Err(SyntaxError::Unparsable { offset: 7, .. })));
}

#[test]
fn nothing_that_parses_is_an_error() {
    assert!(matches!(try_lower("just some words"), Err(SyntaxError::Unparsable { .. })));
    assert!(matches!(try_lower("\u{feff}fn fn"), Err(SyntaxError::Unparsable { offset: 6, .. })));
}

#[test]
fn doc_comments_alone_are_no_item() {
    assert!(lower("fn f() {}\n/// dangling").skipped.len() == 1);
}
