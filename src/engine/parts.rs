//! Follows the use of Cohere part by part ([`components`](super::components)), and keeps what was found in a part as long as nothing changes
//! that it was found from.

use super::anywhere::Answers;
use super::bearings::Carriers;
use super::components::Links;
use super::seen::Seen;
use super::workspace::ProjectWorkspace;
use crate::analysis::{Evaluator, Stubs};
use crate::cohere::collect::collect;
use crate::cohere::usage::Usages;
use crate::source::FileId;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Stack of a thread that analyses: evaluation recurses, bounded but deep.
pub const ANALYSIS_STACK: usize = 256 << 20;

/// The files of a part, sorted.
type Part = Vec<FileId>;

/// What was found, part by part.
#[derive(Debug, Default)]
pub struct Parts {
    links: Links,
    /// Answers about the project as a whole.
    pub answers: Answers,
    kept: FxHashMap<Part, Kept>,
    carriers: Option<Arc<Carriers>>,
}

/// What was found in a part, and from which files.
#[derive(Debug)]
struct Kept {
    usages: Usages,
    seen: Seen,
}

/// How parts are followed.
pub struct Following<'a> {
    /// The project.
    pub workspace: &'a ProjectWorkspace<'a>,
    /// What is known of the world outside.
    pub stubs: &'a Stubs,
    /// The files to look for usages in.
    pub chosen: &'a [FileId],
    /// Keep what is found for the next time.
    pub keeps: bool,
}

impl Parts {
    /// Forgets what was found with the help of a file that changed.
    pub fn forget(&mut self, path: &str, file: FileId) {
        self.links.forget(path, file);
        self.answers.forget(file);
        self.kept.retain(|_, kept| !kept.seen.holds(file));
    }

    /// Finds every usage, in the parts that `is_wanted` names of the project.
    ///
    /// # Errors
    /// When a thread can't be had or breaks down.
    pub fn follow(&mut self, following: &Following<'_>, is_wanted: &dyn Fn(&[FileId]) -> bool) -> Result<Usages, String> {
        let Following { workspace, chosen, keeps, .. } = *following;
        self.renew(workspace, chosen);
        let mut parts = self.links.components(workspace.files, workspace, chosen);
        parts.retain(|part| is_wanted(part));
        let stale: Vec<&Part> = parts.iter().filter(|part| !self.kept.contains_key(*part)).collect();
        let found = follow_all(following, &self.answers, &stale)?;
        if workspace.progress.is_cancelled() {
            // What was cut short is no answer, but what was found before still is one.
            return Ok(Usages::default());
        }
        let found: Vec<(Part, Kept)> = stale.into_iter().cloned().zip(found).collect();
        if !keeps {
            return Ok(Usages::joined(found.into_iter().map(|(_, kept)| kept.usages).collect()));
        }
        self.kept.extend(found);
        // A part that isn't one any more would only be kept for nothing.
        let mut kept = std::mem::take(&mut self.kept);
        self.kept = parts.iter().filter_map(|part| kept.remove_entry(part)).collect();
        Ok(Usages::joined(parts.iter().filter_map(|part| Some(self.kept.get(part)?.usages.clone())).collect()))
    }

    /// Forgets what rests on something about the whole project that is otherwise now.
    fn renew(&mut self, workspace: &ProjectWorkspace<'_>, chosen: &[FileId]) {
        if self.answers.renew(workspace.files, chosen, workspace.catalog) {
            self.kept.clear();
        }
        let carriers = workspace.carriers.get();
        if let (Some(now), Some(before)) = (carriers, &self.carriers)
            && !Arc::ptr_eq(now, before)
        {
            let changed = now.changed_since(before);
            self.kept.retain(|_, kept| !changed.iter().any(|file| kept.seen.holds(*file)));
        }
        self.carriers = carriers.cloned();
    }
}

/// Follows parts, several at once, the largest first. Gives what was found in their order.
fn follow_all(following: &Following<'_>, answers: &Answers, parts: &[&Part]) -> Result<Vec<Kept>, String> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| Reverse(parts[*index].len()));
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<Option<Kept>>> = Mutex::new(parts.iter().map(|_| None).collect());
    let work = || {
        while let Some(index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let kept = follow_one(following, answers, parts[*index]);
            found.lock().unwrap_or_else(PoisonError::into_inner)[*index] = Some(kept);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(parts.len());
    std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().stack_size(ANALYSIS_STACK).spawn_scoped(scope, work).map_err(|error| error.to_string());
        let threads: Vec<_> = (0..threads).map(spawn).collect::<Result<_, _>>()?;
        // All are waited for, whatever becomes of one.
        let ends: Vec<_> = threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        if ends.iter().any(Result::is_err) { Err("the analysis failed".to_owned()) } else { Ok(()) }
    })?;
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect())
}

/// Finds the usages of one part.
fn follow_one(following: &Following<'_>, answers: &Answers, part: &[FileId]) -> Kept {
    let Following { workspace, stubs, chosen, keeps } = *following;
    let seen = if keeps { Seen::new(workspace.files.len()) } else { Seen::default() };
    let workspace = workspace.looked_at_by(seen, answers, chosen);
    let usages = collect(&Evaluator::new(&workspace, stubs, part), workspace.catalog, &workspace, part);
    Kept { usages, seen: workspace.seen }
}
