//! Version requirements of the three ecosystems, reduced to the bounds they set.

use std::cmp::Ordering;

/// The versions a requirement allows: a bound below, a bound above, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionRange {
    /// The lowest version, as written.
    pub lower: Option<String>,
    /// The version it has to stay below (or at, see `upper_inclusive`).
    pub upper: Option<String>,
    /// Whether `upper` itself is allowed.
    pub upper_inclusive: bool,
    /// Only `lower` is allowed.
    pub exact: bool,
}

/// Whose rules a requirement is written by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// PEP 440: `>=5,<6`, `~=5.1`, `==5.*`.
    Pep440,
    /// Poetry's: PEP 440 plus `^5.1`, `~5.1`, and a bare version for itself.
    Poetry,
    /// npm's: `^7.9 || ~6`, `1 - 2`, `7.x`, a full bare version for itself.
    Npm,
    /// Cargo's: a bare version means `^`.
    Cargo,
}

impl VersionRange {
    /// Reads a requirement. What is no version (tags, URLs, `*`, `workspace:*`) sets no bound.
    pub fn parse(text: &str, syntax: Syntax) -> Self {
        let mut alternatives = text.split("||").map(|part| Self::parse_all_of(part, syntax));
        let first = alternatives.next().unwrap_or_default();
        alternatives.fold(first, Self::union)
    }

    /// Exactly one version.
    pub fn pinned(version: &str) -> Self {
        Self { lower: Some(version.to_owned()), exact: true, ..Self::default() }
    }

    /// Whether the requirement says anything about the version.
    pub fn is_bounded(&self) -> bool {
        self.lower.is_some() || self.upper.is_some()
    }

    /// Whether a version lies within the bounds.
    pub fn allows(&self, version: &str) -> bool {
        let above = self.lower.as_deref().is_none_or(|lower| match compare(version, lower) {
            Ordering::Equal => true,
            order => order == Ordering::Greater && !self.exact,
        });
        let below = self.upper.as_deref().is_none_or(|upper| match compare(version, upper) {
            Ordering::Equal => self.upper_inclusive,
            order => order == Ordering::Less,
        });
        above && below
    }

    fn parse_all_of(text: &str, syntax: Syntax) -> Self {
        let text = text.trim().trim_start_matches('(').trim_end_matches(')');
        if let Some((low, high)) = text.split_once(" - ").filter(|_| syntax == Syntax::Npm) {
            let high = comparator(high, Syntax::Npm);
            // `1 - 2` allows all of 2, `1 - 2.0.1` nothing past it.
            let (upper, upper_inclusive) = if high.exact { (high.lower, true) } else { (high.upper, false) };
            return Self { lower: comparator(low, Syntax::Npm).lower, upper, upper_inclusive, exact: false };
        }
        let spaced = text.replace(',', " ");
        let mut parts: Vec<String> = Vec::new();
        for word in spaced.split_whitespace() {
            match parts.last_mut() {
                // `>= 5`
                Some(last) if last.ends_with(['=', '<', '>', '^', '~']) => last.push_str(word),
                _ => parts.push(word.to_owned()),
            }
        }
        parts.iter().map(|part| comparator(part, syntax)).fold(Self::default(), Self::intersect)
    }

    fn intersect(self, other: Self) -> Self {
        if self.exact {
            return self;
        }
        if other.exact {
            return other;
        }
        let lower = pick(self.lower, other.lower, Ordering::Greater);
        let (upper, upper_inclusive) = match (self.upper, other.upper) {
            (Some(a), Some(b)) if compare(&a, &b) == Ordering::Less => (Some(a), self.upper_inclusive),
            (Some(a), None) => (Some(a), self.upper_inclusive),
            (_, b) => (b, other.upper_inclusive),
        };
        Self { lower, upper, upper_inclusive, exact: false }
    }

