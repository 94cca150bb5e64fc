//! Bytes that are no text, or text that is no UTF-8.

use super::{APP, beside, harness::Project};

#[test]
fn nul_bytes() {
    let (_, run) = beside("nul.py", b"import cohere\nx = '\0'\n");
    assert_eq!(run.code, 1);
    for (name, bytes) in [("nuls.py", [b"import cohere\n".as_slice(), &[0; 100_000]].concat()), ("nuls.rs", vec![0; 1 << 20])] {
        let (_, run) = beside(name, &bytes);
        assert!(
            run.code == 1 && run.out.contains(&format!("{name}: note[binary-file] the file holds NUL bytes or is no text")),
            "{}",
            run.out
        );
    }
    // A video stream is called so, too.
    let video: Vec<u8> = (0..100).flat_map(|_| [&[0x47_u8][..], &[0; 187]].concat()).collect();
    let (_, run) = beside("video.ts", &video);
    assert!(!run.out.contains("binary-file"), "{}", run.out);
}

#[test]
fn nothing_but_invalid_utf8() {
    for (name, bytes) in
        [("a.py", vec![0xff; 1 << 20]), ("b.ts", [0xc3, 0x28].repeat(1 << 19)), ("c.rs", (128..=255).cycle().take(1 << 20).collect())]
    {
        beside(name, &[b"// cohere\n".as_slice(), &bytes].concat());
    }
}

#[test]
fn utf16_with_and_without_a_mark() {
    let units = |mark: bool, to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.then_some(0xfeff).into_iter().chain(APP.encode_utf16()).flat_map(to).collect()
    };
    for (order, to) in [("little", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("big", u16::to_be_bytes)] {
        let (_, run) = beside(&format!("{order}.py"), &units(true, to));
        assert!(run.out.contains(&format!("{order}.py:5:15: error[retired-model]")), "{}", run.out);
        // Without a mark it could be anything, and that is told.
        let (_, run) = beside(&format!("{order}.py"), &units(false, to));
        assert!(run.out.contains(&format!("{order}.py: note[binary-file]")), "{}", run.out);
    }
}

#[test]
fn lone_surrogates_in_notebooks() {
    let notebook = r#"{"cells": [{"cell_type": "code", "source": ["import cohere\n", "x = '\ud800'\n", "co = cohere.ClientV2()\n",
        "co.chat(model='command-r', messages=['\udfff\ud83d'])"]}], "metadata": {"\ud800": 1}}"#;
    let (_, run) = beside("lone.ipynb", notebook.as_bytes());
    assert!(run.out.contains("lone.ipynb:cell 1:4:15: error[retired-model]") || run.out.contains("lone.ipynb"), "{}", run.out);
    assert_eq!(run.out.matches("error[retired-model]").count(), 2, "{}", run.out);
}

#[test]
fn a_hundred_marks_and_other_line_ends() {
    for text in
        [format!("{}{APP}", "\u{feff}".repeat(100)), APP.replace('\n', "\r"), APP.replace('\n', "\r\n"), APP.replace('\n', "\u{2028}")]
    {
        beside("ends.py", text.as_bytes());
    }
    let project = Project::new(&[("app.py", &APP.replace('\n', "\r\n"))]);
    assert_eq!(project.found(&["--select", "retired-model"]), ["app.py:5 retired-model"]);
}
