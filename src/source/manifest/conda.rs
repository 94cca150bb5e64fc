//! conda's `environment.yml`: `- name=version` lines and, below `- pip:`, pip's.

use super::{Manifest, requirement};

/// Reads the dependency list; line by line, since that is how such files are written.
pub fn parse(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut in_list = false;
    for (number, line) in (1..).zip(text.lines()) {
        if !line.starts_with([' ', '-', '#']) && !line.trim().is_empty() {
            in_list = line.trim_end() == "dependencies:";
            continue;
        }
        let Some(item) = line.trim().strip_prefix("- ").filter(|_| in_list) else { continue };
        let item = item.trim().trim_matches(['"', '\'']);
        if item.ends_with(':') {
            continue;
        }
        // A channel may stand before the name, a build behind a second equals sign.
        let item = item.rsplit("::").next().unwrap_or(item);
        let is_pip = ["==", ">", "<", "~=", "["].iter().any(|op| item.contains(op));
        let conda = item.split('=').take(2).collect::<Vec<_>>().join("==");
        if let Some((name, range)) = requirement::parse(if is_pip { item } else { &conda }) {
            manifest.push(name, range, number);
        }
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conda_and_pip_items() {
        let text = "name: x\nchannels:\n  - defaults\ndependencies:\n  - python=3.10\n  - conda-forge::cohere=5.1=py_0\n  - pip:\n    - openai==1.2\n    - b\nprefix: /x\n";
        let shown: Vec<_> = parse(text).entries.into_iter().map(|e| (e.name, e.range.lower.unwrap_or_default())).collect();
        let expected = [("python", "3.10"), ("cohere", "5.1"), ("openai", "1.2"), ("b", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(shown, expected);
    }
}
