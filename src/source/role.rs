//! What a file is for, by the conventions of its ecosystem.

use super::{CandidateKind, FileRole, Language};

/// Directories that hold tests wherever they stand.
const TEST_DIRECTORIES: &[&str] = &[
    "test",
    "tests",
    "__tests__",
    "__test__",
    "__mocks__",
    "__fixtures__",
    "__snapshots__",
    "e2e",
    "cypress",
    "cassettes",
    "testdata",
    "test_data",
    "test-data",
    "testutils",
    "test_utils",
    "test-utils",
    "test_helpers",
    "test-helpers",
    "unit_tests",
    "unit-tests",
    "integration_tests",
    "integration-tests",
    "functional_tests",
    "functional-tests",
    "acceptance_tests",
    "acceptance-tests",
    "e2e_tests",
    "e2e-tests",
];

/// Directories that hold examples or documentation, but only beside the source: `src/examples/` may well be an
/// application's few-shot prompts and `app/docs/page.tsx` is a page that ships.
const EXAMPLE_DIRECTORIES: &[&str] = &[
    "example",
    "examples",
    "doc",
    "docs",
    "docs_src",
    "documentation",
    "sample",
    "samples",
    "sample-app",
    "sample-apps",
    "sample_app",
    "example-app",
    "example-apps",
    "demos",
    "cookbook",
    "cookbooks",
    "tutorial",
    "tutorials",
    "snippets",
];

/// Directories that hold tests only beside the source (`spec/` of Jasmine, `benches/` of Cargo).
const OUTER_TEST_DIRECTORIES: &[&str] = &["spec", "specs", "benches"];

/// Below these a directory is part of the application.
const SOURCE_DIRECTORIES: &[&str] = &["src", "app", "lib", "pages", "routes", "components", "server", "api", "backend", "frontend"];

/// Routers that make pages out of directories, so that a directory `test` may be the page `/test`.
const ROUTER_DIRECTORIES: &[&str] = &["app", "pages", "routes"];

/// The role of a file, from its path relative to the project root.
pub fn role_of(path: &str, kind: CandidateKind) -> FileRole {
    if kind == CandidateKind::Notebook {
        return FileRole::Notebook;
    }
    let (directories, name) = path.rsplit_once('/').unwrap_or(("", path));
    let language = kind.language();
    if is_test_name(name, language) {
        return FileRole::Test;
    }
    let mut role = FileRole::Application;
    let (mut in_source, mut in_router, mut is_first) = (false, false, true);
    for directory in directories.split('/').filter(|d| !d.is_empty()) {
        let directory = directory.to_ascii_lowercase();
        let directory = directory.as_str();
        let is_page = in_router && language == Language::TypeScript && is_page_name(name);
        // At the top of a repository `fixtures/` holds whole sample projects; further down, recordings that tests play back.
        let is_recording = directory == "fixtures" && !is_first;
        is_first = false;
        if TEST_DIRECTORIES.contains(&directory) && !is_page || is_recording || OUTER_TEST_DIRECTORIES.contains(&directory) && !in_source {
            // A test among the examples is still a test.
            return FileRole::Test;
        }
        if EXAMPLE_DIRECTORIES.contains(&directory) && !in_source {
            role = FileRole::Example;
        }
        in_source |= SOURCE_DIRECTORIES.contains(&directory);
        in_router |= ROUTER_DIRECTORIES.contains(&directory);
    }
    if role == FileRole::Application && language == Language::TypeScript && has_infix(name, &["stories"]) {
        return FileRole::Example;
    }
    role
}

/// Whether a file of any kind stands in a directory of tests or of what they play back.
pub fn stands_among_tests(path: &str) -> bool {
    let directories = path.rsplit_once('/').map_or("", |(directories, _)| directories);
    directories.split('/').enumerate().any(|(depth, directory)| {
        let directory = directory.to_ascii_lowercase();
        TEST_DIRECTORIES.contains(&directory.as_str()) || depth > 0 && directory == "fixtures"
    })
}

