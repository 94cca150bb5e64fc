//! What the catalogue tells the analysis about the world outside.

use super::catalog::Catalog;
use super::catalog::flows::SinkPlace;
use super::catalog::schema::SequenceCut;
use crate::analysis::Stubs;
use crate::analysis::execution::{Frameworks, Mounting};
use crate::analysis::flow_tables::{FlowTables, SinkKind, SinkRule};
use crate::analysis::sequences::{Cut, Cutter};
use crate::analysis::stubs::{EnvReader, Injectors, RouteErrorHandler, Wrapping};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// The tables of the analysis, from the catalogue.
pub fn stubs(catalog: &Catalog) -> Stubs {
    let environment = &catalog.environment;
    let mut stubs = Stubs::default();
    stubs.aliases.extend(catalog.aliases().map(|(from, to)| (from.into(), to.into())));
    stubs.returns.extend(catalog.returns().map(|(from, to)| (from.into(), to.into())));
    for reader in &environment.env_reads {
        let entry = EnvReader { name: reader.name, fallback: reader.fallback, fallback_name: reader.fallback_name.clone() };
        stubs.env_readers.insert(reader.path.clone(), entry);
    }
    stubs.env_objects.extend(environment.env_objects.iter().cloned());
    stubs.transparent.extend(environment.transparent.iter().map(|(k, v)| (k.clone(), *v)));
    for (ecosystem, names) in &environment.transparent_methods {
        let ecosystem = match ecosystem.as_str() {
            "python" => "python",
            "rust" => "rust",
            _ => "npm",
        };
        stubs.transparent_methods.entry(ecosystem).or_default().extend(names.iter().cloned());
    }
    stubs.transparent_types.extend(environment.transparent_types.iter().map(|(k, v)| (k.clone(), *v)));
    stubs.empty_objects.extend(environment.empty_objects.iter().cloned());
    stubs.field_factories.extend(environment.field_factories.iter().map(|(k, v)| (k.clone(), v.clone())));
    stubs.importers.extend(environment.importers.iter().cloned());
    stubs.providers.extend(environment.providers.iter().cloned());
    stubs.provider_files.extend(environment.provider_files.iter().cloned());
    stubs.any_types.extend(environment.any_types.iter().cloned());
    stubs.env_classes.extend(environment.env_classes.iter().cloned());
    for wrapper in &environment.wrappers {
        let wrapping = Wrapping {
            function: wrapper.function,
            handles: wrapper.handles,
            drops: wrapper.drops,
            retries: wrapper.retries,
            bounds_time: wrapper.bounds_time,
            combines: wrapper.combines,
            breaks_circuit: wrapper.breaks_circuit,
            offloads: wrapper.offloads,
            forwards_errors: wrapper.forwards_errors,
            caches: wrapper.caches,
        };
        stubs.wrappers.extend(wrapper.paths.iter().map(|p| (p.clone(), wrapping)));
    }
    for handler in &environment.error_handlers {
        let since = handler.asynchronous_since.as_ref().map(|s| (s.package.clone(), s.major, s.patch.clone()));
        let entry = RouteErrorHandler {
            covers: handler.covers.clone(),
            error: handler.error,
            parameters: handler.parameters,
            asynchronous_since: since,
        };
        stubs.error_handlers.extend(handler.paths.iter().map(|p| (p.clone(), entry.clone())));
    }
    let known = &catalog.frameworks;
    let members = known.mounting_methods.iter().chain(&known.plugging_methods).cloned().collect();
    let mounts = Mounting { members, arguments: known.mounting_arguments.clone(), plugging: known.plugging_methods.clone() };
    stubs.frameworks = Frameworks::new(known.frameworks.clone(), mounts);
    stubs.iterating_methods.extend(catalog.frameworks.iterating_methods.iter().cloned());
    stubs.iterating_functions.extend(catalog.frameworks.iterating_functions.iter().cloned());
    stubs.iterator_makers.extend(catalog.frameworks.iterator_makers.iter().cloned());
    stubs.counting_functions.extend(catalog.frameworks.counting_functions.iter().cloned());
    stubs.plain_decorators.extend(catalog.frameworks.plain_decorators.iter().cloned());
    stubs.starting_members.extend(catalog.frameworks.starting_members.iter().cloned());
    stubs.starting_arguments.extend(catalog.frameworks.starting_arguments.iter().cloned());
    stubs.responses.extend(catalog.frameworks.responses.iter().cloned());
    stubs.response_methods.extend(catalog.frameworks.response_methods.iter().cloned());
    stubs.counting_members.extend(catalog.frameworks.counting_members.iter().cloned());
    stubs.keeping_methods.extend(catalog.frameworks.keeping_methods.iter().cloned());
    stubs.waits.extend(environment.waits.iter().map(|(k, v)| (k.clone(), *v)));
    stubs.durations.extend(environment.durations.iter().map(|(k, v)| (k.clone(), *v)));
    stubs.wait_words.extend(environment.wait_words.iter().cloned());
    stubs.counters.extend(environment.counters.iter().cloned());
    stubs.status_words.extend(environment.status_words.iter().cloned());
    stubs.breaker_words.clone_from(&environment.breaker_words);
    stubs.breaker_states.clone_from(&environment.breaker_states);
    stubs.broad_errors.extend(catalog.routes.iter().flat_map(|r| &r.base_errors).cloned());
    let deadlines = environment.wrappers.iter().filter(|w| w.bounds_time).flat_map(|w| &w.paths);
    stubs.deadline_names.extend(deadlines.filter_map(|p| p.trim_end_matches("()").rsplit(['.', ':']).next()).map(SmolStr::from));
    for sequence in &environment.sequences {
        let cutter = Cutter { cut: cut_of(sequence.cut), of: sequence.of, size: sequence.size };
        stubs.sequences.extend(sequence.paths.iter().map(|p| (p.clone(), cutter)));
        for (ecosystem, names) in &sequence.methods {
            let ecosystem = ["python", "rust"].into_iter().find(|e| e == ecosystem).unwrap_or("npm");
            let cutter = Cutter { of: None, ..cutter };
            stubs.sequence_methods.entry(ecosystem).or_default().extend(names.iter().map(|n| (n.clone(), cutter)));
        }
    }
    stubs.size_names.extend(environment.size_names.iter().cloned());
    stubs.catch_all.extend(environment.catch_all.iter().cloned());
    let injection = &environment.injection;
    stubs.injectors = Injectors {
        decorators: injection.decorators.iter().cloned().collect(),
        token: injection.token.clone(),
        factory: injection.factory.clone(),
        class: injection.class.clone(),
        value: injection.value.clone(),
        alias: injection.alias.clone(),
    };
    stubs.unrelated_errors.extend(environment.unrelated_errors.iter().cloned());
    stubs.flow = flow_tables(catalog);
    for route in &catalog.routes {
        let clients = route.clients.iter().flat_map(|c| &c.paths);
        let senders = route.senders.iter().flat_map(|s| &s.paths);
        let constants = route.constants.iter().map(|c| &c.path);
        stubs.known.extend(clients.chain(senders).chain(constants).cloned());
    }
    stubs.known.extend(catalog.method_symbols().map(SmolStr::from));
    stubs.known.extend(catalog.additions.watched.keys().cloned());
    // `from cohere import *` brings classes: their names are known by the symbols of their instances too.
    let bases: Vec<SmolStr> = stubs.known.iter().filter_map(|s| s.split_once("()").map(|(base, _)| SmolStr::from(base))).collect();
    stubs.known.extend(bases);
    stubs
}

