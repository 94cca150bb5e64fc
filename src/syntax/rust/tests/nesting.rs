//! Shapes that nest or chain without end: each must be lowered or refused, never overflow the stack.

use super::{body, expr, try_lower};
use crate::syntax::SyntaxError;

/// What comes before, is repeated, stands inside, is repeated to close, comes after.
const NESTING: [[&str; 5]; 70] = [
    ["fn f(){", "(", "x", ")", "}"],
    ["fn f(){", "[", "x", "]", "}"],
    ["fn f(){", "{", "x", "}", "}"],
    ["fn f(){", "!", "x", "", ";}"],
    ["fn f(){", "- ", "x", "", ";}"],
    ["fn f(){", "&", "x", "", ";}"],
    ["fn f(){", "&mut ", "x", "", ";}"],
    ["fn f(){", "&raw const ", "x", "", ";}"],
    ["fn f(){", "#[a]&", "x", "", ";}"],
    ["fn f(){", "||", "x", "", ";}"],
    ["fn f(){", "|a|", "x", "", ";}"],
    ["fn f(){", "|a,|", "x", "", ";}"],
    ["fn f(){", "move |a| ", "x", "", ";}"],
    ["fn f(){", "a=", "x", "", ";}"],
    ["fn f(){", "a+=", "x", "", ";}"],
    ["fn f(){", "return ", "x", "", ";}"],
    ["fn f(){", "break 'a ", "x", "", ";}"],
    ["fn f(){", "a={}=", "x", "", ";}"],
    ["fn f(){", "a={}()=", "x", "", ";}"],
    ["fn f(){", "a=if{b}{c}=", "x", "", ";}"],
    ["fn f(){", "a=match b{}=", "x", "", ";}"],
    ["fn f(){", "return if a{}else ", "x", "", ";}"],
    ["fn f(){", "match ", "x", "{}", "}"],
    ["fn f(){", "if ", "x", "{}", "}"],
    ["fn f(){", "for a in ", "x", "{}", "}"],
    ["fn f(){", "if let a=", "x", "{}", "}"],
    ["fn f(){", "match a{_=>", "x", "}", "}"],
    ["fn f(){", "if a{", "x", "}", "}"],
    ["fn f(){", "async{", "x", "}", "}"],
    ["fn f(){", "let a={", "x", "};", "}"],
    ["fn f(){", "let a=b else{", "x", "};", "}"],
    ["fn f(){", "f(", "x", ")", "}"],
    ["fn f(){", "a.b(", "x", ")", "}"],
    ["fn f(){", "Some(", "x", ")", "}"],
    ["fn f(){", "S{a:", "x", "}", "}"],
    ["fn f(){", "..", "x", "", ";}"],
    ["fn f(){let ", "x@", "x", "", "=1;}"],
    ["fn f(){let ", "&", "x", "", "=1;}"],
    ["fn f(){let ", "(", "x", ")", "=1;}"],
    ["fn f(){let ", "Some(", "x", ")", "=1;}"],
    ["fn f(){let ", "box ", "x", "", "=1;}"],
    ["type T=", "V<", "x", ">", ";"],
    ["type T=", "V<a,", "x", ">", ";"],
    ["type T=", "V<-1,", "x", ">", ";"],
    ["type T=", "V<A=", "x", ">", ";"],
    ["type T=", "&'a ", "x", "", ";"],
    ["type T=", "*const ", "x", "", ";"],
    ["type T=", "fn()->", "x", "", ";"],
    ["type T=", "dyn Fn()->", "x", "", ";"],
    ["type T=", "<", "x", " as a>::b", ";"],
    ["fn f(){a", "::<b", "", ">", ";}"],
    ["use ", "a::", "x", "", ";"],
    ["use ", "{", "x", "}", ";"],
    ["fn f(){", "m!(", "x", ")", "}"],
    ["fn f(){", "m!{", "x", "}", "}"],
    ["fn f(){", "m!(;", "x", ")", "}"],
    ["fn f(){", "json!({\"a\":", "x", "})", "}"],
    ["fn f(){json!(", "{\"a\":", "x", "}", ")}"],
    ["fn f(){json!(", "[", "x", "]", ")}"],
    ["fn f(){", "vec![", "x", "]", "}"],
    ["fn f(){", "format!(\"{}\",", "x", ")", "}"],
    ["fn f(){", "select!{a=b=>", "x", "}", "}"],
    ["fn f(){m!{@", "{@ ", "x", "}", "}}"],
    ["", "m!{", "x", "}", ""],
    ["", "mod a{", "", "}", ""],
    ["", "fn f(){", "", "}", ""],
    ["", "impl A{fn f(){", "", "}}", ""],
    ["#[", "a(", "b", ")", "]fn f(){}"],
    ["#[cfg(", "any(", "b", ")", ")]fn f(){}"],
    ["/*", "/*", "", "*/", "*/"],
];

