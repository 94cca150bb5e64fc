//! Which rules run.

use super::EngineError;
use crate::cohere::catalog::pages::RulePage;
use crate::cohere::catalog::Catalog;
use crate::rules::RULES;

/// The rules of a run.
#[derive(Debug)]
pub struct Selection {
    pages: Vec<&'static RulePage>,
}

impl Selection {
    /// The rules named by `select` (all when empty) without those named by `ignore`. A name is a rule's or a group's.
    ///
    /// # Errors
    /// When a name is neither.
    pub fn new(catalog: &'static Catalog, select: &[String], ignore: &[String]) -> Result<Self, EngineError> {
        let all: Vec<&'static RulePage> = RULES.iter().filter_map(|r| catalog.page(r.id)).collect();
        for name in select.iter().chain(ignore) {
            if !all.iter().any(|p| matches(p, name)) {
                return Err(EngineError::UnknownRule { name: name.clone(), suggestion: suggestion(&all, name) });
            }
        }
        let chosen = |page: &RulePage| select.is_empty() || select.iter().any(|name| matches(page, name));
        let dropped = |page: &RulePage| ignore.iter().any(|name| matches(page, name));
        Ok(Self { pages: all.into_iter().filter(|p| chosen(p) && !dropped(p)).collect() })
    }

    /// The page of a rule, if it runs.
    pub fn page(&self, id: &str) -> Option<&'static RulePage> {
        self.pages.iter().find(|p| p.id == id).copied()
    }
}

fn matches(page: &RulePage, name: &str) -> bool {
    page.id == name || page.group == name || name == "all"
}

fn suggestion(all: &[&'static RulePage], name: &str) -> String {
    let names = all.iter().flat_map(|p| [p.id.as_str(), p.group.as_str()]);
    let nearest = names.map(|n| (strsim::jaro_winkler(n, name), n)).max_by(|a, b| a.0.total_cmp(&b.0));
    nearest.filter(|(score, _)| *score > 0.8).map(|(_, n)| format!(", did you mean `{n}`?")).unwrap_or_default()
}
