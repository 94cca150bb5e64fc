//! Lock files and exact pins of every kind, in which a package has a version.

use semver::Version;

/// A lock file: its name, and its text for a package and a version.
pub(super) struct Lock {
    /// The file's name.
    pub name: &'static str,
    /// Its text.
    pub text: fn(&str, &Version) -> String,
}

/// The kinds that an ecosystem has.
pub(super) fn of(ecosystem: &str) -> &'static [Lock] {
    match ecosystem {
        "python" => PYTHON,
        "npm" => NPM,
        _ => RUST,
    }
}

const PYTHON: &[Lock] = &[
    Lock { name: "requirements.txt", text: |package, version| format!("{package}=={version}\n") },
    Lock { name: "uv.lock", text: |package, version| format!("version = 1\n\n{}", toml(package, version)) },
    Lock { name: "poetry.lock", text: |package, version| format!("{}\n[metadata]\nlock-version = \"2.1\"\n", toml(package, version)) },
    Lock {
        name: "Pipfile.lock",
        text: |package, version| format!("{{\"_meta\": {{}}, \"default\": {{\"{package}\": {{\"version\": \"=={version}\"}}}}}}\n"),
    },
];

const NPM: &[Lock] = &[
    Lock {
        name: "package-lock.json",
        text: |package, version| {
            format!(
                "{{\"lockfileVersion\": 3, \"packages\": {{\"\": {{}}, \"node_modules/{package}\": {{\"version\": \"{version}\"}}}}}}\n"
            )
        },
    },
    Lock {
        name: "pnpm-lock.yaml",
        text: |package, version| {
            format!(
                "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '{package}':\n        specifier: {version}\n        version: {version}\n"
            )
        },
    },
    Lock {
        name: "yarn.lock",
        text: |package, version| format!("# yarn lockfile v1\n\n\"{package}@^{version}\":\n  version \"{version}\"\n"),
    },
];

const RUST: &[Lock] = &[Lock { name: "Cargo.lock", text: |package, version| format!("version = 4\n\n{}", toml(package, version)) }];

fn toml(package: &str, version: &Version) -> String {
    format!("[[package]]\nname = \"{package}\"\nversion = \"{version}\"\n")
}
