//! A finding's identity, which outlives edits elsewhere in the file.

use rustc_hash::FxHashMap;

/// What a fingerprint is made of. No line numbers: moving code is not changing it.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The path relative to the project root.
    pub path: &'a str,
    /// The innermost function, method or class around the finding, dotted (`Chat.answer`); empty at module level.
    pub symbol: &'a str,
    /// The tokens of the finding, secrets masked.
    pub text: &'a str,
}

/// Gives out fingerprints. Findings must come in their final order, so that equal ones get the same number in every run.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: FxHashMap<blake3::Hash, u64>,
}

impl Fingerprints {
    /// The fingerprint of the next finding: 32 hexadecimal digits. Of equal findings each gets its own.
    pub fn next(&mut self, identity: Identity) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [identity.rule, identity.path, identity.symbol, &normalised(identity.text)] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let occurrence = self.seen.entry(hasher.finalize()).or_default();
        hasher.update(&occurrence.to_le_bytes());
        *occurrence += 1;
        let mut fingerprint = hasher.finalize().to_hex().to_string();
        fingerprint.truncate(32);
        fingerprint
    }
}

/// Code without what formatters change: spaces and line breaks, the kind of quotes, a comma at the end of a list.
fn normalised(text: &str) -> String {
    let chars = text.chars().filter(|c| !c.is_whitespace());
    let text: String = chars.map(|c| if matches!(c, '\'' | '`') { '"' } else { c }).collect();
    text.trim_end_matches([',', ';']).replace(",)", ")").replace(",]", "]").replace(",}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(rule: &str, path: &str, symbol: &str, text: &str) -> String {
        Fingerprints::default().next(Identity { rule, path, symbol, text })
    }

    #[test]
    fn formatting_does_not_change_it() {
        let plain = one("unhandled-call", "a.py", "main", "r = co.chat(model='x', messages=m)");
        assert_eq!(plain.len(), 32);
        for line in [
            "    r = co.chat(model='x',messages=m)\r",
            "\tr  =  co.chat( model=\"x\", messages=m ) ;",
            "r=co.chat(\n    model=`x`,\n    messages=m,\n)",
        ] {
            assert_eq!(one("unhandled-call", "a.py", "main", line), plain, "{line}");
        }
    }

    #[test]
    fn each_part_counts_and_parts_do_not_run_together() {
        let all = [
            one("r", "a.py", "f", "x"),
            one("s", "a.py", "f", "x"),
            one("r", "b.py", "f", "x"),
            one("r", "a.py", "g", "x"),
            one("r", "a.py", "f", "y"),
            one("ra", ".py", "f", "x"),
            one("r", "a.py", "", "fx"),
        ];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn equal_findings_stay_two_in_every_run() {
        let identity = Identity { rule: "r", path: "a.py", symbol: "f", text: "co.chat()" };
        let run = || {
            let mut fingerprints = Fingerprints::default();
            [fingerprints.next(identity), fingerprints.next(identity)]
        };
        let [first, second] = run();
        assert_ne!(first, second);
        assert_eq!(run(), [first, second]);
    }

    #[test]
    fn it_is_the_same_on_every_machine_and_release() {
        assert_eq!(one("retired-model", "src/app.py", "", "m = 'command'"), "d84647782815de75a5c5c60fda405804");
    }
}
