//! A runbook that tells how the key is replaced. Whether it was tried, only a person knows: the finder says where it stands.

use super::{Material, Proof};

/// Looks for a section that speaks of rotating a key.
pub fn find(material: &Material<'_>) -> Proof {
    // In one line: a page that speaks of keys somewhere and of rotating logs elsewhere tells nothing.
    let speaks = |text: &str| {
        text.lines().any(|line| {
            let line = line.to_lowercase();
            line.contains("rotat") && ["key", "token", "credential", "secret"].iter().any(|word| line.contains(word))
        })
    };
    for file in material.files {
        if let Some(section) = file.document.sections.iter().find(|section| speaks(&section.heading) || speaks(&section.text)) {
            let line = file.lines.position(&file.text, section.span.start).line;
            return Proof::Unknown(format!("{}:{line} tells how to rotate the key: attest that it was tried, and name that file", file.path));
        }
    }
    Proof::Unknown("no runbook here tells how the key is replaced: write one, try it, and name it in an attestation".to_owned())
}
