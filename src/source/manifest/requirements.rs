//! `requirements*.txt`, `requirements.in`, constraints files.

use super::{Manifest, requirement};

/// Reads a requirements file. Any text is one; lines that are no requirement say nothing.
pub fn parse(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let mut line = line.trim().to_owned();
        // Hashes are usually written one a continued line.
        while let Some(head) = line.strip_suffix('\\') {
            line = match lines.next() {
                Some((_, next)) => format!("{} {}", head.trim_end(), next.trim()),
                None => head.to_owned(),
            };
        }
        if let Some(file) = include(&line) {
            manifest.includes.push(file.to_owned());
        } else if let Some((name, range)) = requirement::parse(&line) {
            manifest.push(name, range, number);
        }
    }
    manifest
}

/// The file of `-r base.txt`, `--requirement=base.txt`, `-c constraints.txt`.
fn include(line: &str) -> Option<&str> {
    let options = ["-r", "-c", "--requirement", "--constraint"];
    let option = options.iter().filter(|option| line.starts_with(**option)).max_by_key(|option| option.len())?;
    let file = line[option.len()..].split(" #").next()?.trim_start_matches(['=', ' ', '\t']).trim();
    (!file.is_empty() && !file.contains("://")).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_includes_and_continuations() {
        let text = "# deps\n-r base.txt\n--requirement=dev/x.txt\n-i https://pypi.org/simple\ncohere[all]~=5.1 \\\n  --hash=sha256:ab \\\n  --hash=sha256:cd\n\nopenai\n-e ./local\n-c https://x/y.txt\n";
        let manifest = parse(text);
        let shown: Vec<_> = manifest.entries.iter().map(|e| (e.name.as_str(), e.range.lower.as_deref(), e.line)).collect();
        assert_eq!(shown, [("cohere", Some("5.1"), 5), ("openai", None, 9)]);
        assert_eq!(manifest.includes, ["base.txt", "dev/x.txt"]);
        assert_eq!(parse("cohere==5 \\").entries.len(), 1);
    }
}
