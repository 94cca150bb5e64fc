use super::Program;
use crate::analysis::guards::{Errors, GuardKind};
use crate::analysis::handlers::Outcome;

/// What stops an error of the call of `send`: the guard's tokens, or how it gets out.
fn fate(path: &str, text: &str, errors: Errors<'_>) -> String {
    let program = Program::new(&[(path, text)]);
    match program.evaluator().outcome(program.call("send"), errors, &|_| false) {
        Outcome::Handled(guards) => guards.iter().map(|g| program.text(g.file, g.span)).collect::<Vec<_>>().join(", "),
        Outcome::Unhandled(_) => "unhandled".into(),
        Outcome::Panics(..) => "panics".into(),
        Outcome::Uncalled { .. } => "uncalled".into(),
    }
}

#[test]
fn a_handler_covers_what_a_request_may_raise() {
    let guarded =
        |handler: &str| fate("a.py", &format!("from net import send, Late\ntry:\n    send()\n{handler}:\n    print()\n"), Errors::Any);
    assert!(guarded("except Exception").starts_with("except Exception"));
    assert!(guarded("except Late").starts_with("except Late"));
    assert!(guarded("except").starts_with("except"));
    assert_eq!(guarded("except KeyError"), "unhandled");
}

#[test]
fn one_sort_of_error_needs_a_handler_that_takes_it() {
    let late = ["python:net.Late".into()];
    let guarded = |handler: &str| {
        fate("a.py", &format!("from net import send, Late, Busy\ntry:\n    send()\n{handler}:\n    print()\n"), Errors::CaughtBy(&late))
    };
    assert_eq!(guarded("except Busy"), "unhandled");
    assert!(guarded("except (Busy, Late)").starts_with("except (Busy, Late)"));
    assert!(guarded("except Exception").starts_with("except Exception"));
}

#[test]
fn a_catch_that_raises_the_rest_takes_only_what_it_tests_for() {
    let late = ["npm:net.Late".into()];
    let caught = |test: &str| {
        let text = format!(
            "import {{ send, Late, Busy }} from 'net';\nexport async function f() {{ try {{ await send(); }} catch (e) {{ {test} }} }}\nf();"
        );
        fate("a.ts", &text, Errors::CaughtBy(&late))
    };
    assert!(caught("if (e instanceof Late) return; throw e;").starts_with("catch"));
    assert_eq!(caught("if (e instanceof Busy) return; throw e;"), "unhandled");
    assert!(caught("console.log(e)").starts_with("catch"));
}

#[test]
fn the_caller_s_handler_counts_and_one_caller_without_is_enough() {
    let callers = |second: &str| {
        let text = format!("from net import send\ndef ask():\n    send()\ntry:\n    ask()\nexcept Exception:\n    print()\n{second}");
        fate("a.py", &text, Errors::Any)
    };
    assert!(callers("").starts_with("except Exception"));
    assert_eq!(callers("ask()\n"), "unhandled");
}

#[test]
fn managers_and_wrappers_of_one_s_own_keep_errors_in() {
    let with = fate("a.py", "from quiet import suppress\nfrom net import send, Late\nwith suppress(Late):\n    send()\n", Errors::Any);
    assert_eq!(with, "suppress(Late)");
    let own = "from net import send\ndef safely(f):\n    try:\n        return f()\n    except Exception:\n        return None\ndef ask():\n    send()\nsafely(ask)\n";
    assert!(fate("a.py", own, Errors::Any).starts_with("except Exception"));
}

#[test]
fn a_promise_left_behind_gets_past_the_try_around_it() {
    let sent = |call: &str| fate("a.ts", &format!("import {{ send }} from 'net';\ntry {{ {call} }} catch {{ }}"), Errors::Any);
    assert!(sent("await send();").starts_with("catch"));
    assert_eq!(sent("send();"), "unhandled");
    assert_eq!(sent("send().catch(() => 0);"), "catch");
}

#[test]
fn results_in_rust_are_looked_at_dropped_or_unwrapped() {
    let fate = |body: &str| fate("src/lib.rs", &format!("use net::send;\nasync fn f() {{ {body} }}"), Errors::Any);
    assert_eq!(fate("send().await.unwrap();"), "panics");
    assert_eq!(fate("match send().await { Ok(_) => {} Err(e) => log(e) }"), "send()");
    let program = Program::new(&[("src/lib.rs", "use net::send;\nasync fn f() { let _ = send().await; }")]);
    let Outcome::Handled(guards) = program.evaluator().outcome(program.call("send"), Errors::Any, &|_| false) else { panic!() };
    assert_eq!(guards[0].kind, GuardKind::Dropped);
}
