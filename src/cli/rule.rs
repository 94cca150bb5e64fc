//! `rule`: explains a rule, or lists them all.

use super::args::{ListFormat, RuleArgs};
use super::exit::ExitStatus;
use super::knowledge::{Knowledge, did_you_mean};
use super::output;
use super::terminal::Terminal;
use anyhow::bail;
use cohere_lint::engine::{ConfigQuery, Engine};
use cohere_lint::report::terminal_markdown::{aligned, render};
use cohere_lint::report::{Color, RuleInfo, Style};
use serde::Serialize;
use std::io::{self, Write};

/// Runs the command.
///
/// # Errors
/// When the rule is unknown or standard output can't be written to.
pub fn run(args: &RuleArgs, terminal: &Terminal) -> anyhow::Result<ExitStatus> {
    let mut rules = Knowledge::rules()?;
    // What a rule of the product says doesn't depend on a project, nor on whether its configuration is sound.
    let is_known = args.id.as_ref().is_some_and(|id| find(&rules, id).is_ok());
    if !is_known {
        let query = ConfigQuery { choice: args.config.choice(), ..ConfigQuery::default() };
        rules = Engine::new()?.rules_for(&query)?;
    }
    let style = terminal.style();
    match &args.id {
        None => output::to_stdout(|out| match args.output_format {
            ListFormat::Json => json(&rules, out),
            ListFormat::Text => list(&rules, &style, out),
        })?,
        Some(id) => {
            let rule = find(&rules, id)?;
            output::to_stdout(|out| match args.output_format {
                ListFormat::Json => json(rule, out),
                ListFormat::Text => explain(rule, &style, out),
            })?;
        }
    }
    Ok(ExitStatus::Clean)
}

fn find<'a>(rules: &'a [RuleInfo], id: &str) -> anyhow::Result<&'a RuleInfo> {
    match rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(id.trim())) {
        Some(rule) => Ok(rule),
        None => bail!("unknown rule `{id}`{}", did_you_mean(id, rules.iter().map(|rule| rule.id.as_str()))),
    }
}

fn json(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A table of all rules, a part a group.
fn list(rules: &[RuleInfo], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = vec![["RULE", "SEVERITY", "GROUP", "FINDS"].map(str::to_owned).to_vec()];
    let row = |rule: &RuleInfo| {
        let severity = style.paint(Color::of(rule.severity), rule.severity.as_str());
        vec![style.link(&rule.url, &rule.id), severity, rule.group.to_string(), rule.title.clone()]
    };
    rows.extend(rules.iter().map(row));
    out.write_all(aligned(&rows, style).as_bytes())?;
    writeln!(out, "\n{}", style.paint(Color::Dim, "`cohere-lint rule RULE` explains one."))
}

/// The page of a rule, with its particulars on top.
fn explain(rule: &RuleInfo, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let severity = style.paint(Color::of(rule.severity), rule.severity.as_str());
    let cwe = rule.cwe.map(|number| format!(", CWE-{number}")).unwrap_or_default();
    writeln!(out, "{}: {}", style.paint(Color::Strong, &rule.id), rule.title)?;
    writeln!(out, "{severity}, group {}{cwe}\n", rule.group)?;
    writeln!(out, "{}", render(&rule.markdown, style))?;
    if rule.url.is_empty() { Ok(()) } else { writeln!(out, "\n{}", style.paint(Color::Dim, &rule.url)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cohere_lint::finding::Severity;

    fn rules() -> Vec<RuleInfo> {
        let rule = |id: &str, group: &str, severity, cwe, title: &str| RuleInfo {
            id: id.into(),
            title: title.into(),
            group: group.into(),
            severity,
            cwe,
            markdown: "## What\n\nSomething *bad*.\n\n```python\nco.chat()\n```\n".into(),
            shown_as: None,
            url: format!("https://example.com/{id}"),
        };
        vec![
            rule("hardcoded-api-key", "secrets", Severity::Error, Some(798), "API key in the code"),
            rule("missing-timeout", "reliability", Severity::Note, None, "No timeout"),
        ]
    }

    fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_of_all() {
        insta::assert_snapshot!(text(|out| list(&rules(), &Style::default(), out)), @"
    RULE               SEVERITY  GROUP        FINDS
    hardcoded-api-key  error     secrets      API key in the code
    missing-timeout    note      reliability  No timeout

    `cohere-lint rule RULE` explains one.
    ");
    }

    #[test]
    fn the_page_of_one() {
        insta::assert_snapshot!(text(|out| explain(&rules()[0], &Style::default(), out)), @"
    hardcoded-api-key: API key in the code
    error, group secrets, CWE-798

    What

    Something bad.

        co.chat()

    https://example.com/hardcoded-api-key
    ");
    }

    #[test]
    fn an_unknown_rule_gets_a_proposal() {
        let error = |id: &str| find(&rules(), id).unwrap_err().to_string();
        assert_eq!(error("hardcoded-key"), "unknown rule `hardcoded-key`, did you mean `hardcoded-api-key`?");
        assert_eq!(error("xyz"), "unknown rule `xyz`");
        assert_eq!(find(&rules(), " Missing-Timeout").unwrap().id, "missing-timeout");
    }
}
