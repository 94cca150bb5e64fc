//! The packages that a `pip install …` command asks for.

use super::Requirement;
use super::manifest::requirement;

/// Options that take the next word as their value.
const VALUED: &[&str] = &[
    "-r",
    "-c",
    "-i",
    "-f",
    "-t",
    "-e",
    "--requirement",
    "--constraint",
    "--index-url",
    "--extra-index-url",
    "--find-links",
    "--target",
    "--editable",
    "--channel",
];

/// The requirements with a version that a shell command or a magic installs; `path` and `line` say where it stands.
pub fn requirements(command: &str, path: &str, line: u32) -> Vec<Requirement> {
    if !command.contains("install") && !command.contains("uv add") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for part in command.split(['|', '\n']).flat_map(|part| part.split("&&")) {
        let words = words(part);
        let Some(verb) = words.windows(2).position(|pair| is_installer(&pair[0], &pair[1])) else { continue };
        let mut rest = words[verb + 2..].iter();
        while let Some(word) = rest.next() {
            if word.starts_with('#') || word == ";" {
                break;
            }
            if VALUED.contains(&word.as_str()) {
                rest.next();
            } else if !word.starts_with('-') {
                // conda pins with one equals sign.
                let is_conda = words[verb].ends_with("conda") || words[verb].ends_with("mamba");
                let word = if is_conda && !["==", ">", "<", "~"].iter().any(|op| word.contains(op)) {
                    word.replacen('=', "==", 1)
                } else {
                    word.clone()
                };
                found.extend(
                    requirement::parse(&word)
                        .filter(|(_, range)| range.is_bounded())
                        .map(|(name, range)| Requirement::new(name, range, path, line)),
                );
            }
        }
    }
    found
}

fn is_installer(program: &str, verb: &str) -> bool {
    let program = program.rsplit(['/', '!', '%']).next().unwrap_or(program);
    match verb {
        "install" => matches!(program, "pip" | "pip3" | "pip2" | "conda" | "mamba") || program.starts_with("pip3."),
        "add" => program == "uv",
        _ => false,
    }
}

/// Splits as a shell would, near enough; blanks around a version operator (`cohere == 5`) don't part it.
fn words(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None, _) if c.is_whitespace() => {
                if !current.is_empty() {
                    words.push(std::mem::take(&mut current));
                }
            }
            _ => current.push(c),
        }
    }
    if !current.is_empty() {
        words.push(current);
    }
    let mut joined: Vec<String> = Vec::new();
    let is_operator = |word: &str| word.starts_with(['=', '<', '>', '~']);
    for word in words {
        match joined.last_mut() {
            Some(last) if is_operator(&word) || last.ends_with(['=', '<', '>']) && !last.starts_with('-') => last.push_str(&word),
            _ => joined.push(word),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(command: &str) -> Vec<String> {
        requirements(command, "n.ipynb", 1)
            .into_iter()
            .map(|r| format!("{} {}{}", r.name, r.version.version, if r.version.exact { "!" } else { "" }))
            .collect()
    }

    #[test]
    fn pins_and_bounds() {
        assert_eq!(installed("pip install -q cohere==5.1.0 \"langchain_cohere>=0.1\" openai"), ["cohere 5.1.0!", "langchain-cohere 0.1"]);
        assert_eq!(installed("{sys.executable} -m pip install --upgrade cohere~=4.27 # pin"), ["cohere 4.27"]);
        assert_eq!(installed("/usr/bin/pip3 install -r x.txt -i https://a/b cohere == 4.0 && pip install b==2"), ["cohere 4.0!", "b 2!"]);
        assert_eq!(installed("conda install -y -c conda-forge cohere=5.3"), ["cohere 5.3!"]);
        assert_eq!(installed("uv pip install 'cohere[all]==5.2'"), ["cohere 5.2!"]);
    }

    #[test]
    fn other_commands() {
        for command in ["pip install cohere", "npm install cohere-ai==7", "echo install", "pip freeze", "pip install"] {
            assert!(installed(command).is_empty(), "{command}");
        }
    }
}
