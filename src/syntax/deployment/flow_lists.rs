//! YAML lists and mappings in brackets that go on at the indentation of what they stand in. The specification wants them further in; the parsers most
//! people use don't mind.

/// The text with each bracketed list or mapping on one line, byte for byte of the same length; nothing where that changes nothing, or a bracket stays open.
pub(super) fn joined(text: &str) -> Option<String> {
    let mut joiner = Joiner { out: String::with_capacity(text.len()), depth: 0, quote: None, has_joined: false };
    // Lines further in than this are text of a block scalar.
    let mut block: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_blank = line.trim().is_empty();
        if block.is_some_and(|outer| is_blank || indent > outer) {
            joiner.out.push_str(line);
            continue;
        }
        block = None;
        let was_open = joiner.depth > 0 || joiner.quote.is_some();
        joiner.line(line);
        if !was_open && joiner.depth == 0 && joiner.quote.is_none() && opens_block(line) {
            block = Some(indent);
        }
    }
    (joiner.has_joined && joiner.depth == 0).then_some(joiner.out)
}

struct Joiner {
    out: String,
    depth: usize,
    quote: Option<char>,
    has_joined: bool,
}

impl Joiner {
    fn line(&mut self, line: &str) {
        // What stands before on the line: the last character but blanks, and whether blanks follow it.
        let (mut before, mut after_blank) = (None, true);
        let mut in_comment = false;
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\n' || c == '\r' {
                let is_inside = self.depth > 0;
                self.has_joined |= is_inside;
                self.out.push(if is_inside { ' ' } else { c });
                continue;
            }
            if in_comment {
                self.keep(c, self.depth == 0);
                continue;
            }
            if let Some(quote) = self.quote {
                self.out.push(c);
                if quote == '"' && c == '\\' {
                    self.out.extend(chars.next_if(|next| !matches!(next, '\n' | '\r')));
                } else if c == quote {
                    self.quote = None;
                }
                (before, after_blank) = (Some(c), false);
                continue;
            }
            let begins = after_blank && matches!(before, None | Some(':' | '-' | '?'));
            match c {
                '#' if after_blank => {
                    in_comment = true;
                    self.keep(c, self.depth == 0);
                    continue;
                }
                '\'' | '"' if begins || self.depth > 0 && (after_blank || matches!(before, Some('[' | '{' | ',' | ':'))) => {
                    self.quote = Some(c)
                }
                '[' | '{' if begins || self.depth > 0 => self.depth += 1,
                ']' | '}' if self.depth > 0 => self.depth -= 1,
                _ => {}
            }
            self.out.push(c);
            after_blank = c == ' ' || c == '\t';
            if !after_blank {
                before = Some(c);
            }
        }
    }

    /// A character of a comment: inside brackets its line ends no more, so that it must go.
    fn keep(&mut self, c: char, is_kept: bool) {
        if is_kept {
            self.out.push(c);
        } else {
            (0..c.len_utf8()).for_each(|_| self.out.push(' '));
        }
    }
}

/// Whether a line ends in the mark of a block scalar: `run: |`, `- >-`.
fn opens_block(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or_default().trim_end();
    let mark = line.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
    mark.strip_suffix(['|', '>']).is_some_and(|rest| rest.trim_start().is_empty() || rest.ends_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn lists_are_joined_and_keep_their_length() {
        let text = "on:\n  push:\n    branches: [main, # the é\n    'dev [']\nrun: |\n  a[\n  b\nrest: {a: 1,\n}\n";
        let joined = joined(text).unwrap();
        assert_eq!(joined.len(), text.len());
        assert_eq!(joined.lines().count(), 7);
        assert!(joined.contains("[main,") && joined.contains("'dev [']") && !joined.contains("the"), "{joined}");
        assert!(joined.contains("a[\n  b\n"));
    }

    #[test]
    fn what_needs_nothing_stays() {
        assert_eq!(joined("a: [1, 2]\nb: {c: d}\n"), None);
        assert_eq!(joined("a: b[c\nd: e]f\n"), None);
        assert_eq!(joined("a: [1,\nb: 2\n"), None);
    }
}
