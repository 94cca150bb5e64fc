//! Template actions (`{{ .Values.key }}`, `{% if … %}`) in files that are YAML otherwise.

use std::borrow::Cow;

/// The text with its template actions set aside, byte for byte of the same length: a line of nothing else becomes blank, one inside a value a word.
pub(super) fn blank(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = next_action(rest) {
        let action = &rest[start..];
        let close = if action.starts_with("{{") { "}}" } else { "%}" };
        // An action that never closes is text.
        let Some(end) = action.find(close).map(|at| at + 2) else { break };
        blanked.push_str(&rest[..start]);
        let line_start = blanked.rfind('\n').map_or(0, |at| at + 1);
        let is_alone = blanked[line_start..].trim().is_empty() && action[end..].lines().next().unwrap_or_default().trim().is_empty();
        let stand_in = if is_alone { ' ' } else { '_' };
        for c in action[..end].chars() {
            match c {
                '\n' => blanked.push('\n'),
                c => (0..c.len_utf8()).for_each(|_| blanked.push(stand_in)),
            }
        }
        rest = &action[end..];
    }
    blanked.push_str(rest);
    Cow::Owned(blanked)
}

/// Where the next action begins. GitHub's `${{ … }}` is an expression inside a value, and YAML as it stands.
fn next_action(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find("{{").into_iter().chain(text[from..].find("{%")).min()?;
        if !text[..at].ends_with('$') {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_stays_and_the_rest_parses() {
        let text =
            "{{- if .Values.é }}\nimage: \"{{ .Values.image }}:1\"\nname: {{ include \"x\" . }}\n{{- end }}\nrun: ${{ secrets.X }}\n";
        let blanked = blank(text);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.lines().count(), text.lines().count());
        assert_eq!(blanked.lines().next().unwrap().trim(), "");
        assert!(blanked.contains("image: \"_") && blanked.contains("run: ${{ secrets.X }}"), "{blanked}");
        assert_eq!(blank("a: {{ open"), "a: {{ open");
    }
}
