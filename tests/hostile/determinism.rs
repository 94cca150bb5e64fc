//! The same bytes in, the same bytes out: whatever the number of threads, the order in which files were made or named, and the language of the machine.

use super::harness::{DAY, Project, program, run};
use std::path::{Path, PathBuf};

/// The formats that programs read.
const MACHINE: [&str; 9] = ["json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown"];

const LOCALES: [&str; 5] = ["C", "C.UTF-8", "en_US.UTF-8", "de_DE.ISO-8859-1", "tr_TR.UTF-8"];

/// A report without how long the run took, which the closing lines for people tell.
fn lasting(report: &str) -> String {
    let is_duration = |word: &str| word.strip_suffix(" s").is_some_and(|number| number.parse::<f64>().is_ok());
    report.lines().map(|line| line.split(" · ").filter(|word| !is_duration(word)).collect::<Vec<_>>().join(" · ") + "\n").collect()
}

/// All fixtures as one project.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    files.map(|e| (e.path().strip_prefix(&root).unwrap().to_owned(), std::fs::read(e.path()).unwrap())).collect()
}

/// Numbers without a pattern, the same each time the test runs.
pub struct Shuffle(pub u64);

impl Shuffle {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        (1..items.len()).rev().for_each(|i| items.swap(i, self.below(i + 1)));
    }
}

#[test]
fn fifty_runs_are_one() {
    let mut files = fixtures();
    let mut order = Shuffle(7);
    let mut expected: Vec<Option<String>> = vec![None; MACHINE.len()];
    for round in 0..50 {
        // A new tree each time, made in another order: many file systems list entries by it.
        order.shuffle(&mut files);
        let project = Project::empty();
        files.iter().for_each(|(name, bytes)| project.write(&name.to_string_lossy(), bytes));
        let mut paths: Vec<String> =
            std::fs::read_dir(project.path(".")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        order.shuffle(&mut paths);
        let index = round % MACHINE.len();
        let mut command = program(&project.path("."));
        let locale = LOCALES[round % LOCALES.len()];
        command.env("RAYON_NUM_THREADS", (round % 8 + 1).to_string()).env("LANG", locale).env("LC_ALL", locale);
        command.args(["check", "--pedantic", "--root", ".", "--as-of", DAY, "--output-format", MACHINE[index]]).args(&paths);
        let found = run(&mut command, "");
        assert!(found.code == 1 && found.error.is_empty(), "{found:?}");
        let report = lasting(&found.out);
        match &expected[index] {
            None => expected[index] = Some(report),
            Some(first) => assert_eq!(*first, report, "{} in round {round}, {locale}", MACHINE[index]),
        }
    }
}

#[test]
fn where_a_project_stands_does_not_matter() {
    let files = fixtures();
    let (here, there) = (Project::empty(), Project::empty());
    for (name, bytes) in &files {
        here.write(&name.to_string_lossy(), bytes);
        there.write(&Path::new("some where/else").join(name).to_string_lossy(), bytes);
    }
    for format in MACHINE {
        let first = here.check(&["--root", ".", "--output-format", format]);
        let mut command = program(&there.path("some where/else"));
        let second = run(command.args(["check", "--as-of", DAY, "--root", ".", "--output-format", format]), "");
        assert_eq!(lasting(&first.out), lasting(&second.out), "{format}");
    }
}