const CHAINS: [&str; 12] = [".b()", ".b", "?", "()", "[0]", ".await", " as u8", "+a", "&&a", "||a", ".0", "*a"];

fn repeated([before, open, inside, close, after]: [&str; 5], times: usize) -> String {
    format!("{before}{}{inside}{}{after}", open.repeat(times), close.repeat(times))
}

#[test]
fn nesting_is_lowered_up_to_the_limit() {
    for shape in NESTING {
        // The deepest of these take three levels a step.
        let result = try_lower(&repeated(shape, 300));
        assert!(!matches!(result, Err(SyntaxError::TooDeep { .. })), "{shape:?}");
    }
}

#[test]
fn nesting_never_overflows_the_stack() {
    for shape in NESTING {
        for times in [480, 990, 5_000, if shape[1].len() < 4 { 100_000 } else { 20_000 }] {
            let _ = try_lower(&repeated(shape, times));
        }
        let is_refused = matches!(try_lower(&repeated(shape, 5_000)), Err(SyntaxError::TooDeep { limit: 1_000 }));
        assert!(is_refused || shape[0] == "/*", "{shape:?}");
    }
}

#[test]
fn brackets_and_prefixes_add_up() {
    let text = format!("fn f(){{{}x{}}}", "(!!!!!!!!!".repeat(200), ")".repeat(200));
    assert!(matches!(try_lower(&text), Err(SyntaxError::TooDeep { .. })));
}

#[test]
fn chains_are_lowered_whole() {
    for link in CHAINS {
        let module = try_lower(&format!("fn f(){{x{};}}", link.repeat(50_000))).expect(link);
        assert!(link == " as u8" || module.exprs.len() > 50_000, "{link}");
    }
    let module = try_lower(&format!("fn f(){{{}{{}}}}", "if a{}else ".repeat(50_000))).expect("else if");
    assert_eq!(module.stmts.len(), 50_001);
}

#[test]
fn endless_chains_are_refused() {
    for link in CHAINS {
        assert!(matches!(try_lower(&format!("fn f(){{x{};}}", link.repeat(300_000))), Err(SyntaxError::TooDeep { .. })), "{link}");
    }
}

#[test]
fn long_lists_are_no_nesting() {
    for (open, element, close) in [
        ("fn f() { [", "a < b, ", "0] }"),
        ("fn f() { [", "-1 | !x, ", "0] }"),
        ("fn f() { [", "&a, ", "0] }"),
        ("fn f() { [", "|x| y, ", "0] }"),
        ("fn f() { match x {", " A if b => &c, ", "} }"),
        ("fn f() { match x {", " 'a'..='z' => {} ", "} }"),
        ("enum E {", "A = 1 << 3,", "}"),
        ("fn f() {", "let x = !a; ", "}"),
        ("fn f() {", "if a { b } ", "}"),
        ("", "::a::b!(c);\n", ""),
        ("", "fn f() -> &'a T { -1 }\n", ""),
    ] {
        // Comparisons look like generics to a walk over tokens, hence not more.
        let times = if element.contains("a < b") { 900 } else { 3_000 };
        let text = format!("{open}{}{close}", element.repeat(times));
        assert!(!matches!(try_lower(&text), Err(SyntaxError::TooDeep { .. })), "{element}");
    }
}

#[test]
fn macros_too_deep_are_calls() {
    let nested = |depth: usize| expr(&format!("{}x{}", "m!(".repeat(depth), ")".repeat(depth)));
    assert_eq!(nested(3), "m!(m!(m!(x)))");
    assert!(nested(30).contains("m!()"));
}

#[test]
fn broken_files_take_no_long_time() {
    let started = std::time::Instant::now();
    for text in [
        "fn fn {}".repeat(20_000) + "fn f() {}",
        format!("impl A {{ {} }}", "fn fn {}".repeat(20_000)),
        format!("fn f() {{ {} }}", "bad bad; good();".repeat(10_000)),
        format!("{}bad bad;{}", "mod a {".repeat(300), "}".repeat(300)),
        "é".repeat(200_000),
        format!("fn f() {{ {} }}", "é(日);".repeat(30_000)),
        "\"".repeat(100_001),
        "#[a(b(c(".repeat(100) + &")))]".repeat(100) + "fn f() {}",
    ] {
        let _ = try_lower(&text);
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn one_line_with_wide_characters_keeps_its_places() {
    let lines = body(&"é(日);".repeat(2_000));
    assert_eq!(lines.len(), 2_000);
    assert!(lines.iter().all(|line| line == "é(日)"));
}
