//! A runbook that tells how the key is replaced. Whether it was tried, only a person knows: the finder says where it stands.

use super::{Operations, Proof};

/// Looks for a section that speaks of rotating a key.
pub fn find(operations: &Operations<'_>) -> Proof {
    let speaks = |text: &str| {
        text.split(['\n', '.', ';', ',', '|']).any(|line| {
            let words: Vec<String> = line.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|w| !w.is_empty()).collect();
            words.iter().enumerate().any(|(at, word)| word.starts_with("rotat") && is_of_keys(word, &words, at))
        })
    };
    for file in operations.files() {
        if let Some(section) = file.document.sections.iter().find(|section| speaks(&section.heading) || speaks(&section.text)) {
            let line = file.lines.position(&file.text, section.span.start).line;
            return Proof::Unknown(format!("{}:{line} tells how to rotate the key: attest that it was tried, and name that file", file.path));
        }
    }
    match operations.deployed_by() {
        Some(step) => Proof::Missing("deployed from here, and no page tells how the key is replaced".to_owned(), vec![step]),
        None => Proof::Unknown("no runbook here tells how the key is replaced: write one, try it, and name it in an attestation".to_owned()),
    }
}

/// Whether what is rotated is a key: `rotate the API key`, `key rotation`. Logs rotate too, and so do the tokens of single users.
fn is_of_keys(word: &str, words: &[String], at: usize) -> bool {
    let is_key = |word: &String| ["key", "keys", "secret", "secrets", "credential", "credentials"].contains(&word.as_str());
    let behind = words.iter().skip(at + 1).take(5).any(is_key);
    behind || (word == "rotation" && at > 0 && is_key(&words[at - 1]))
}
