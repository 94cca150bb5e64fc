//! Versions of packages, read leniently from both ecosystems.

use semver::{Version, VersionReq};
use serde::{Deserialize, Deserializer, de::Error as _};

/// A range of versions; everything when empty. Written `">=5.11.1, <5.16"`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VersionRange(Option<VersionReq>);

impl VersionRange {
    /// Whether `version` lies in the range; an unknown version lies in every range that the newest version lies in, so callers resolve it first.
    pub fn contains(&self, version: &Version) -> bool {
        self.0.as_ref().is_none_or(|range| range.matches(version))
    }

    /// The range as people write it: `>=5.11.1, <5.16`.
    pub fn describe(&self) -> String {
        self.0.as_ref().map_or_else(|| "of all ages".to_owned(), ToString::to_string)
    }

    /// Whether the range is everything.
    pub fn is_any(&self) -> bool {
        self.0.is_none()
    }
}

impl schemars::JsonSchema for VersionRange {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VersionRange".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "A range of versions: `>=5.11.1, <5.16`." })
    }
}

impl<'de> Deserialize<'de> for VersionRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        VersionReq::parse(&text).map(|range| Self(Some(range))).map_err(D::Error::custom)
    }
}

/// Reads a version as manifests write it (`5`, `5.3`, `v7.9.0`, `5.0.0a1`, `4.57.post1`): up to three numbers, the rest dropped.
pub fn parse_version(text: &str) -> Option<Version> {
    let text = text.trim().trim_start_matches(['v', '=', '^', '~', ' ']);
    let mut numbers = [0u64; 3];
    let mut seen = 0;
    for (i, part) in text.split('.').take(3).enumerate() {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        if digits.is_empty() {
            break;
        }
        numbers[i] = digits.parse().ok()?;
        seen += 1;
        if digits.len() < part.len() {
            break;
        }
    }
    (seen > 0).then(|| Version::new(numbers[0], numbers[1], numbers[2]))
}
