//! The shape of a configuration file. The JSON schema is made from these types and their comments.

use super::custom::CustomRuleEntry;
use super::located::{Located, Named};
use crate::cohere::catalog::options::OptionValue;
use crate::cohere::catalog::pages::PageSeverity;
use crate::cohere::catalog::schema::Route;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A list of names or patterns.
pub type List = Located<Vec<Located<SmolStr>>>;

/// Configuration of cohere-lint. Paths and patterns are relative to the file that holds them.
#[derive(Clone, Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ConfigFile {
    /// Another configuration file, which this one adds to: what is set here wins, tables are joined key by key, lists of tables one
    /// behind the other.
    pub extends: Option<Located<SmolStr>>,
    /// Rules and groups that run; all if not set. `all` and `custom` are groups too.
    pub select: Option<List>,
    /// Rules and groups that don't run. A rule named in `select` runs although its group is named here.
    pub ignore: Option<List>,
    /// Report guesses and advice too.
    pub pedantic: Option<Located<bool>>,
    /// The mildest severity that makes the exit code 1: `error`, `warning` (if not set) or `note`.
    pub fail_on: Option<Located<PageSeverity>>,
    /// Files and directories that are left out altogether, as patterns: `generated`, `**/*.gen.ts`, `tools/**`.
    pub exclude: Option<List>,
    /// Severity and options of single rules: `retired-model = "error"`, or a table with `severity` and the rule's options.
    pub rules: Named<RuleEntry>,
    /// What holds for some files only; later ones win.
    pub overrides: Vec<Located<OverrideEntry>>,
    /// What files are for, where their paths don't tell.
    pub files: FilesEntry,
    /// The project's own names of credentials.
    pub credentials: CredentialsEntry,
    /// Hosts that serve Cohere's API beside its own: private deployments, and proxies that hand on to Cohere.
    pub private_hosts: Vec<Located<HostEntry>>,
    /// Wrappers of the project's own, described as `rules/catalog/routes/*.toml` are; or `file`, which holds such a description.
    #[schemars(with = "Vec<RouteOrFile>")]
    pub routes: Vec<Located<Route>>,
    /// Which models may be named.
    pub models: ModelsEntry,
    /// Rules of the project's own.
    pub custom_rules: Vec<Located<CustomRuleEntry>>,
    /// What people vouch for where code can't show it.
    pub attestations: Vec<Located<AttestationEntry>>,
}

/// A description of a route, or the file that holds it.
#[derive(JsonSchema)]
#[serde(untagged, rename_all = "kebab-case")]
#[allow(dead_code, reason = "the shape of what is written, for the schema; the file is read before the route is")]
enum RouteOrFile {
    File {
        /// A TOML file with the description of one route.
        file: String,
    },
    Route(Box<Route>),
}

/// Severity and options of one rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleEntry {
    /// How grave its findings are; `off` silences it.
    pub severity: Option<Located<RuleSeverity>>,
    /// Its options.
    pub options: Vec<(Located<SmolStr>, Located<OptionValue>)>,
}

/// How grave a rule's findings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSeverity {
    /// The request fails, or money or a secret is lost.
    Error,
    /// It will hurt in production.
    Warning,
    /// Advice.
    Note,
    /// The rule doesn't run.
    Off,
}

impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A bare severity or a table, with its place.
        struct RuleVisitor;

        impl<'de> Visitor<'de> for RuleVisitor {
            type Value = RuleEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a severity or a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RuleEntry, A::Error> {
                let mut entry = RuleEntry::default();
                while let Some(key) = map.next_key::<Located<SmolStr>>()? {
                    if *key == "severity" {
                        entry.severity = Some(map.next_value()?);
                    } else {
                        entry.options.push((key, map.next_value()?));
                    }
                }
                Ok(entry)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RuleEntry, E> {
                let severity = RuleSeverity::deserialize(de::value::StrDeserializer::new(text))?;
                // The place is put in by whoever read the value with its place.
                Ok(RuleEntry { severity: Some(Located { value: severity, spot: super::text::Spot::default() }), options: Vec::new() })
            }
        }

        // Read with its place, so that a bare severity can be given it.
        let located = Located::<Inner>::deserialize(deserializer)?;
        struct Inner(RuleEntry);
        impl<'de> Deserialize<'de> for Inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(RuleVisitor).map(Inner)
            }
        }
        let mut entry = located.value.0;
        if let Some(severity) = entry.severity.as_mut().filter(|s| s.spot == super::text::Spot::default()) {
            severity.spot = located.spot;
        }
        Ok(entry)
    }
}

impl JsonSchema for RuleEntry {
    fn schema_name() -> Cow<'static, str> {
        "RuleEntry".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let severity = generator.subschema_for::<RuleSeverity>();
        json_schema!({
            "description": "A severity, or a table with a severity and options.",
            "anyOf": [severity, { "type": "object", "properties": { "severity": severity } }],
        })
    }
}

/// What holds for some files only.
#[derive(Clone, Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OverrideEntry {
    /// The files, as patterns.
    pub files: List,
    /// The only rules and groups that run in them.
    #[serde(default)]
    pub select: Option<List>,
    /// Rules and groups that don't run in them.
    #[serde(default)]
    pub ignore: Option<List>,
    /// Severity and options of single rules in them.
    #[serde(default)]
    pub rules: Named<RuleEntry>,
}

