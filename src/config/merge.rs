//! Lays one configuration over another that it builds on.

use super::file::{ConfigFile, CredentialsEntry, FilesEntry, ModelsEntry, RuleEntry};
use super::located::{Located, Named};
use smol_str::SmolStr;

/// What holds where `near` builds on `base`: a value that is set nearer wins, tables are joined key by key, lists of tables one behind
/// the other, the base's first. Of two entries of one name (a rule's id, a host) the nearer replaces the other.
pub fn over(near: ConfigFile, base: ConfigFile) -> ConfigFile {
    ConfigFile {
        extends: base.extends,
        select: near.select.or(base.select),
        ignore: near.ignore.or(base.ignore),
        pedantic: near.pedantic.or(base.pedantic),
        fail_on: near.fail_on.or(base.fail_on),
        exclude: near.exclude.or(base.exclude),
        rules: rules(near.rules, base.rules),
        overrides: behind(base.overrides, near.overrides),
        files: FilesEntry {
            application: near.files.application.or(base.files.application),
            test: near.files.test.or(base.files.test),
            notebook: near.files.notebook.or(base.files.notebook),
            example: near.files.example.or(base.files.example),
            judge_as_application: near.files.judge_as_application.or(base.files.judge_as_application),
        },
        credentials: CredentialsEntry { environment: near.credentials.environment.or(base.credentials.environment) },
        private_hosts: named(base.private_hosts, near.private_hosts, |host| &host.host.value),
        routes: named(base.routes, near.routes, |route| &route.id),
        models: ModelsEntry {
            allow: near.models.allow.or(base.models.allow),
            deny: named(base.models.deny, near.models.deny, |ban| &ban.model),
        },
        custom_rules: named(base.custom_rules, near.custom_rules, |rule| &rule.id.value),
        attestations: named(base.attestations, near.attestations, |attestation| &attestation.item.value),
    }
}

/// Both lists, without what the first says of a name that the second speaks of.
fn named<T>(mut first: Vec<Located<T>>, second: Vec<Located<T>>, name: impl Fn(&T) -> &SmolStr) -> Vec<Located<T>> {
    first.retain(|base| !second.iter().any(|near| name(near) == name(base)));
    behind(first, second)
}

fn behind<T>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    first.extend(second);
    first
}

/// Rules of both, joined option by option.
fn rules(near: Named<RuleEntry>, base: Named<RuleEntry>) -> Named<RuleEntry> {
    let mut joined = base;
    for (id, entry) in near.0 {
        match joined.0.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) => add(known, entry),
            None => joined.0.push((id, entry)),
        }
    }
    joined
}

/// Lays what is said of a rule over what was said of it before.
pub fn add(known: &mut RuleEntry, entry: RuleEntry) {
    if entry.severity.is_some() {
        known.severity = entry.severity;
    }
    for (name, value) in entry.options {
        known.options.retain(|(other, _)| *other != name);
        known.options.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::node::Node;
    use serde::Deserialize;

    fn file(text: &str) -> ConfigFile {
        ConfigFile::deserialize(&Node::from_toml(0, text).unwrap()).unwrap()
    }

    #[test]
    fn values_are_replaced_tables_joined_and_lists_of_tables_put_behind() {
        let base = file(
            "select = [\"a\"]\n[rules]\nx = \"error\"\ny = \"off\"\n[models]\nallow = [\"m\"]\ndeny = [\"n\"]\n[[overrides]]\nfiles = [\"p\"]\n",
        );
        let near = file(
            "select = [\"b\"]\n[rules.x]\nmost = 3\n[rules.y]\nseverity = \"note\"\n[models]\ndeny = [\"o\"]\n[[overrides]]\nfiles = [\"q\"]\n",
        );
        let both = over(near, base);
        assert_eq!(both.select.unwrap()[0].as_str(), "b");
        let (x, y) = (&both.rules.0[0].1, &both.rules.0[1].1);
        assert_eq!((x.severity.is_some(), x.options.len()), (true, 1));
        assert_eq!(y.severity.as_ref().map(|s| s.value), Some(crate::config::file::RuleSeverity::Note));
        assert_eq!(both.models.deny.iter().map(|d| d.model.as_str()).collect::<Vec<_>>(), ["n", "o"]);
        assert!(both.models.allow.is_some());
        assert_eq!(both.overrides.iter().map(|o| o.files[0].as_str()).collect::<Vec<_>>(), ["p", "q"]);
    }
}
