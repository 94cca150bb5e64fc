//! Files that change, vanish or close while they are read.

use super::{APP, harness::Project};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whatever moment a run meets, it ends with a report; the file that stays is judged.
#[test]
fn files_that_come_go_shrink_and_grow() {
    let project = Project::new(&[("app.py", APP), ("sub/keep.py", APP)]);
    let stop = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let mut round = 0_usize;
            while !stop.load(Ordering::Relaxed) {
                for file in 0..20 {
                    let path = project.path(&format!("sub/f{file}.py"));
                    let _ = match (round + file) % 4 {
                        0 => std::fs::write(&path, APP.repeat(200)),
                        1 => std::fs::write(&path, "import coh"),
                        2 => std::fs::remove_file(&path),
                        _ => std::fs::create_dir(&path).and_then(|()| std::fs::remove_dir(&path)),
                    };
                }
                let gone = project.path("sub/gone");
                let _ = std::fs::create_dir(&gone).and_then(|()| std::fs::write(gone.join("a.py"), APP));
                let _ = std::fs::remove_dir_all(&gone);
                round += 1;
            }
        });
        for _ in 0..20 {
            let run = project.check(&["--select", "retired-model", "--output-format", "concise"]);
            let text = String::from_utf8_lossy(run.out.as_bytes()).into_owned();
            stop.store(!(text.contains("app.py:5:15: error[retired-model]") && (run.code == 1 || run.code == 2)), Ordering::Relaxed);
            if stop.load(Ordering::Relaxed) {
                panic!("{run:?}");
            }
            assert!(!text.contains("internal-error"), "{text}");
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn standard_input_may_hold_anything() {
    let project = Project::new(&[("app.py", APP)]);
    for text in ["", "\0", "\u{feff}", &"(".repeat(100_000), &"import cohere\n".repeat(10_000)] {
        let run = project.check_with(&["--stdin-filename", "app.py", "--output-format", "concise"], text);
        assert!((0..=2).contains(&run.code), "{run:?}");
    }
    let run = project.check_with(&["--stdin-filename", "../../outside.py", "--output-format", "concise"], APP);
    assert!((0..=2).contains(&run.code), "{run:?}");
}
