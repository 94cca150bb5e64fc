//! Under which names the fields of a Rust struct travel: what its `#[serde(…)]` attributes say.

use super::evaluate::Evaluator;
use super::value::ClassRef;
use crate::program::{ArgKind, ExprId, ExprKind, Literal, Module, Name};

/// What becomes of a field when its struct is serialised.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Serialized {
    /// It is sent under this name.
    As(Name),
    /// Its own fields are sent in its place.
    Flattened,
    /// It isn't sent.
    Skipped,
}

impl Evaluator<'_> {
    /// What becomes of a field of a class when it is serialised.
    pub(super) fn serialized(&self, class: ClassRef, field: &Name) -> Serialized {
        let as_is = || Serialized::As(field.clone());
        let Some(module) = self.module(class.file) else { return as_is() };
        let Some(info) = module.classes.get(class.id.index()) else { return as_is() };
        let mut name = None;
        for (_, attribute) in info.field_decorators.iter().filter(|(of, _)| of == field) {
            for setting in settings(module, *attribute) {
                match setting {
                    Setting::Flag("flatten") => return Serialized::Flattened,
                    Setting::Flag("skip" | "skip_serializing") => return Serialized::Skipped,
                    Setting::Value("rename", to) => name = Some(Name::from(to)),
                    _ => {}
                }
            }
        }
        let all = || {
            info.decorators.iter().flat_map(|d| settings(module, *d)).find_map(|s| match s {
                Setting::Value("rename_all", style) => Some(styled(field, style)),
                _ => None,
            })
        };
        Serialized::As(name.or_else(all).unwrap_or_else(|| field.clone()))
    }
}

/// One item of `#[serde(…)]`.
enum Setting<'m> {
    /// `flatten`
    Flag(&'m str),
    /// `rename = "…"`, also as `rename(serialize = "…")`
    Value(&'m str, &'m str),
}

fn settings(module: &Module, attribute: ExprId) -> Vec<Setting<'_>> {
    let ExprKind::Call { callee, args, .. } = &module.exprs[attribute.index()].kind else { return Vec::new() };
    if !matches!(&module.exprs[callee.index()].kind, ExprKind::Name(name) if name == "serde") {
        return Vec::new();
    }
    let text = |expr: ExprId| match &module.exprs[expr.index()].kind {
        ExprKind::Literal(Literal::Str(text)) => Some(&**text),
        _ => None,
    };
    let name = |expr: ExprId| match &module.exprs[expr.index()].kind {
        ExprKind::Name(name) => Some(name.as_str()),
        _ => None,
    };
    let mut out = Vec::new();
    for arg in args {
        match (&arg.kind, &module.exprs[arg.value.index()].kind) {
            (ArgKind::Named(key, _), _) => out.extend(text(arg.value).map(|value| Setting::Value(key.as_str(), value))),
            (ArgKind::Positional, ExprKind::Name(flag)) => out.push(Setting::Flag(flag.as_str())),
            (ArgKind::Positional, ExprKind::Call { callee, args, .. }) => {
                let serialize = args.iter().find(|a| matches!(&a.kind, ArgKind::Named(key, _) if key == "serialize"));
                if let (Some(key), Some(value)) = (name(*callee), serialize.and_then(|a| text(a.value))) {
                    out.push(Setting::Value(key, value));
                }
            }
            _ => {}
        }
    }
    out
}

/// A field's name in one of serde's styles.
fn styled(field: &str, style: &str) -> Name {
    let capitalised = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    };
    let pascal = || field.split('_').map(capitalised).collect::<String>();
    match style {
        "camelCase" => {
            let pascal = pascal();
            let mut chars = pascal.chars();
            let first = chars.next().map(|c| c.to_ascii_lowercase());
            Name::from(first.into_iter().chain(chars).collect::<String>())
        }
        "PascalCase" => Name::from(pascal()),
        "kebab-case" => Name::from(field.replace('_', "-")),
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => Name::from(field.to_ascii_uppercase()),
        _ => Name::from(field),
    }
}

#[cfg(test)]
mod tests {
    use super::styled;

    #[test]
    fn names_in_the_styles_of_serde() {
        let styles = ["camelCase", "PascalCase", "kebab-case", "SCREAMING_SNAKE_CASE", "snake_case"];
        assert_eq!(
            styles.map(|s| styled("input_type", s).to_string()),
            ["inputType", "InputType", "input-type", "INPUT_TYPE", "input_type"]
        );
    }
}
