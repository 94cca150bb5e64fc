//! 0 clean, 1 findings, 2 no full answer.

use super::harness::Project;

/// One warning (`missing-max-tokens`), nothing graver.
const WARNING: &str = "\
import cohere

co = cohere.ClientV2(timeout=30)

try:
    co.chat(model=\"command-a-03-2025\", messages=[])
except Exception as error:
    print(error)
";

#[test]
fn clean_is_0() {
    let run = Project::new(&[("app.py", "print('hello')\n")]).check(&[]);
    assert_eq!((run.code, run.error.as_str()), (0, ""));
    assert!(run.out.starts_with("✓ no use of Cohere found"), "{}", run.out);
    let run = Project::new(&[("app.py", &WARNING.replace("[])", "[], max_tokens=300)"))]).check(&[]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("✓ no findings"), "{}", run.out);
}

#[test]
fn findings_are_1_from_the_chosen_severity_on() {
    let project = Project::new(&[("app.py", WARNING)]);
    assert_eq!(project.found(&[]), ["app.py:6 missing-max-tokens"]);
    assert_eq!(project.check(&[]).code, 1);
    assert_eq!(project.check(&["--fail-on", "note"]).code, 1);
    assert_eq!(project.check(&["--fail-on", "error"]).code, 0);
    assert_eq!(project.check(&["--exit-zero"]).code, 0);
}

#[test]
fn wrong_usage_is_2() {
    let project = Project::new(&[("app.py", WARNING)]);
    for (arguments, told) in [
        (&["missing.py"][..], "error: missing.py: no such file or directory\n"),
        (&["--root", "nowhere"], "error: nowhere: no such file or directory\n"),
        (&["--select", "retired-modle"], "error: unknown rule or group `retired-modle`, did you mean `retired-model`?\n"),
        (&["--ignore", "model"], "error: unknown rule or group `model`, did you mean `models`?\n"),
        (&["--select", "E501"], "error: unknown rule or group `E501`\n"),
    ] {
        let run = project.check(arguments);
        assert_eq!((run.code, run.out.as_str(), run.error.as_str()), (2, "", told), "{arguments:?}");
    }
    for arguments in [&["--no-such-option"][..], &["--fail-on", "everything"], &["--output-format", "xml"]] {
        let run = project.check(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.error.starts_with("error: "), "{}", run.error);
    }
}

#[test]
fn timings_go_to_standard_error() {
    let project = Project::new(&[("app.py", WARNING)]);
    let run = project.check(&["--timings", "--output-format", "concise"]);
    assert!(!run.out.contains("stages"), "{}", run.out);
    for told in ["stages\n", "scanning\n", "files parsed: 1,", "app.py\n", "rules: "] {
        assert!(run.error.contains(told), "{told:?} in {}", run.error);
    }
}

#[test]
fn a_file_that_could_not_be_analysed_is_2_and_the_others_are_reported() {
    let project = Project::new(&[("app.py", WARNING), ("src/lib.rs", "fn f( { cohere_rust::Cohere::default()\n")]);
    let run = project.check(&["--output-format", "concise"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("app.py:6:8: warning[missing-max-tokens]"), "{}", run.out);
    assert!(run.out.contains("src/lib.rs") && run.out.contains("error[syntax-error] the file was not analysed"), "{}", run.out);
    assert_eq!(project.check(&["--exit-zero"]).code, 2, "half an answer is none");
}