/// What files are for, as patterns. Where several fit, the one that stands first here wins.
#[derive(Clone, Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct FilesEntry {
    /// Code that ships, whatever its path looks like.
    pub application: Option<List>,
    /// Tests.
    pub test: Option<List>,
    /// Notebooks, and scripts that are used like them.
    pub notebook: Option<List>,
    /// Examples and documentation.
    pub example: Option<List>,
    /// Kinds of file in which the rules that are about applications only (`reliability`, `performance`) speak all the same.
    pub judge_as_application: Option<Located<Vec<Located<FileKind>>>>,
}

/// A kind of file that is no application code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Tests.
    Test,
    /// Notebooks.
    Notebook,
    /// Examples and documentation.
    Example,
}

/// The project's own names of credentials.
#[derive(Clone, Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CredentialsEntry {
    /// Environment variables that hold a Cohere key, beside `CO_API_KEY` and its kin.
    pub environment: Option<List>,
}

/// A host that serves Cohere's API. A plain text is a private deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct HostEntry {
    /// Its name, without scheme, port and path.
    pub host: Located<SmolStr>,
    /// What it is.
    pub kind: HostKind,
}

/// What a host that serves Cohere's API is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HostKind {
    /// A private deployment: calls of it are Cohere's, but its models have names and dates of their own.
    #[default]
    Deployment,
    /// A proxy that hands on to Cohere: everything holds as if it were Cohere itself.
    Proxy,
}

#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct HostTable {
    /// Its name, without scheme, port and path.
    host: Located<SmolStr>,
    /// What it is: `deployment` (if not set) or `proxy`.
    #[serde(default)]
    kind: HostKind,
}

impl<'de> Deserialize<'de> for HostEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read: Located<TextOr<HostTable>> = Located::deserialize(deserializer)?;
        Ok(match read.value {
            TextOr::Text(host) => Self { host: Located { value: host, spot: read.spot }, kind: HostKind::Deployment },
            TextOr::Table(table) => Self { host: table.host, kind: table.kind },
        })
    }
}

impl JsonSchema for HostEntry {
    fn schema_name() -> Cow<'static, str> {
        "HostEntry".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<HostTable>();
        json_schema!({ "description": "A host; a plain text is a private deployment.", "anyOf": [{ "type": "string" }, table] })
    }
}

/// Which models may be named.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ModelsEntry {
    /// The only models that may be named; `*` stands for anything.
    pub allow: Option<List>,
    /// Models that may not be named; `*` stands for anything.
    pub deny: Vec<Located<BanEntry>>,
}

/// A model that may not be named.
#[derive(Clone, Debug, PartialEq)]
pub struct BanEntry {
    /// Its id or a pattern.
    pub model: SmolStr,
    /// Why.
    pub reason: Option<String>,
}

#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BanTable {
    /// Its id; `*` stands for anything.
    model: SmolStr,
    /// Why it may not be named; findings say it.
    #[serde(default)]
    reason: Option<String>,
}

impl<'de> Deserialize<'de> for BanEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match TextOr::<BanTable>::deserialize(deserializer)? {
            TextOr::Text(model) => Self { model, reason: None },
            TextOr::Table(table) => Self { model: table.model, reason: table.reason },
        })
    }
}

impl JsonSchema for BanEntry {
    fn schema_name() -> Cow<'static, str> {
        "BanEntry".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<BanTable>();
        json_schema!({ "description": "A model or a pattern, with or without a reason.", "anyOf": [{ "type": "string" }, table] })
    }
}

/// What somebody vouches for.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AttestationEntry {
    /// The item of the go-live checklist.
    pub item: Located<SmolStr>,
    /// Who vouches for it.
    pub who: Located<String>,
    /// Since when, `YYYY-MM-DD`.
    pub when: Located<String>,
    /// The day it has to be looked at again, `YYYY-MM-DD`.
    pub expires: Located<String>,
    /// Links, or files that must exist.
    #[serde(default)]
    pub evidence: OneOrMany,
}

/// A text or a list of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OneOrMany(pub Vec<Located<SmolStr>>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum Either {
            One(SmolStr),
            Many(Vec<Located<SmolStr>>),
        }
        struct EitherVisitor;
        impl<'de> Visitor<'de> for EitherVisitor {
            type Value = Either;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Either, E> {
                Ok(Either::One(text.into()))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Either, A::Error> {
                Deserialize::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(Either::Many)
            }
        }
        impl<'de> Deserialize<'de> for Either {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(EitherVisitor)
            }
        }
        let read: Located<Either> = Located::deserialize(deserializer)?;
        Ok(Self(match read.value {
            Either::One(value) => vec![Located { value, spot: read.spot }],
            Either::Many(list) => list,
        }))
    }
}

impl JsonSchema for OneOrMany {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// A text, or a table that says more.
enum TextOr<T> {
    Text(SmolStr),
    Table(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for TextVisitor<T> {
            type Value = TextOr<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a table")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<TextOr<T>, E> {
                Ok(TextOr::Text(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextOr<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Table)
            }
        }

        deserializer.deserialize_any(TextVisitor(PhantomData))
    }
}
