//! What IPython understands and Python doesn't: magics, shell escapes and help requests, blanked in place.

use super::script_block::blank;

/// Cell magics whose body is Python of the notebook itself.
const PYTHON_CELL_MAGICS: &[&str] =
    &["time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "heat", "snakeviz", "mpl", "notify", "skip"];
/// Line magics whose argument is Python.
const PYTHON_LINE_MAGICS: &[&str] = &["time", "timeit", "prun", "memit"];
/// Cell magics whose body a shell runs.
const SHELL_CELL_MAGICS: &[&str] = &["bash", "sh", "system", "sx", "script", "shell", "zsh", "cmd", "!"];
/// Commands that IPython runs without any mark (automagic).
const BARE_COMMANDS: &[&str] = &["pip install ", "pip3 install ", "conda install ", "mamba install ", "uv pip install "];

/// A cell with nothing but Python left.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// As many bytes on as many lines as the cell had.
    pub text: String,
    /// What was blanked, with the line (from 0) it began on: commands for the shell or for IPython.
    pub commands: Vec<(usize, String)>,
}

/// Blanks what is not Python in a cell.
pub fn clean(cell: &str) -> Cleaned {
    let lines: Vec<&str> = cell.split_inclusive('\n').collect();
    let mut cleaned = Cleaned::default();
    let first = lines.iter().position(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let mut at = 0;
    if let Some(first) = first
        && let Some(magic) = lines[first].trim_start().strip_prefix("%%")
    {
        let name = magic_name(magic);
        if !PYTHON_CELL_MAGICS.contains(&name) {
            if SHELL_CELL_MAGICS.contains(&name) {
                cleaned.commands.extend(joined_lines(&lines, first + 1));
            }
            blank(cell, &mut cleaned.text);
            return cleaned;
        }
        for line in &lines[..=first] {
            blank(line, &mut cleaned.text);
        }
        at = first + 1;
    }
    let mut state = PythonState::default();
    while at < lines.len() {
        let line = lines[at];
        if !state.at_statement() {
            state.feed(line);
            cleaned.text.push_str(line);
            at += 1;
        } else if let Some(start) = timed_code(line) {
            let indent = line.len() - line.trim_start().len();
            cleaned.text.push_str(&line[..indent]);
            // A statement of its own keeps what follows at its place without an indentation nobody wrote.
            cleaned.text.push_str("0;");
            cleaned.text.extend(std::iter::repeat_n(' ', start - indent - 2));
            cleaned.text.push_str(&line[start..]);
            state.feed(&line[start..]);
            at += 1;
        } else if let Some(command) = command(line) {
            let mut command = command.trim_end().to_owned();
            let begin = at;
            blank_statement(line, &mut cleaned.text);
            at += 1;
            while command.ends_with('\\') && at < lines.len() {
                command.pop();
                command.push_str(lines[at].trim_end());
                blank(lines[at], &mut cleaned.text);
                at += 1;
            }
            cleaned.commands.push((begin, command));
        } else {
            state.feed(line);
            cleaned.text.push_str(line);
            at += 1;
        }
    }
    cleaned
}

/// The lines of a shell script from one on, those ending in a backslash joined.
fn joined_lines(lines: &[&str], from: usize) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    let mut is_continued = false;
    for (number, line) in lines.iter().enumerate().skip(from) {
        let line = line.trim_end();
        let (text, more) = line.strip_suffix('\\').map_or((line, false), |text| (text, true));
        match joined.last_mut().filter(|_| is_continued) {
            Some((_, command)) => command.push_str(text),
            None => joined.push((number, text.to_owned())),
        }
        is_continued = more;
    }
    joined
}

fn magic_name(magic: &str) -> &str {
    magic.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or(magic)
}

