//! Options that decide what is read, judged and written.

use super::harness::Project;

const CLIENTS: &str = "import cohere\n\nco = cohere.ClientV2(timeout=30)\n";
const APP: &str = "from clients import co\n\nprint(co.chat(model=\"command-r\", messages=[], max_tokens=10))\n";

#[test]
fn a_file_alone_is_judged_with_its_project_around() {
    let project = Project::new(&[("clients.py", CLIENTS), ("app.py", APP), ("other.py", APP)]);
    assert_eq!(project.found(&["app.py"]), ["app.py:3 unhandled-call", "app.py:3 retired-model"]);
    assert_eq!(project.found(&["clients.py"]), [] as [&str; 0]);
    assert_eq!(project.found(&["app.py", "clients.py"]), project.found(&["app.py"]));
}

#[test]
fn a_directory_alone_is_judged_with_its_project_around() {
    let project = Project::new(&[("clients.py", CLIENTS), ("jobs/app.py", APP), ("other.py", APP)]);
    let found = project.found(&["--root", ".", "--select", "models", "jobs"]);
    assert_eq!(found, ["jobs/app.py:3 retired-model"]);
}

#[test]
fn standard_input_takes_the_place_of_a_file() {
    let project = Project::new(&[("clients.py", CLIENTS), ("app.py", "pass\n")]);
    for name in ["app.py", "not_yet_there.py"] {
        let run = project.check_with(&["--stdin-filename", name, "--select", "models", "--output-format", "concise"], APP);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.out.starts_with(&format!("{name}:3:21: error[retired-model]")), "{}", run.out);
    }
    let run = project.check_with(&["--stdin-filename", "app.py"], "pass\n");
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn a_report_file_is_written_whole_and_standard_output_stays_empty() {
    let project = Project::new(&[("clients.py", CLIENTS), ("app.py", APP)]);
    let arguments = ["--output-format", "json", "--output-file", "report.json"];
    let run = project.check(&arguments);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.error.starts_with("1 error, 1 warning in 1 file · "), "{}", run.error);
    let written = std::fs::read_to_string(project.path("report.json")).unwrap();
    assert_eq!(written, project.check(&["--output-format", "json"]).out);
    assert_eq!(project.check(&arguments).code, 1);
    assert_eq!(std::fs::read_to_string(project.path("report.json")).unwrap(), written, "a report replaces the one before");
}

#[test]
fn rules_and_groups_are_selected_and_ignored() {
    let project = Project::new(&[("clients.py", CLIENTS), ("app.py", APP)]);
    let (model, handler) = ("app.py:3 retired-model".to_owned(), "app.py:3 unhandled-call".to_owned());
    let both = vec![handler.clone(), model.clone()];
    assert_eq!(project.found(&[]), both);
    assert_eq!(project.found(&["--select", "retired-model"]), std::slice::from_ref(&model));
    assert_eq!(project.found(&["--select", "reliability"]), std::slice::from_ref(&handler));
    assert_eq!(project.found(&["--select", "reliability,models"]), both);
    assert_eq!(project.found(&["--ignore", "models"]), std::slice::from_ref(&handler));
    assert_eq!(project.found(&["--select", "all", "--ignore", "unhandled-call"]), [model]);
}

#[test]
fn models_are_judged_on_the_day_asked_for() {
    let project = Project::new(&[("clients.py", CLIENTS), ("app.py", &APP.replace("command-r\"", "rerank-english-v2.0\""))]);
    let on = |day: &str| {
        let arguments =
            ["--color", "never", "check", "--select", "retired-model,deprecated-model", "--output-format", "concise", "--as-of", day];
        super::harness::run(super::harness::program(&project.path(".")).args(arguments), "").out
    };
    assert!(on("2025-05-01").contains("error[retired-model] The model `rerank-english-v2.0` was shut down on 2025-04-30"));
    assert!(on("2025-04-01").contains("warning[deprecated-model]"));
    assert!(on("2024-01-01").starts_with("✓ no findings"));
}

#[test]
fn advice_waits_for_pedantic() {
    let library =
        "[build-system]\nrequires = [\"hatchling\"]\n\n[project]\nname = \"ranker\"\nversion = \"1.0.0\"\nkeywords = [\"search\"]\n";
    let code = "import cohere\n\n\ndef models(co: cohere.ClientV2):\n    return co.models.list()\n";
    let project = Project::new(&[("pyproject.toml", library), ("ranker.py", code)]);
    let plain = project.json(&[]);
    assert_eq!((plain["findings"].as_array().unwrap().len(), &plain["summary"]["hidden"]), (0, &1.into()));
    assert_eq!(project.found(&["--pedantic"]), ["ranker.py:5 unhandled-call"]);
}

#[test]
fn a_hook_that_names_files_gets_what_the_whole_run_says_of_them() {
    let project = Project::new(&[
        ("clients.py", CLIENTS),
        ("app.py", APP),
        ("ignored.py", APP),
        ("node_modules/app/main.py", APP),
        ("left_out/app.py", APP),
        (".gitignore", "ignored.py\n"),
        ("cohere-lint.toml", "exclude = [\"left_out\"]\n"),
    ]);
    let named = ["app.py", "ignored.py", "node_modules/app/main.py", "left_out/app.py", "clients.py", "cohere-lint.toml"];
    let whole = project.found(&[]);
    assert_eq!(project.found(&[&["--force-exclude"], &named[..]].concat()), whole);
    assert!(project.found(&named).len() > whole.len(), "who names a file by hand wants it read");
    for file in &named[1..] {
        let run = project.check(&["--force-exclude", "--output-format", "concise", file]);
        assert_eq!((run.code, run.out.lines().count()), (0, 1), "{file}: {run:?}");
    }
}
