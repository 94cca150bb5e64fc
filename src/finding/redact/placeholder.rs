//! Tells a stand-in from a credential.

use super::looks_like_key;

/// Words that make a stand-in of whatever they are part of.
const TELLING: &[&str] = &[
    "example",
    "sample",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "replace",
    "insert",
    "dummy",
    "redacted",
    "removed",
    "yourkey",
    "yourapi",
    "youraccess",
    "fakekey",
    "testkey",
    "mykey",
    "notreal",
    "not-a-real",
    "not_a_real",
    "invalid",
    "xxxxx",
];

/// Words that do so unless the text has the look of a real key, in which four letters may stand by chance.
const TELLING_IF_SHORT: &[&str] =
    &["your", "test", "fake", "mock", "demo", "stub", "todo", "fixme", "none", "null", "undefined", "unset", "xxx"];

/// Words of names and instructions: a text of nothing else names a credential and isn't one.
const GENERIC: &[&str] = &[
    "a",
    "access",
    "add",
    "an",
    "anything",
    "api",
    "apikey",
    "auth",
    "authorization",
    "bar",
    "baz",
    "bearer",
    "client",
    "co",
    "cohere",
    "credential",
    "dev",
    "enter",
    "env",
    "environment",
    "foo",
    "from",
    "goes",
    "here",
    "id",
    "in",
    "key",
    "keys",
    "local",
    "my",
    "name",
    "new",
    "no",
    "not",
    "old",
    "or",
    "paste",
    "prod",
    "production",
    "put",
    "s",
    "secret",
    "set",
    "some",
    "staging",
    "string",
    "the",
    "this",
    "to",
    "token",
    "trial",
    "used",
    "value",
    "with",
];

/// Beginnings of references to a credential kept elsewhere.
const REFERENCES: &[&str] = &[
    "op://",
    "arn:",
    "vault:",
    "ssm:",
    "secretref:",
    "secretsmanager:",
    "sm://",
    "gcp-secret",
    "projects/",
    "@microsoft.keyvault(",
    "enc[",
    "!secret",
    "env:",
];

/// Whether a text stands in for a credential: a placeholder, a name, a template, a reference, or a fake anybody can see.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim().trim_matches(['"', '\'', '`']);
    let text = strip_scheme(text).trim();
    if text.is_empty() || is_template(text) || is_monotonous(text) {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    let key = looks_like_key(text);
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    says(TELLING) || (!key && says(TELLING_IF_SHORT)) || REFERENCES.iter().any(|start| lower.starts_with(start)) || is_name(text, &lower)
}

/// The text after an authorization scheme.
fn strip_scheme(text: &str) -> &str {
    match text.split_once(' ') {
        Some((scheme, rest))
            if scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("basic") || scheme.eq_ignore_ascii_case("token") =>
        {
            rest
        }
        _ => text,
    }
}

/// Holes to be filled in, ellipses, asterisks, sentences.
fn is_template(text: &str) -> bool {
    let wrapped = [('<', '>'), ('[', ']'), ('{', '}'), ('(', ')'), ('%', '%'), ('_', '_')];
    text.starts_with('$')
        || wrapped.iter().any(|(open, close)| text.starts_with(*open) && text.ends_with(*close))
        || ["${", "{{", "#{", "%(", "%s", "<%", "...", "…", "***", "•••"].iter().any(|mark| text.contains(mark))
        || (text.contains('<') && text.contains('>'))
        || text.contains(char::is_whitespace)
}

/// Almost no different characters, or mostly runs like `abc` and `123`.
fn is_monotonous(text: &str) -> bool {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut distinct = chars.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() <= 2 {
        return true;
    }
    let follows = |pair: &[char]| {
        let (a, b) = (u32::from(pair[0]), u32::from(pair[1]));
        a == b || a + 1 == b || (pair[0] == '9' && pair[1] == '0')
    };
    let runs = chars.windows(2).filter(|pair| follows(pair)).count();
    runs * 5 >= (chars.len() - 1) * 4
}

/// The name of a variable or setting, or words of an instruction.
fn is_name(text: &str, lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    if words.peek().is_some()
        && words
            .all(|word| GENERIC.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit())) || word.bytes().all(|b| b.is_ascii_digit()))
    {
        return true;
    }
    let screaming = text.contains('_') && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    screaming && text.split('_').any(|word| matches!(word, "KEY" | "TOKEN" | "SECRET" | "API" | "APIKEY" | "COHERE" | "PASSWORD"))
}
