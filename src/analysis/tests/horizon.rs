use super::Program;
use crate::analysis::{Site, Value};

const NEAR: &str = "from far.made import make\nfrom near import known\n\ndef through(value):\n    return value\n\na = make()\nb = known()\nc = through(make())\n";

fn program() -> Program {
    Program::new(&[
        ("a.py", NEAR),
        ("near.py", "def known():\n    return 1\n"),
        ("far/made.py", "from far.deeper import number\n\ndef make():\n    return number\n"),
        ("far/deeper.py", "number = 2\n"),
    ])
}

/// The numbers an expression may be in view, and whether files out of view have a say in it.
fn in_view(program: &Program, evaluator: &crate::analysis::Evaluator<'_>, site: Site) -> (Vec<i64>, bool) {
    let (values, is_cut) = evaluator.evaluate_in_view(site);
    assert!(program.written(site).ends_with(')'));
    (values.iter().filter_map(|t| if let Value::Int(i, _) = t.value { Some(i) } else { None }).collect(), is_cut)
}

fn whole(evaluator: &crate::analysis::Evaluator<'_>, site: Site) -> Vec<i64> {
    evaluator.evaluate(site).iter().filter_map(|t| if let Value::Int(i, _) = t.value { Some(i) } else { None }).collect()
}

#[test]
fn what_lies_out_of_view_is_not_known_and_said_to_be_so() {
    let program = program();
    let evaluator = program.evaluator();
    assert_eq!(in_view(&program, &evaluator, program.call("make")), (vec![], true));
    assert_eq!(in_view(&program, &evaluator, program.call("through")), (vec![], true));
    assert_eq!(in_view(&program, &evaluator, program.call("known")), (vec![1], false));
}

#[test]
fn the_order_of_questions_decides_nothing() {
    let program = program();
    for view_first in [true, false] {
        let evaluator = program.evaluator();
        let site = program.call("through");
        if view_first {
            in_view(&program, &evaluator, site);
        }
        assert_eq!(whole(&evaluator, site), [2]);
        assert_eq!(whole(&evaluator, program.call("make")), [2]);
        // What is known by now is no secret in view, either.
        assert_eq!(in_view(&program, &evaluator, site), (vec![2], false));
    }
}