/// The tables about flows, from `flows.toml`.
fn flow_tables(catalog: &Catalog) -> FlowTables {
    let flows = &catalog.flows;
    let sinks = flows.sinks.iter().map(|sink| SinkRule {
        kind: match sink.kind {
            SinkPlace::Log => SinkKind::Log,
            SinkPlace::Console => SinkKind::Console,
            SinkPlace::VectorWrite => SinkKind::VectorWrite,
            SinkPlace::VectorSearch => SinkKind::VectorSearch,
            SinkPlace::Response => SinkKind::Response,
        },
        paths: sink.paths.iter().cloned().collect(),
        packages: sink.packages.clone(),
        receivers: sink.receivers.iter().cloned().collect(),
        methods: sink.methods.iter().map(|(name, is_debug)| (name.clone(), *is_debug)).collect(),
        telling_methods: sink.telling_methods.iter().cloned().collect(),
        texts: sink.texts.clone(),
        arguments: sink.arguments.iter().cloned().collect(),
        position: sink.position,
    });
    FlowTables {
        sinks: sinks.collect(),
        carriers: flows.flow.carriers.iter().cloned().collect(),
        counters: flows.flow.counters.iter().cloned().collect(),
        counting_methods: by_ecosystem(&flows.flow.counting_methods),
        carrying_methods: by_ecosystem(&flows.flow.carrying_methods),
        mapping_methods: by_ecosystem(&flows.flow.mapping_methods),
        growing_methods: by_ecosystem(&flows.flow.growing_methods),
        masks: flows.flow.masks.iter().cloned().collect(),
    }
}

fn by_ecosystem(methods: &BTreeMap<SmolStr, Vec<SmolStr>>) -> FxHashMap<&'static str, FxHashSet<SmolStr>> {
    let ecosystems = ["python", "npm", "rust"].into_iter();
    ecosystems.filter_map(|e| Some((e, methods.get(e)?.iter().cloned().collect()))).collect()
}
fn cut_of(cut: SequenceCut) -> Cut {
    match cut {
        SequenceCut::Chunks => Cut::Chunks,
        SequenceCut::Head => Cut::Head,
        SequenceCut::Range => Cut::Range,
        SequenceCut::Same => Cut::Same,
        SequenceCut::Fewer => Cut::Fewer,
        SequenceCut::Numbers => Cut::Numbers,
    }
}
