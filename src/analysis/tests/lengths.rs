use super::Program;
use crate::analysis::lengths::Length;

/// How long the only argument of the call of `send` is: at least, at most, and what says so.
fn length(path: &str, text: &str) -> Option<(u64, u64, String)> {
    let program = Program::new(&[(path, text)]);
    let evaluator = program.evaluator();
    let argument = evaluator.arguments(program.call("send")).positional[0];
    let values = evaluator.evaluate(argument);
    let found: Option<Length> = values.iter().find_map(|t| evaluator.length(&t.value));
    found.map(|l| (l.least, l.most, program.written(l.told_by).to_owned()))
}

fn python(text: &str) -> Option<(u64, u64)> {
    length("a.py", &format!("from net import send\n{text}")).map(|(least, most, _)| (least, most))
}

#[test]
fn what_is_written_out_is_counted() {
    assert_eq!(python("send(['a', 'b'])\n"), Some((2, 2)));
    assert_eq!(python("xs = ['a'] * 200\nsend(xs)\n"), Some((200, 200)));
    assert_eq!(python("xs = ['a', 'b']\nsend([*xs, 'c'])\n"), Some((3, 3)));
    assert_eq!(python("def f(xs):\n    send(xs)\n"), None);
}

#[test]
fn a_slice_is_no_longer_than_its_window_nor_than_what_it_is_cut_from() {
    assert_eq!(python("def f(xs):\n    send(xs[:200])\n"), Some((0, 200)));
    assert_eq!(python("def f(xs):\n    send(xs[-50:])\n"), Some((0, 50)));
    assert_eq!(python("xs = ['a', 'b']\nsend(xs[:200])\n"), Some((2, 2)));
    assert_eq!(python("SIZE = 128\ndef f(xs, i):\n    send(xs[i:i + SIZE])\n"), Some((0, 128)));
    assert_eq!(python("SIZE = 128\ndef f(xs, i):\n    send(xs[i:min(i + SIZE, len(xs))])\n"), Some((0, 128)));
    assert_eq!(python("def f(xs, i, n):\n    send(xs[i:i + n])\n"), None);
}

#[test]
fn pieces_and_comprehensions_have_the_size_they_are_cut_to() {
    assert_eq!(python("from pieces import batched\ndef f(xs):\n    for piece in batched(xs, 100):\n        send(piece)\n"), Some((0, 100)));
    assert_eq!(python("def f(xs):\n    send([x.text for x in xs[:150]])\n"), Some((0, 150)));
    assert_eq!(python("send([i for i in range(300)])\n"), Some((300, 300)));
    assert_eq!(python("send([i for i in range(300) if i % 2])\n"), Some((0, 300)));
}

#[test]
fn methods_that_keep_or_lessen_the_number() {
    let typescript = |text: &str| length("a.ts", &format!("import {{ send }} from 'net';\n{text}"));
    let sliced = typescript("export const f = (xs: string[]) => send(xs.slice(0, 120).map((x) => x.trim()));");
    assert_eq!(sliced, Some((0, 120, "xs.slice(0, 120)".into())));
    assert_eq!(typescript("send(['a', 'b', 'c'].filter(Boolean));").map(|l| (l.0, l.1)), Some((0, 3)));
}
