//! Model literals that reach a call, and what is to be said of each: the gravest thing alone.

use super::catalog::Catalog;
pub use super::catalog::ModelState;
use super::catalog::schema::{Api, Endpoint, Model, Platform};
use super::usage::{Argument, ArgumentTable, Call, Constant, Place, Possible, Usages, accepts_model};
use crate::source::{FileId, FileRole, Span};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A model literal in a model position.
#[derive(Clone, Debug)]
pub struct ModelUse {
    /// The literal.
    pub place: Place,
    /// The id as written.
    pub id: SmolStr,
    /// The endpoint that is asked for it.
    pub endpoint: &'static Endpoint,
    /// What asks for it, as people say it.
    pub callee: String,
    /// Who names it: never empty.
    pub named_by: Vec<Namer>,
    /// One of the ways by which it reaches them.
    pub possible: Possible,
    /// What is to be said of it.
    pub verdict: Verdict,
}

/// Who names a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namer {
    /// A call, as an index into [`Usages::calls`].
    Call(usize),
    /// An object that makes its calls itself, as an index into [`Usages::clients`].
    Client(usize),
}

/// What is to be said of a model literal.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Shut down; the day where it was published.
    Retired(&'static Model, Option<Date>),
    /// Announced to end.
    Deprecated(&'static Model, Option<Date>),
    /// Made for something else than the endpoint it is sent to.
    Mismatch(&'static Model),
    /// Not in the catalogue; the nearest id.
    Unknown(Option<SmolStr>),
    /// Moves under its users.
    Floating(&'static Model),
    /// Live, but not the recommended one.
    Superseded(&'static Model),
    /// Nothing.
    Fine,
}

/// A place where a model is named: a call, or an object of a wrapper that makes its calls itself.
struct Position<'u> {
    arguments: &'u ArgumentTable,
    endpoint: &'static Endpoint,
    platform: Platform,
    api: Option<Api>,
    callee: &'u str,
    role: FileRole,
}

impl Position<'_> {
    /// The positions of a project. A private deployment names its models as it likes, and SageMaker its endpoints.
    fn all<'u>(usages: &'u Usages, catalog: &'static Catalog) -> Vec<(Namer, Position<'u>)> {
        let has_own_server = |call: &Call| call.is_private || call.client.is_some_and(|c| usages.clients[c].has_own_server);
        let calls = usages.calls.iter().enumerate().filter(|(_, call)| !has_own_server(call)).map(|(index, call)| {
            let role = call.surroundings.role;
            let (arguments, callee) = (&call.arguments, call.callee.as_str());
            (Namer::Call(index), Position { arguments, endpoint: call.endpoint, platform: call.platform, api: call.api, callee, role })
        });
        let clients = usages.clients.iter().enumerate().filter(|(_, client)| !client.has_own_server).filter_map(|(index, client)| {
            let endpoint = catalog.endpoint(client.entry.endpoint.as_deref()?)?;
            let role = client.surroundings.role;
            let (arguments, callee) = (&client.arguments, client.class.as_str());
            let position = Position { arguments, endpoint, platform: client.platform(), api: endpoint.api, callee, role };
            Some((Namer::Client(index), position))
        });
        calls.chain(clients).filter(|(_, p)| p.endpoint.takes_model && p.platform.has_known_ids()).collect()
    }
}

/// Every model literal of the project, in order of place.
pub fn model_uses(usages: &Usages, catalog: &'static Catalog, as_of: Date) -> Vec<ModelUse> {
    let mut uses: Vec<ModelUse> = Vec::new();
    let mut by_place: FxHashMap<(FileId, Span), usize> = FxHashMap::default();
    for (namer, position) in Position::all(usages, catalog) {
        let Some(argument) = position.arguments.get("model") else { continue };
        for possible in &argument.possible {
            let Constant::Text(id) = &possible.value else { continue };
            // A test that hands an id to the project's own code lists it; what it asks for is that code's matter.
            let is_handed_over = possible.came_from_outside || position.role != FileRole::Test;
            // And the ids a test invents (`m`, `test-model`) never leave it.
            let is_invented = catalog.model(id, position.platform).is_none() && !catalog.has_model_shape(id);
            if possible.is_in_test && (is_handed_over || is_invented) {
                continue;
            }
            // Where every vendor's models go, another vendor's id is no slip.
            if !accepts(usages, namer, id) {
                continue;
            }
            let place = (possible.place.file, possible.place.span);
            if let Some(known) = by_place.get(&place).and_then(|index| uses.get_mut(*index)) {
                known.named_by.push(namer);
                continue;
            }
            by_place.insert(place, uses.len());
            let verdict = match judge(id, &position, catalog, as_of) {
                Verdict::Unknown(_) if !catalog.has_model_shape(id) && is_shared(possible, argument, &position, catalog) => Verdict::Fine,
                Verdict::Mismatch(_) if is_for_another(possible, argument, &position, catalog) => Verdict::Fine,
                verdict => verdict,
            };
            uses.push(ModelUse {
                place: possible.place,
                id: (&**id).into(),
                endpoint: position.endpoint,
                callee: position.callee.to_owned(),
                named_by: vec![namer],
                possible: possible.clone(),
                verdict,
            });
        }
    }
    uses.sort_by_key(|u| u.place);
    uses
}

/// Whether an id is one that the call or object takes for Cohere's.
fn accepts(usages: &Usages, namer: Namer, id: &str) -> bool {
    match namer {
        Namer::Call(index) => usages.calls[index].accepts_model(id),
        Namer::Client(index) => accepts_model(&usages.clients[index].entry.only_models, id),
    }
}

/// Whether an id came over a way that serves others too. The analysis joins what all callers pass: where a Cohere id is among it, another
/// vendor's may be meant for a branch that leads elsewhere, and what a test hands over rarely leaves the machine.
fn is_shared(possible: &Possible, argument: &Argument, position: &Position<'_>, catalog: &Catalog) -> bool {
    let is_known = |p: &Possible| matches!(&p.value, Constant::Text(id) if catalog.model(id, position.platform).is_some());
    possible.came_from_outside && (possible.is_in_test || argument.open || argument.possible.iter().any(is_known))
}

/// Whether an id that doesn't fit a call came over a way by which fitting ones come too: a helper for several endpoints gets the models of
/// all of them, and each call in it its own.
fn is_for_another(possible: &Possible, argument: &Argument, position: &Position<'_>, catalog: &Catalog) -> bool {
    let families = &position.endpoint.families;
    let fits =
        |p: &Possible| matches!(&p.value, Constant::Text(id) if catalog.model(id, position.platform).is_some_and(|m| m.is_of(families)));
    possible.came_from_outside && (argument.open || argument.possible.iter().any(fits))
}

fn judge(id: &str, position: &Position<'_>, catalog: &'static Catalog, as_of: Date) -> Verdict {
    let families = &position.endpoint.families;
    let Some(model) = catalog.model_for(id, position.platform, families) else {
        if is_private(id) || catalog.is_fine_tune(id) {
            return Verdict::Fine;
        }
        let meant = catalog.not_an_id(id).and_then(|n| n.use_instead.clone());
        let near = || catalog.nearest_models(id, position.platform, as_of).into_iter().find(|m| m.is_of(families)).map(|m| m.id.clone());
        return Verdict::Unknown(meant.or_else(near));
    };
    match model.state(as_of) {
        ModelState::Retired { on } => return Verdict::Retired(model, on),
        ModelState::Deprecated { shutdown, .. } => return Verdict::Deprecated(model, shutdown),
        _ => {}
    }
    // A model that v2 alone serves is none for a v1 path; where the generation isn't known, nothing is said.
    let is_served = model.api.zip(position.api).is_none_or(|(by, asked)| by == asked || asked == Api::Compatibility);
    if !model.is_of(families) || !is_served {
        return Verdict::Mismatch(model);
    }
    if matches!(model.state(as_of), ModelState::Nightly | ModelState::Moving) {
        return Verdict::Floating(model);
    }
    if model.recommended { Verdict::Fine } else { Verdict::Superseded(model) }
}

/// Blanks to be filled in.
fn is_private(id: &str) -> bool {
    id.is_empty() || id.contains(['<', '{', '$'])
}

/// What the rules about models say alike.
pub mod with_use {
    use super::{Model, ModelUse, Namer, Usages};
    use crate::cohere::usage::{Place, Surroundings};
    use crate::finding::{Applicability, Edit, FindingBuilder, Fix};
    use crate::source::Span;

    /// "Use `x`" for the model's replacement.
    pub fn replacement_words(model: &Model) -> String {
        match &model.replacement {
            Some(id) => format!("Use `{id}`"),
            None => "Choose a live model: `cohere-lint models` lists them".to_owned(),
        }
    }

    /// Adds the calls the literal reaches and the way it takes.
    pub fn describe(mut finding: FindingBuilder, used: &ModelUse, usages: &Usages) -> FindingBuilder {
        let call = |namer: &Namer| if let Namer::Call(index) = namer { usages.calls.get(*index) } else { None };
        let calls: Vec<_> = used.named_by.iter().filter_map(call).collect();
        if let Some(best) = calls.iter().map(|c| c.confidence).max() {
            finding = finding.confidence(best);
        }
        let elsewhere = |place: &Place| place.file != used.place.file || !place.statement.contains(used.place.span);
        for call in calls.iter().filter(|c| elsewhere(&c.place)).take(8) {
            finding = finding.related(call.name.file, call.name.span, format!("reaches `{}` here", call.callee));
        }
        finding.flow(used.possible.flow.iter().cloned())
    }

    /// Where the literal is used: the surroundings of who names it first.
    pub fn surroundings<'u>(used: &ModelUse, usages: &'u Usages) -> &'u Surroundings {
        match used.named_by[0] {
            Namer::Call(index) => &usages.calls[index].surroundings,
            Namer::Client(index) => &usages.clients[index].surroundings,
        }
    }

    /// The text inside the literal's quotes.
    pub fn inner_span(used: &ModelUse) -> Span {
        let quotes = (used.place.span.end - used.place.span.start).saturating_sub(used.id.len() as u32);
        let side = quotes / 2;
        Span { start: used.place.span.start + side, end: used.place.span.end - side }
    }

    /// Adds the edit that puts the replacement in the literal's place.
    pub fn replacement_fix(finding: FindingBuilder, used: &ModelUse, model: &Model) -> FindingBuilder {
        let literal_length = (used.place.span.end - used.place.span.start) as usize;
        // Only a plain quoted literal of this very id can be edited; a constant of a crate or a built string can't.
        let (Some(id), true) = (&model.replacement, literal_length == used.id.len() + 2) else { return finding };
        finding.fix(Fix {
            title: format!("Replace with `{id}`"),
            // Embeddings of another model live in another space: what is indexed has to be indexed again.
            applicability: Applicability::Unsafe,
            edits: vec![Edit { file: used.place.file, span: inner_span(used), replacement: id.to_string() }],
        })
    }
}