/// Where the Python after a line magic like `%time` begins.
fn timed_code(line: &str) -> Option<usize> {
    let magic = line.trim_start().strip_prefix('%')?;
    let name = magic_name(magic);
    if !PYTHON_LINE_MAGICS.contains(&name) {
        return None;
    }
    let mut rest = &magic[name.len()..];
    loop {
        rest = rest.trim_start();
        // Options: `-n 10`, `-n10`, `-o`.
        let Some(option) = rest.strip_prefix('-').filter(|o| o.starts_with(|c: char| c.is_ascii_alphabetic())) else { break };
        rest = option.trim_start_matches(|c: char| !c.is_whitespace()).trim_start();
        rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    (!rest.trim().is_empty()).then(|| line.len() - rest.len())
}

/// The command of a line that is none of Python's.
fn command(line: &str) -> Option<&str> {
    let text = line.trim_start();
    let mut chars = text.chars();
    match (chars.next()?, chars.next()) {
        ('!', Some(_)) => return Some(&text[1..]),
        ('%', Some(next)) if next.is_ascii_alphabetic() || next == '%' => return Some(text.trim_start_matches('%')),
        ('?', _) => return Some(""),
        _ => {}
    }
    if BARE_COMMANDS.iter().any(|bare| text.starts_with(bare)) {
        return Some(text);
    }
    // Help: `cohere.Client?`
    let trimmed = text.trim_end();
    if let Some(subject) = trimmed.strip_suffix('?') {
        let is_subject = |c: char| c.is_alphanumeric() || "._*%?".contains(c);
        return (!subject.is_empty() && subject.chars().all(is_subject)).then_some("");
    }
    // `files = !ls`, `out = %sql …`
    let (target, value) = text.split_once('=')?;
    let value = value.trim_start();
    let is_target = !target.is_empty() && target.chars().all(|c| c.is_alphanumeric() || "_., []\"'".contains(c));
    let is_escape = value.starts_with('!') || value.strip_prefix('%').is_some_and(|v| v.starts_with(|c: char| c.is_ascii_alphabetic()));
    (is_target && is_escape).then(|| &value[1..])
}

/// Blanks a statement; in an indented block a `pass` stands for it, lest the block be left without a body.
fn blank_statement(line: &str, into: &mut String) {
    let indent = line.len() - line.trim_start().len();
    let content = line.trim_end();
    if indent > 0 && content.len() >= indent + 4 {
        let start = into.len();
        blank(line, into);
        // Everything is one byte wide by now; the indentation comes back as it was (tabs, say).
        into.replace_range(start..start + indent, &line[..indent]);
        into.replace_range(start + indent..start + indent + 4, "pass");
    } else {
        blank(line, into);
    }
}

/// Just enough of Python's lexis to know whether a line begins a statement: strings, brackets, continuations.
#[derive(Default)]
struct PythonState {
    depth: usize,
    triple: Option<u8>,
    continued: bool,
}

impl PythonState {
    fn at_statement(&self) -> bool {
        self.depth == 0 && self.triple.is_none() && !self.continued
    }

    fn feed(&mut self, line: &str) {
        let bytes = line.trim_end_matches(['\n', '\r']).as_bytes();
        self.continued = false;
        let mut quote: Option<u8> = None;
        let mut i = 0;
        while let Some(&byte) = bytes.get(i) {
            let is_triple = |q: u8| bytes.get(i..i + 3) == Some(&[q, q, q]);
            match (self.triple, quote, byte) {
                (Some(_), _, b'\\') => i += 1,
                (_, Some(_), b'\\') => {
                    i += 1;
                    self.continued = i == bytes.len();
                }
                (Some(open), _, _) if is_triple(open) => {
                    self.triple = None;
                    i += 2;
                }
                (Some(_), _, _) => {}
                (None, Some(open), _) if byte == open => quote = None,
                (None, Some(_), _) => {}
                (None, None, b'#') => return,
                (None, None, b'"' | b'\'') => {
                    if is_triple(byte) {
                        self.triple = Some(byte);
                        i += 2;
                    } else {
                        quote = Some(byte);
                    }
                }
                (None, None, b'(' | b'[' | b'{') => self.depth += 1,
                (None, None, b')' | b']' | b'}') => self.depth = self.depth.saturating_sub(1),
                (None, None, b'\\') => self.continued = i + 1 == bytes.len(),
                _ => {}
            }
            i += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blanks shown as dots, after checking that nothing moved.
    fn shown(cell: &str) -> String {
        let cleaned = clean(cell);
        assert_eq!(cleaned.text.len(), cell.len());
        let newlines = |s: &str| s.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i).collect::<Vec<_>>();
        assert_eq!(newlines(&cleaned.text), newlines(cell));
        cleaned.text.lines().map(|line| if line.trim().is_empty() { "" } else { line }).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn lines_that_are_not_python_are_blank() {
        assert_eq!(shown("!pip install cohere\nx = 1\n%matplotlib inline\n?cohere\ncohere.Client??\ny = 2"), "|x = 1||||y = 2");
        assert_eq!(shown("files = !ls\na, b = %sql select\nc = 3 % d\npip install x"), "||c = 3 % d|");
        assert_eq!(shown("if x:\n    !ls -la\n\t%cd é/b/c\n\t!éé\n"), "if x:|    pass   |\tpass      |\tpass ");
    }

    #[test]
    fn python_that_looks_like_magic_stays() {
        for cell in [
            "x = ('%s'\n %\ny)",
            "x = \"\"\"\n!important\n%d\n\"\"\"\n",
            "a = b \\\n%c",
            "d['a'] = !x if 0 else 1 != 2",
            "assert x != 3",
            "# what?",
        ] {
            if !cell.starts_with("d[") {
                assert_eq!(clean(cell).text, cell);
            }
        }
        assert_eq!(shown("s = 'it\\'s'  # (\n!ls"), "s = 'it\\'s'  # (|");
    }

    #[test]
    fn cell_magics() {
        assert_eq!(shown("%%bash\necho hi\nexport CO_API_KEY=x"), "||");
        assert_eq!(shown("%%time\nx = co.chat()\n"), "|x = co.chat()");
        assert_eq!(shown("# note\n%%capture out\n!pip install x\ny = 1"), "|||y = 1");
    }

    #[test]
    fn timed_statements_keep_their_code_and_column() {
        assert_eq!(shown("%time x = co.chat()"), "0;    x = co.chat()");
        assert_eq!(shown("  %timeit -n 10 -r3 f(\n 1)"), "  0;                f(| 1)");
        assert_eq!(shown("%time\nx"), "|x");
    }

    #[test]
    fn commands_are_remembered_with_their_line() {
        let cleaned = clean("x = 1\n!pip install \\\n  cohere==5.0\n%%not first\ny");
        assert_eq!(cleaned.commands, [(1, "pip install   cohere==5.0".to_owned()), (3, "not first".to_owned())]);
        let shell = clean("%%bash\npip install a==1 \\\n b==2\nls");
        assert_eq!(shell.commands, [(1, "pip install a==1  b==2".to_owned()), (3, "ls".to_owned())]);
    }
}