    fn union(self, other: Self) -> Self {
        let (upper, upper_inclusive) = match (self.top(), other.top()) {
            ((Some(a), a_inclusive), (Some(b), b_inclusive)) => match compare(&a, &b) {
                Ordering::Greater => (Some(a), a_inclusive),
                Ordering::Less => (Some(b), b_inclusive),
                Ordering::Equal => (Some(b), a_inclusive || b_inclusive),
            },
            _ => (None, false),
        };
        let lower = if self.lower.is_some() && other.lower.is_some() { pick(self.lower, other.lower, Ordering::Less) } else { None };
        Self { lower, upper, upper_inclusive, exact: false }
    }

    /// The bound above; a pinned version is its own.
    fn top(&self) -> (Option<String>, bool) {
        if self.exact { (self.lower.clone(), true) } else { (self.upper.clone(), self.upper_inclusive) }
    }
}

fn pick(a: Option<String>, b: Option<String>, keep: Ordering) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if compare(&b, &a) == keep { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// One operator and one version.
fn comparator(text: &str, syntax: Syntax) -> VersionRange {
    let text = text.trim();
    let end = text.find(|c: char| !"=<>~^!".contains(c)).unwrap_or(text.len());
    let (operator, version) = text.split_at(end);
    let version = version.trim().trim_start_matches(['v', 'V']).trim_end_matches(',');
    if !version.starts_with(|c: char| c.is_ascii_digit()) {
        return VersionRange::default();
    }
    let is_wild = version.split('.').any(|part| matches!(part, "*" | "x" | "X"));
    let bare = version.split(".*").next().and_then(|v| v.split(".x").next()).and_then(|v| v.split(".X").next()).unwrap_or(version);
    let numbers = release(bare);
    let given = numbers.len();
    let below = |upper: String| VersionRange { lower: Some(bare.to_owned()), upper: Some(upper), upper_inclusive: false, exact: false };
    match (operator, syntax) {
        ("!=" | "!==", _) => VersionRange::default(),
        ("<", _) => VersionRange { upper: Some(bare.to_owned()), ..VersionRange::default() },
        ("<=", _) => VersionRange { upper: Some(bare.to_owned()), upper_inclusive: true, ..VersionRange::default() },
        (">" | ">=", _) => VersionRange { lower: Some(bare.to_owned()), ..VersionRange::default() },
        ("~=", _) => below(bump(&numbers, given.saturating_sub(2))),
        ("~" | "~>", _) => below(bump(&numbers, usize::from(given > 1))),
        ("^", _) => below(caret(&numbers)),
        _ if is_wild => below(bump(&numbers, given.saturating_sub(1))),
        ("", Syntax::Cargo) => below(caret(&numbers)),
        ("", Syntax::Npm) if given < 3 => below(bump(&numbers, given.saturating_sub(1))),
        _ => VersionRange::pinned(bare),
    }
}

/// What `^` stays below: the leftmost number that isn't zero may not grow.
fn caret(numbers: &[u64]) -> String {
    let index = numbers.iter().position(|&n| n > 0).unwrap_or(numbers.len().saturating_sub(1));
    bump(numbers, index)
}

fn bump(numbers: &[u64], index: usize) -> String {
    let mut bumped: Vec<u64> = numbers.iter().take(index + 1).copied().collect();
    if let Some(last) = bumped.last_mut() {
        *last = last.saturating_add(1);
    }
    bumped.resize(bumped.len().max(3), 0);
    bumped.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// The numbers of a version before any suffix.
fn release(version: &str) -> Vec<u64> {
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    version[..end].split('.').filter(|part| !part.is_empty()).map(|part| part.parse().unwrap_or(u64::MAX)).collect()
}

/// Orders versions by their numbers; a pre-release (`5.0.0a1`, `5.0.0-beta.1`) comes before its release.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (release(a), release(b));
    let width = x.len().max(y.len());
    x.resize(width, 0);
    y.resize(width, 0);
    x.cmp(&y).then_with(|| match (prerelease(a), prerelease(b)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => a.cmp(b),
    })
}

/// The pre-release suffix; build metadata and post-releases are none.
fn prerelease(version: &str) -> Option<&str> {
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let suffix = version[end..].trim_start_matches(['-', '.', '_']);
    (!version[end..].starts_with('+') && !suffix.starts_with("post")).then_some(suffix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, syntax: Syntax) -> String {
        let range = VersionRange::parse(text, syntax);
        let upper = range.upper.map(|u| format!("{}{u}", if range.upper_inclusive { "<=" } else { "<" })).unwrap_or_default();
        format!("{}{}{upper}", if range.exact { "==" } else { "" }, range.lower.unwrap_or_default())
    }

    #[test]
    fn python_requirements() {
        let cases = [
            ("==5.1.0", "==5.1.0"),
            ("==5.*", "5<6.0.0"),
            ("~=5.1", "5.1<6.0.0"),
            ("~=5.1.2", "5.1.2<5.2.0"),
            (">=4.5, <6.0.0, !=5.2", "4.5<6.0.0"),
            ("<=5", "<=5"),
            (">= 5.0", "5.0"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, Syntax::Pep440), expected, "{text}");
        }
        assert_eq!(shown("^5.2.1", Syntax::Poetry), "5.2.1<6.0.0");
        assert_eq!(shown("~4.27", Syntax::Poetry), "4.27<4.28.0");
        assert_eq!(shown("4.27", Syntax::Poetry), "==4.27");
        assert_eq!(shown("*", Syntax::Poetry), "");
    }

    #[test]
    fn npm_requirements() {
        let cases = [
            ("^7.9.5", "7.9.5<8.0.0"),
            ("~7.9.5", "7.9.5<7.10.0"),
            ("7.9.5", "==7.9.5"),
            ("7", "7<8.0.0"),
            ("7.x", "7<8.0.0"),
            ("^0.2.3", "0.2.3<0.3.0"),
            ("^0.0.3", "0.0.3<0.0.4"),
            ("^6.0.0 || ^7.0.0", "6.0.0<8.0.0"),
            (">=7.0.0 <9", "7.0.0<9"),
            ("1 - 2", "1<3.0.0"),
            ("1.0.0 - 2.0.1", "1.0.0<=2.0.1"),
            ("latest", ""),
            ("workspace:*", ""),
            ("git+https://example.org/x.git#1", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, Syntax::Npm), expected, "{text}");
        }
    }

    #[test]
    fn cargo_requirements() {
        assert_eq!(shown("0.5", Syntax::Cargo), "0.5<0.6.0");
        assert_eq!(shown("=1.2.3", Syntax::Cargo), "==1.2.3");
        assert_eq!(shown(">=1.2, <1.5", Syntax::Cargo), "1.2<1.5");
    }

    #[test]
    fn ordering_and_membership() {
        assert_eq!(compare("5.10.0", "5.9"), Ordering::Greater);
        assert_eq!(compare("5.0", "5.0.0"), Ordering::Equal);
        assert_eq!(compare("5.0.0a1", "5.0.0"), Ordering::Less);
        assert_eq!(compare("5.0.0.post1", "5.0.0"), Ordering::Equal);
        let range = VersionRange::parse("^7.9.5", Syntax::Npm);
        assert!(range.allows("7.14.0") && !range.allows("8.0.0") && !range.allows("7.9.4"));
        assert!(VersionRange::pinned("1.0").allows("1.0.0") && !VersionRange::pinned("1.0").allows("1.1"));
    }

    #[test]
    fn garbage_sets_no_bound() {
        for text in ["==", "^", "||", " , ,", "^v", "99999999999999999999999999.1", "=>=<"] {
            let _ = shown(text, Syntax::Npm);
            let _ = shown(text, Syntax::Pep440);
        }
        assert_eq!(shown("^", Syntax::Npm), "");
    }
}
