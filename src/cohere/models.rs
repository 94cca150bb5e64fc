//! Model literals that reach a call, and what is to be said of each: the gravest thing alone.

use super::catalog::Catalog;
pub use super::catalog::ModelState;
use super::catalog::schema::{Api, Model, Platform};
use super::usage::{Argument, Call, Constant, Place, Possible, Usages};
use crate::source::FileRole;
use jiff::civil::Date;
use smol_str::SmolStr;

/// A model literal in a model position.
#[derive(Clone, Debug)]
pub struct ModelUse {
    /// The literal.
    pub place: Place,
    /// The id as written.
    pub id: SmolStr,
    /// Where it would run.
    pub platform: Platform,
    /// The calls it reaches, as indexes into [`Usages::calls`].
    pub calls: Vec<usize>,
    /// One of the ways by which it reaches them.
    pub possible: Possible,
    /// What is to be said of it.
    pub verdict: Verdict,
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

/// Every model literal of the project, in order of place.
pub fn model_uses(usages: &Usages, catalog: &'static Catalog, as_of: Date) -> Vec<ModelUse> {
    let mut uses: Vec<ModelUse> = Vec::new();
    for (index, call) in usages.calls.iter().enumerate() {
        if !call.endpoint.takes_model || call.platform == Platform::Sagemaker || has_own_server(usages, call) {
            continue;
        }
        let Some(argument) = call.arguments.get("model") else { continue };
        for possible in &argument.possible {
            let Constant::Text(id) = &possible.value else { continue };
            // A test that hands an id to the project's own code lists it; what it asks for is that code's matter.
            let is_handed_over = possible.came_from_outside || call.surroundings.role != FileRole::Test;
            // And the ids a test invents (`m`, `test-model`) never leave it.
            let is_invented = catalog.model(id, call.platform).is_none() && !catalog.has_model_shape(id);
            if possible.is_in_test && (is_handed_over || is_invented) {
                continue;
            }
            // Where every vendor's models go, another vendor's id is no slip.
            if !call.accepts_model(id) {
                continue;
            }
            if let Some(known) = uses.iter_mut().find(|u| u.place.file == possible.place.file && u.place.span == possible.place.span) {
                if !known.calls.contains(&index) {
                    known.calls.push(index);
                }
                continue;
            }
            let verdict = match judge(id, call, catalog, as_of) {
                Verdict::Unknown(_) if !catalog.has_model_shape(id) && is_shared(possible, argument, call, catalog) => Verdict::Fine,
                Verdict::Mismatch(_) if is_for_another(possible, argument, call, catalog) => Verdict::Fine,
                verdict => verdict,
            };
            uses.push(ModelUse {
                place: possible.place,
                id: (&**id).into(),
                platform: call.platform,
                calls: vec![index],
                possible: possible.clone(),
                verdict,
            });
        }
    }
    uses.sort_by_key(|u| u.place);
    uses
}

/// Whether an id came over a way that serves others too. The analysis joins what all callers pass: where a Cohere id is among it, another
/// vendor's may be meant for a branch that leads elsewhere, and what a test hands over rarely leaves the machine.
fn is_shared(possible: &Possible, argument: &Argument, call: &Call, catalog: &Catalog) -> bool {
    let is_known = |p: &Possible| matches!(&p.value, Constant::Text(id) if catalog.model(id, call.platform).is_some());
    possible.came_from_outside && (possible.is_in_test || argument.open || argument.possible.iter().any(is_known))
}

/// Whether an id that doesn't fit a call came over a way by which fitting ones come too: a helper for several endpoints gets the models of
/// all of them, and each call in it its own.
fn is_for_another(possible: &Possible, argument: &Argument, call: &Call, catalog: &Catalog) -> bool {
    let families = &call.endpoint.families;
    let fits = |p: &Possible| matches!(&p.value, Constant::Text(id) if catalog.model(id, call.platform).is_some_and(|m| m.is_of(families)));
    possible.came_from_outside && (argument.open || argument.possible.iter().any(fits))
}

/// A private deployment names its models as it likes.
fn has_own_server(usages: &Usages, call: &Call) -> bool {
    call.client.is_some_and(|c| usages.clients[c].has_own_server)
}

fn judge(id: &str, call: &Call, catalog: &'static Catalog, as_of: Date) -> Verdict {
    let families = &call.endpoint.families;
    let Some(model) = catalog.model_for(id, call.platform, families) else {
        if is_private(id) || catalog.is_fine_tune(id) {
            return Verdict::Fine;
        }
        let meant = catalog.not_an_id(id).and_then(|n| n.use_instead.clone());
        let near = || catalog.nearest_models(id, call.platform, as_of).into_iter().find(|m| m.is_of(families)).map(|m| m.id.clone());
        return Verdict::Unknown(meant.or_else(near));
    };
    match model.state(as_of) {
        ModelState::Retired { on } => return Verdict::Retired(model, on),
        ModelState::Deprecated { shutdown, .. } => return Verdict::Deprecated(model, shutdown),
        _ => {}
    }
    // A model that v2 alone serves is none for a v1 path; where the generation isn't known, nothing is said.
    let is_served = model.api.zip(call.api).is_none_or(|(by, asked)| by == asked || asked == Api::Compatibility);
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
    use super::{Model, ModelUse, Usages};
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
        let calls: Vec<_> = used.calls.iter().map(|i| &usages.calls[*i]).collect();
        if let Some(best) = calls.iter().map(|c| c.confidence).max() {
            finding = finding.confidence(best);
        }
        let elsewhere = |place: &Place| place.file != used.place.file || !place.statement.contains(used.place.span);
        for call in calls.iter().filter(|c| elsewhere(&c.place)).take(8) {
            finding = finding.related(call.name.file, call.name.span, format!("reaches `{}` here", call.callee));
        }
        finding.flow(used.possible.flow.iter().cloned())
    }

    /// Where the literal is used: its first call's surroundings.
    pub fn surroundings<'u>(used: &ModelUse, usages: &'u Usages) -> &'u Surroundings {
        &usages.calls[used.calls[0]].surroundings
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
