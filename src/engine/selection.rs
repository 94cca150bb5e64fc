//! Which rules run.

use super::EngineError;
use crate::cohere::catalog::pages::{FrontMatter, RulePage, rule_pages};
use crate::report::RuleInfo;
use crate::rules::RULES;

/// The rules of a run.
#[derive(Debug)]
pub struct Selection {
    pages: Vec<&'static RulePage>,
}

impl Selection {
    /// The rules named by `select` (all when empty) without those named by `ignore`. A name is a rule's or a group's. A rule that its page
    /// calls off by default has to be named itself.
    ///
    /// # Errors
    /// When a name is neither, or a page is broken.
    pub fn new(select: &[String], ignore: &[String]) -> Result<Self, EngineError> {
        let pages = rule_pages().map_err(|e| EngineError::Catalog(e.to_string()))?;
        let all: Vec<&'static RulePage> = pages.iter().filter(|p| RULES.iter().any(|r| r.id == p.front.id)).collect();
        for name in select.iter().chain(ignore) {
            if !all.iter().any(|p| matches(&p.front, name)) {
                return Err(EngineError::UnknownRule { name: name.clone(), suggestion: suggestion(&all, name) });
            }
        }
        let chosen = |front: &FrontMatter| match front.off_by_default {
            true => select.iter().any(|name| *name == front.id),
            false => select.is_empty() || select.iter().any(|name| matches(front, name)),
        };
        let dropped = |front: &FrontMatter| ignore.iter().any(|name| matches(front, name));
        Ok(Self { pages: all.into_iter().filter(|p| chosen(&p.front) && !dropped(&p.front)).collect() })
    }

    /// What the page of a rule says about it, if it runs.
    pub fn page(&self, id: &str) -> Option<&'static FrontMatter> {
        self.pages.iter().find(|p| p.front.id == id).map(|p| &p.front)
    }

    /// Every rule of the product, for reports.
    pub fn infos(&self) -> Vec<RuleInfo> {
        rule_pages().map(|pages| pages.iter().map(RuleInfo::of).collect()).unwrap_or_default()
    }
}

fn matches(front: &FrontMatter, name: &str) -> bool {
    front.id == name || front.group == name || name == "all"
}

fn suggestion(all: &[&'static RulePage], name: &str) -> String {
    let names = all.iter().flat_map(|p| [p.front.id.as_str(), p.front.group.as_str()]);
    let nearest = names.map(|n| (strsim::jaro_winkler(n, name), n)).max_by(|a, b| a.0.total_cmp(&b.0));
    nearest.filter(|(score, _)| *score > 0.8).map(|(_, n)| format!(", did you mean `{n}`?")).unwrap_or_default()
}
