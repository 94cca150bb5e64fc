use super::Program;
use crate::analysis::around::{Layer, LayerKind, Surveyor};
use crate::analysis::waiting::Pause;

/// What stands around the call of `send`.
fn layers(text: &str) -> Vec<Layer> {
    let program = Program::new(&[("a.py", text)]);
    let evaluator = program.evaluator();
    Surveyor::new(&evaluator).around(program.call("send"), &|_| false)
}

/// The pause of the only hand-written retry around it, and how far out that is.
fn retry(text: &str) -> Option<(Pause, usize)> {
    let mut found = layers(text).into_iter().filter_map(|l| match l.kind {
        LayerKind::Retry(retry) => Some((retry.pause, l.steps)),
        _ => None,
    });
    found.next().filter(|_| found.next().is_none())
}

fn looped(wait: &str) -> String {
    format!(
        "import time\nfrom net import send\ndef ask():\n    for i in range(5):\n        try:\n            return send()\n        except Exception:\n            {wait}\n"
    )
}

#[test]
fn loops_that_go_on_after_an_error_are_retries() {
    assert_eq!(retry(&looped("pass")), Some((Pause::None, 0)));
    assert_eq!(retry(&looped("time.sleep(2)")), Some((Pause::Constant, 0)));
    assert_eq!(retry(&looped("time.sleep(2 ** i)")), Some((Pause::Growing, 0)));
    assert_eq!(retry(&looped("time.sleep(60)")), Some((Pause::Long, 0)));
    assert_eq!(retry(&looped("raise")), None);
}

#[test]
fn work_done_one_by_one_is_no_retry() {
    let text = "from net import send\ndef all(texts):\n    for text in texts:\n        try:\n            send(text)\n        except Exception:\n            continue\n";
    assert_eq!(retry(text), None);
}

#[test]
fn a_retry_further_out_says_how_far() {
    let text = "import time\nfrom net import send\ndef one():\n    return send()\ndef two():\n    return one()\ndef ask():\n    while True:\n        try:\n            return two()\n        except Exception:\n            time.sleep(3)\n";
    assert_eq!(retry(text), Some((Pause::Constant, 2)));
}

#[test]
fn what_stands_on_one_way_only_is_not_always_there() {
    let wrapped = "from again import retry\nfrom net import send\n@retry\ndef ask():\n    return send()\n";
    let found = layers(wrapped);
    assert!(
        matches!(&found[..], [Layer { kind: LayerKind::Library(symbol, w), always: true, .. }] if symbol == "python:again.retry" && w.retries)
    );
    let two_ways =
        "from again import retry\nfrom net import send\ndef ask():\n    return send()\n@retry\ndef safe():\n    return ask()\nask()\n";
    assert!(matches!(&layers(two_ways)[..], [Layer { always: false, steps: 1, .. }]));
}
