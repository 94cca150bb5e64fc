//! Whether a name may be imported from a file, told by texts alone: a package whose index passes on hundreds of modules need not be
//! parsed to learn that none of them has it.

use super::files::Files;
use super::reach::imported_files;
use super::text_imports::text_imports;
use crate::analysis::Workspace;
use crate::program::ImportItem;
use crate::source::FileId;
use memchr::memmem;
use rustc_hash::FxHashSet;

/// Texts with which a file gives out names that it doesn't hold and doesn't import.
const FROM_ELSEWHERE: &[&str] = &["__getattr__", "exports =", "exports=", "__exportStar"];

/// Texts with which a file passes on all that other files have.
const STARS: &[&str] = &["import *", "export *", "::*"];

/// Files that a name is looked for in behind one another: what passes on more than this is a catalogue of everything.
const MOST: usize = 64;

/// Whether a file may have something of this name to import, of its own or passed on. Tells which files it looks into.
pub fn may_export(files: &Files, workspace: &dyn Workspace, file: FileId, name: &str, looks_into: &dyn Fn(FileId)) -> bool {
    let mut pending = vec![file];
    let mut seen: FxHashSet<FileId> = pending.iter().copied().collect();
    let mut buffer = Vec::new();
    while let Some(at) = pending.pop() {
        looks_into(at);
        let Some(bytes) = files.raw(at, &mut buffer) else { continue };
        let finds = |needle: &str| memmem::find(bytes, needle.as_bytes()).is_some();
        if finds(name) || FROM_ELSEWHERE.iter().any(|text| finds(text)) {
            return true;
        }
        if !STARS.iter().any(|text| finds(text)) {
            continue;
        }
        let language = files.candidate(at).kind.language();
        let text = String::from_utf8_lossy(bytes);
        let starred: Vec<&str> = text.lines().filter(|line| STARS.iter().any(|star| line.contains(star))).collect();
        for import in text_imports(&starred.join("\n"), language).iter().filter(|import| import.item == ImportItem::Module) {
            pending.extend(imported_files(workspace, at, language, import).into_iter().flatten().filter(|next| seen.insert(*next)));
        }
        if seen.len() > MOST {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::engine::{CheckOptions, Engine, NoProgress};

    /// How many files of a project were parsed, and how many findings there were.
    fn parsed(files: &[(&str, &str)]) -> (usize, usize) {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let options = CheckOptions { root: Some(root.path().into()), paths: vec![root.path().into()], ..CheckOptions::default() };
        let report = Engine::new().unwrap().check(&options, &NoProgress).unwrap();
        (report.summary.files_parsed, report.findings.iter().filter(|f| f.rule == "missing-max-tokens").count())
    }

    const CALL: &str = "import cohere\nfrom pkg import Thing\n\ndef run(texts):\n    Thing().chat(texts)\n";

    #[test]
    fn a_package_that_passes_on_everything_is_not_parsed_for_a_name_it_lacks() {
        let mut files = vec![("app.py", CALL), ("pkg/__init__.py", "from .a import *\nfrom .b import *\n")];
        files.extend([("pkg/a.py", "class Other:\n    pass\n"), ("pkg/b.py", "x = 1\n")]);
        assert_eq!(parsed(&files).0, 1);
    }

    #[test]
    fn one_that_has_the_name_is_found_through_stars() {
        let client = "import cohere\n\nco = cohere.ClientV2()\n";
        let caller = "from pkg import co\n\ndef run(messages):\n    return co.chat(model=\"m\", messages=messages)\n";
        let files = [
            ("app.py", caller),
            ("pkg/__init__.py", "from .first import *\n"),
            ("pkg/first.py", "from .second import *\n"),
            ("pkg/second.py", client),
        ];
        assert_eq!(parsed(&files), (4, 1));
    }

    #[test]
    fn who_imports_something_else_of_a_file_that_speaks_to_cohere_is_not_parsed() {
        let shared =
            "import cohere\n\nTIMEOUT = 30\n\ndef ask(messages):\n    return cohere.ClientV2().chat(model=\"m\", messages=messages)\n";
        let files = [
            ("shared.py", shared),
            ("uses.py", "from shared import ask\n\ndef main():\n    ask([])\n"),
            ("other.py", "from shared import TIMEOUT\n\nprint(TIMEOUT)\n"),
        ];
        assert_eq!(parsed(&files), (2, 1));
    }

    #[test]
    fn who_calls_a_method_through_the_base_is_parsed() {
        let mine = "import cohere\nfrom base import Base\n\nclass Mine(Base):\n    def ask(self, messages):\n        return cohere.ClientV2().chat(model=\"m\", messages=messages)\n";
        let base = "class Base:\n    pass\n";
        let caller = "from base import Base\n\ndef main(base: Base):\n    base.ask([])\n";
        assert_eq!(parsed(&[("mine.py", mine), ("base.py", base), ("caller.py", caller)]).0, 3);
    }

    #[test]
    fn a_notebook_that_names_cohere_is_parsed() {
        let cell = r#"{"cells": [{"cell_type": "code", "source": ["import cohere\\n", "co = cohere.ClientV2()"], "metadata": {}, "outputs": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"#;
        assert_eq!(parsed(&[("a.ipynb", cell)]).0, 1);
    }

    #[test]
    fn an_import_need_not_begin_its_line() {
        assert_eq!(parsed(&[("a.py", "import os; import cohere\n"), ("b.py", "try: import cohere\nexcept ImportError: pass\n")]).0, 2);
    }

    #[test]
    fn who_merely_speaks_of_cohere_is_not_parsed() {
        let files = [
            ("a.py", "PROVIDERS = ['openai', 'cohere']\n"),
            ("b.py", "# a coherent comment\n"),
            ("c.ts", "export type P = 'cohere' | 'x';\n"),
        ];
        assert_eq!(parsed(&files), (0, 0));
    }
}
