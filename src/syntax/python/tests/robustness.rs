//! Hostile and broken files: no overflow, no panic, no hang.

use super::lower;
use crate::source::FileId;
use crate::syntax::SyntaxError;

/// Lowers on a stack as small as a worker thread's; the number of calls found.
fn calls_on_a_small_stack(source: String) -> usize {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(move || lower(&source).calls.len());
    worker.unwrap().join().unwrap()
}

#[test]
fn long_chains_keep_their_meaning() {
    assert_eq!(calls_on_a_small_stack(format!("x = a{}", ".b()".repeat(20_000))), 20_000);
    assert_eq!(calls_on_a_small_stack(format!("x = {}a()", "a() + ".repeat(50_000))), 50_001);
    assert_eq!(calls_on_a_small_stack(format!("x = {}a()", "a() or ".repeat(10_000))), 10_001);
    assert_eq!(calls_on_a_small_stack(format!("x = {}a()", "a() < ".repeat(10_000))), 10_001);
    assert_eq!(calls_on_a_small_stack(format!("{}a()", "not ".repeat(100_000))), 1);
    assert_eq!(calls_on_a_small_stack(format!("{}a(){}", "(".repeat(100_000), ")".repeat(100_000))), 1);
    assert_eq!(calls_on_a_small_stack(format!("{}a()", "x = ".repeat(20_000))), 1);
    assert_eq!(calls_on_a_small_stack(format!("if a(): b()\n{}", "elif a(): b()\n".repeat(20_000))), 40_002);
}

#[test]
fn deep_nesting_ends_in_unknown() {
    let deep = [
        ("[", "]"),
        ("f(", ")"),
        ("f(a=", ")"),
        ("x[", "]"),
        ("{1: ", "}"),
        ("lambda: ", ""),
        ("lambda x=", ": 1"),
        ("a if b else ", ""),
        ("a ** ", ""),
        ("(y := ", ")"),
        ("[a for a in ", "]"),
        ("f'{", "}'"),
        ("yield ", ""),
    ];
    for (open, close) in deep {
        for closed in [true, false] {
            let close = if closed { close.repeat(20_000) } else { String::new() };
            calls_on_a_small_stack(format!("{}a{close}", open.repeat(20_000)));
        }
    }
    calls_on_a_small_stack(format!("{}a{}", "[".repeat(100_000), "]".repeat(100_000)));
    calls_on_a_small_stack(format!("if {}a{}: f()", "not (".repeat(20_000), ")".repeat(20_000)));
    calls_on_a_small_stack(format!("x: {}a{}", "A[".repeat(20_000), "]".repeat(20_000)));
    calls_on_a_small_stack(format!("x: {}a", "A | ".repeat(20_000)));
    calls_on_a_small_stack(format!("{}a,{} = x", "(".repeat(20_000), "),".repeat(20_000)));
    calls_on_a_small_stack(format!("match x:\n  case {}a{}: pass\n", "[".repeat(20_000), "]".repeat(20_000)));
}

#[test]
fn deep_blocks_end_in_unknown() {
    for header in ["if x:", "for x in y:", "with f(x) as y:", "def f(x=1):", "class A(B):", "while f(x):", "try:"] {
        let blocks: String = (0..340).map(|i| format!("{}{header}\n", " ".repeat(i))).collect();
        calls_on_a_small_stack(format!("{blocks}{}f()\n", " ".repeat(340)));
    }
}

#[test]
fn too_many_indentations_are_refused() {
    let blocks: String = (0..600).map(|i| format!("{}if x:\n", " ".repeat(i))).collect();
    let refused = crate::syntax::python::lower(FileId(0), &blocks).map(|m| m.stmts.len());
    assert!(matches!(refused, Err(SyntaxError::TooDeep { .. })), "{refused:?}");
}

#[test]
fn bracket_garbage_ends_in_time() {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state as usize >> 8
    };
    let pieces = ["(", ")", "[", "]", "{", "}", ":", "=", ",", "x", "\n", " ", "\"", "if x:\n", "f\"{", "def ", "'''", "\\\n", "é", "\0"];
    let garbage: String = (0..20_000).map(|_| pieces[next() % pieces.len()]).collect();
    lower(&garbage);
}

#[test]
fn every_prefix_of_a_file_is_lowered() {
    let sample = include_str!("sample.py");
    for (end, _) in sample.char_indices() {
        let module = lower(&sample[..end]);
        assert!(module.exprs.iter().all(|e| e.span.start <= e.span.end && e.span.end as usize <= end));
    }
}

#[test]
fn the_sample_is_lowered_whole() {
    let module = lower(include_str!("sample.py"));
    assert_eq!(module.skipped, []);
}

#[test]
fn empty_and_odd_files() {
    for source in ["", "\n", "\u{feff}import a\n", "import a\r\nb = '''x\r\ny'''\r\n", "\t", "#", "\\", "\0", "a\\\n", "'", "f'{", "é = 1"]
    {
        lower(source);
    }
    let module = lower("\u{feff}import a\r\nb = '''x\r\ny'''\r\n");
    assert_eq!(module.dump(), "0 [module] let a = <a>\n1 [module] let b = \"x\\ny\"\n");
}
