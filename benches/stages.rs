//! What each stage costs, on made-up code bases of one, two and four times a size: a stage whose cost grows with the code shows
//! the same throughput at all three.
//!
//! Callers are found when somebody asks for them, so linking, values and the call graph are one stage, and collecting includes
//! what it asks of them. Which files are reached through imports (`engine::reach`) and how findings are settled (suppression,
//! masking, fingerprints) can't be asked for alone through the library's public face: they are part of the whole run only.

mod support;

use cohere_lint::analysis::{Evaluator, Site, Workspace as _};
use cohere_lint::cohere::catalog::Catalog;
use cohere_lint::cohere::catalog::options::Options;
use cohere_lint::cohere::catalog::pages::rule_pages;
use cohere_lint::cohere::collect::collect;
use cohere_lint::cohere::models::model_uses;
use cohere_lint::engine::{CheckOptions, Engine, NoProgress};
use cohere_lint::program::ExprKind;
use cohere_lint::rules::{Context, RULES, Reporter, Setting, Settings};
use cohere_lint::source::{Anchors, Candidate, FileId, Limits, WalkOptions, discover, load};
use cohere_lint::syntax;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use std::hint::black_box;
use std::time::Duration;
use support::generator::{File, files_of, tree};
use support::memory::{Memory, sources};
use tempfile::TempDir;

/// Services in the smallest tree.
const SERVICES: usize = 10;

/// The sizes, as multiples of it.
const SIZES: [usize; 3] = [1, 2, 4];

const DAY: jiff::civil::Date = jiff::civil::date(2026, 11, 21);

fn bytes(files: &[File]) -> Throughput {
    Throughput::Bytes(files.iter().map(|(_, text)| text.len() as u64).sum())
}

fn on_disk(files: &[File]) -> TempDir {
    let root = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in files {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    root
}

fn walk_and_scan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan");
    for size in SIZES {
        let files = tree(SERVICES * size);
        let root = on_disk(&files);
        group.throughput(bytes(&files));
        group.bench_function(BenchmarkId::new("walk", size), |bencher| {
            bencher.iter(|| discover(root.path(), &WalkOptions::default(), &mut Vec::new()));
        });
        let discovery = discover(root.path(), &WalkOptions::default(), &mut Vec::new());
        let anchors = Anchors::new(["cohere", "co_api_key"]);
        group.bench_function(BenchmarkId::new("anchors", size), |bencher| {
            let limits = Limits::default();
            let hits = |buffer: &mut Vec<u8>, file: &Candidate| load::read_source(file, &limits, buffer).is_ok() && anchors.hit(buffer);
            bencher.iter(|| discovery.candidates.par_iter().map_init(Vec::new, hits).filter(|hit| *hit).count());
        });
    }
    group.finish();
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for size in SIZES {
        let files = tree(SERVICES * size);
        for (language, extension) in [("python", ".py"), ("typescript", ".ts"), ("rust", ".rs")] {
            let files = files_of(&files, extension);
            let sources = sources(&files);
            group.throughput(bytes(&files));
            group.bench_function(BenchmarkId::new(language, size), |bencher| {
                bencher.iter(|| sources.iter().enumerate().filter(|(i, s)| syntax::lower(FileId(*i as u32), s).is_ok()).count());
            });
        }
    }
    group.finish();
}

fn analyse(criterion: &mut Criterion) {
    let catalog = Catalog::embedded().expect("the catalogue is sound");
    let stubs = cohere_lint::cohere::stubs(catalog);
    let mut group = criterion.benchmark_group("analyse");
    for size in SIZES {
        let files = tree(SERVICES * size);
        let memory = Memory::new(&files);
        let chosen = memory.chosen();
        group.throughput(Throughput::Elements(chosen.len() as u64));
        group.bench_function(BenchmarkId::new("index", size), |bencher| {
            bencher.iter(|| black_box(Evaluator::new(&memory, &stubs, &chosen)).workspace.path(FileId(0)).len());
        });
        group.bench_function(BenchmarkId::new("link+values", size), |bencher| {
            let callees = callees(&memory, &chosen);
            let follow = |evaluator: Evaluator<'_>| callees.iter().map(|callee| evaluator.evaluate(*callee).len()).sum::<usize>();
            bencher.iter_batched(|| Evaluator::new(&memory, &stubs, &chosen), follow, BatchSize::PerIteration);
        });
        group.bench_function(BenchmarkId::new("collect", size), |bencher| {
            let usages = |evaluator: Evaluator<'_>| collect(&evaluator, catalog, &memory, &chosen).calls.len();
            bencher.iter_batched(|| Evaluator::new(&memory, &stubs, &chosen), usages, BatchSize::PerIteration);
        });
        let usages = collect(&Evaluator::new(&memory, &stubs, &chosen), catalog, &memory, &chosen);
        group.bench_function(BenchmarkId::new("rules", size), |bencher| {
            bencher.iter(|| {
                let models = model_uses(&usages, catalog, DAY);
                let context = Context { usages: &usages, models: &models, catalog, as_of: DAY, operations: None };
                let mut findings = Vec::new();
                for page in rule_pages().expect("the pages are sound") {
                    let check = RULES.iter().find(|rule| rule.id == page.front.id).and_then(|rule| rule.check);
                    let setting = Setting {
                        severity: page.front.severity.into(),
                        is_chosen: false,
                        application_only: page.front.is_application_only(),
                        options: Options::defaults(&page.front.options),
                    };
                    let settings = Everywhere(setting);
                    let mut reporter = Reporter::new(&page.front.id, &settings, &mut findings);
                    check.into_iter().for_each(|check| check(&context, &mut reporter));
                }
                assert!(findings.len() >= size * SERVICES, "the made-up code has faults, {} were found", findings.len());
                findings.len()
            });
        });
    }
    group.finish();
}

/// A rule that judges in every file alike.
struct Everywhere(Setting);

impl Settings for Everywhere {
    fn setting(&self, _rule: &str, _file: FileId) -> Option<&Setting> {
        Some(&self.0)
    }
}

/// What every call of the given files calls.
fn callees(memory: &Memory, files: &[FileId]) -> Vec<Site> {
    let in_module = |file: FileId| {
        let module = memory.module(file).into_iter();
        module.flat_map(move |module| {
            module.calls.iter().filter_map(move |call| match module.exprs[call.index()].kind {
                ExprKind::Call { callee, .. } => Some(Site { file, expr: callee }),
                _ => None,
            })
        })
    };
    files.iter().copied().flat_map(in_module).collect()
}

fn whole_run(criterion: &mut Criterion) {
    let engine = Engine::new().expect("the catalogue is sound");
    let mut group = criterion.benchmark_group("check");
    for size in SIZES {
        let files = tree(SERVICES * size);
        let root = on_disk(&files);
        let path = root.path().to_path_buf();
        let options = CheckOptions { root: Some(path.clone()), paths: vec![path], as_of: Some(DAY), ..CheckOptions::default() };
        group.throughput(bytes(&files));
        group.bench_function(BenchmarkId::new("whole", size), |bencher| {
            bencher.iter(|| engine.check(&options, &NoProgress).expect("the run ends").findings.len());
        });
    }
    group.finish();
}

criterion_group! {
    name = stages;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    targets = walk_and_scan, parse, analyse, whole_run
}
criterion_main!(stages);