fn is_test_name(name: &str, language: Language) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match language {
        Language::Python => {
            // unittest and Django look for `test*.py`; `testimonials.py` shows why that is too wide.
            let numbered = stem.strip_prefix("test").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
            numbered || matches!(stem, "conftest" | "tests") || stem.starts_with("test_") || stem.ends_with("_test")
        }
        Language::Rust => matches!(stem, "test" | "tests") || stem.ends_with("_test") || stem.ends_with("_tests"),
        Language::TypeScript => {
            has_infix(name, &["test", "tests", "spec", "e2e", "e2e-spec", "cy", "test-d"])
                || stem.ends_with("_test")
                || matches!(stem, "test" | "spec" | "setupTests" | "setup-tests")
                || ["jest.setup", "vitest.setup", "jest.config", "vitest.config"].contains(&stem)
        }
    }
}

/// Whether one of the words stands between the dots of `name.word.ts`, as in `chat.test.ts` or `chat.test.helpers.ts`.
fn has_infix(name: &str, words: &[&str]) -> bool {
    let mut parts: Vec<&str> = name.split('.').collect();
    parts.pop();
    parts.iter().skip(1).any(|part| words.contains(part))
}

/// The file names by which Next.js, SvelteKit and Remix know a page or an endpoint.
fn is_page_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    stem.starts_with('+') || matches!(stem, "page" | "route" | "layout" | "index" | "loading" | "error" | "template" | "actions")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::classify;
    use std::path::Path;

    fn role(path: &str) -> FileRole {
        role_of(path, classify(Path::new(path)).expect("a code file"))
    }

    #[test]
    fn tests_by_name_and_place() {
        for path in [
            "tests/app.py",
            "pkg/test_client.py",
            "pkg/client_test.py",
            "conftest.py",
            "shop/tests.py",
            "backend/test.py",
            "test2.py",
            "backend/test.mjs",
            "src/__tests__/a.ts",
            "src/chat.test.tsx",
            "src/chat.spec.js",
            "test/app.e2e-spec.ts",
            "crates/a/tests/it.rs",
            "src/embed/tests.rs",
            "src/embed_test.rs",
            "benches/b.rs",
            "packages/a/src/__fixtures__/x.ts",
            "examples/a/tests/t.py",
            "backend/tests/unit/x.py",
        ] {
            assert_eq!(role(path), FileRole::Test, "{path}");
        }
    }

    #[test]
    fn names_that_only_look_like_tests() {
        for path in [
            "latest/app.py",
            "contest.py",
            "src/testing_utils/run.py",
            "attest/x.ts",
            "src/testimonials.py",
            "src/fastest.ts",
            "src/protest_page.tsx",
            "app/test/page.tsx",
            "app/api/test/route.ts",
            "src/routes/test/+page.server.ts",
            "src/spec/openapi.ts",
        ] {
            assert_eq!(role(path), FileRole::Application, "{path}");
        }
    }

    #[test]
    fn examples_stand_beside_the_source() {
        for path in [
            "examples/a.py",
            "packages/sample-app/src/a.ts",
            "docs/conf.py",
            "crates/x/examples/chat.rs",
            "packages/a/examples/src/x.ts",
            "src/Button.stories.tsx",
        ] {
            assert_eq!(role(path), FileRole::Example, "{path}");
        }
        for path in ["src/examples/few_shot.py", "app/docs/page.tsx", "src/documents/a.py", "docsearch/a.py"] {
            assert_eq!(role(path), FileRole::Application, "{path}");
        }
    }

    #[test]
    fn notebooks_are_notebooks_wherever_they_are() {
        assert_eq!(role("examples/a.ipynb"), FileRole::Notebook);
        assert_eq!(role("tests/a.ipynb"), FileRole::Notebook);
    }
}
