//! Patterns: one assignment per bound name, its value read from what is matched.

use super::lowerer::Lowerer;
use crate::program::{ExprId, ExprKind, Name};
use crate::source::Span;
use syn::{GenericArgument, Member, Pat, PathArguments, Type};

/// How to get from what is matched to a part of it.
#[derive(Clone, PartialEq)]
enum Step {
    Member(Name),
    Index(usize),
    Element,
    Unknown,
}

/// A name bound by a pattern.
struct Binding<'p> {
    name: Name,
    span: Span,
    steps: Vec<Step>,
    ty: Option<&'p Type>,
}

impl Lowerer<'_> {
    /// Declares the names a pattern binds, in a statement of the given span. Returns whether there are any.
    pub fn bind(&mut self, pat: &Pat, source: ExprId, ty: Option<&Type>, stmt_span: Span) -> bool {
        let mut bindings = Vec::new();
        self.bindings(pat, &mut Vec::new(), ty, &mut bindings);
        for binding in &bindings {
            let value = self.project(source, &binding.steps, binding.span);
            let annotation = binding.ty.map(|ty| self.ty(ty));
            self.b.declare(binding.name.clone(), binding.span, Some(value), annotation, stmt_span);
        }
        !bindings.is_empty()
    }

    fn project(&mut self, source: ExprId, steps: &[Step], span: Span) -> ExprId {
        steps.iter().fold(source, |object, step| match step {
            Step::Member(name) => self.b.member(object, name.clone(), span, span),
            Step::Index(position) => {
                let index = self.int(*position, span);
                self.b.expr(ExprKind::Index { object, index }, span)
            }
            Step::Element => self.b.expr(ExprKind::Element(object), span),
            Step::Unknown => self.b.unknown(vec![object], span),
        })
    }

    fn bindings<'p>(&self, pat: &'p Pat, steps: &mut Vec<Step>, ty: Option<&'p Type>, found: &mut Vec<Binding<'p>>) {
        let ty = ty.map(without_references);
        match pat {
            Pat::Ident(p) => {
                let (name, span) = self.ident(&p.ident);
                // A capitalised name alone is a constant or a variant.
                let is_plain = p.by_ref.is_none() && p.mutability.is_none() && p.subpat.is_none();
                if is_plain && name.starts_with(char::is_uppercase) {
                    return;
                }
                found.push(Binding { name, span, steps: steps.clone(), ty });
                if let Some((_, sub)) = &p.subpat {
                    self.bindings(sub, steps, ty, found);
                }
            }
            Pat::Guard(p) => self.bindings(&p.pat, steps, ty, found),
            Pat::Paren(p) => self.bindings(&p.pat, steps, ty, found),
            Pat::Reference(p) => self.bindings(&p.pat, steps, ty, found),
            Pat::Type(p) => self.bindings(&p.pat, steps, Some(&p.ty), found),
            Pat::Or(p) => self.alternatives(p, steps, ty, found),
            Pat::Tuple(p) => {
                let types = match ty {
                    Some(Type::Tuple(t)) => t.elems.iter().collect(),
                    _ => Vec::new(),
                };
                self.sequence(p.elems.iter(), steps, &types, Step::Unknown, found);
            }
            Pat::Slice(p) => self.sequence(p.elems.iter(), steps, &[], Step::Element, found),
            Pat::TupleStruct(p) => {
                let variant = self.last_name(&p.path).unwrap_or_default();
                let inner = ty.and_then(|ty| first_argument(ty, &variant));
                match (variant.as_str(), p.elems.first()) {
                    ("Some" | "Ok", Some(only)) if p.elems.len() == 1 => self.bindings(only, steps, inner, found),
                    ("Err", Some(only)) if p.elems.len() == 1 => self.step(Step::Member(variant), only, steps, None, found),
                    _ => {
                        let mut after_rest = false;
                        for (position, element) in p.elems.iter().enumerate() {
                            if is_rest(element) {
                                after_rest = true;
                            } else {
                                let ty = inner.filter(|_| p.elems.len() == 1);
                                // What a framework's wrapper holds only its type tells: `State(client): State<Client>`.
                                let is_told = after_rest || ty.is_some();
                                let step = if is_told { Step::Unknown } else { Step::Member(smol_str::format_smolstr!("{position}")) };
                                self.step(step, element, steps, ty, found);
                            }
                        }
                    }
                }
            }
            Pat::Struct(p) => {
                for field in &p.fields {
                    let (name, _) = match &field.member {
                        Member::Named(ident) => self.ident(ident),
                        Member::Unnamed(_) => self.member_name(&field.member),
                    };
                    self.step(Step::Member(name), &field.pat, steps, None, found);
                }
            }
            _ => {}
        }
    }

    fn step<'p>(&self, step: Step, pat: &'p Pat, steps: &mut Vec<Step>, ty: Option<&'p Type>, found: &mut Vec<Binding<'p>>) {
        steps.push(step);
        self.bindings(pat, steps, ty, found);
        steps.pop();
    }

    /// Elements by position, up to `..`; after that, `beyond`.
    fn sequence<'p>(
        &self,
        elements: impl Iterator<Item = &'p Pat>,
        steps: &mut Vec<Step>,
        types: &[&'p Type],
        beyond: Step,
        found: &mut Vec<Binding<'p>>,
    ) {
        let mut after_rest = false;
        for (position, element) in elements.enumerate() {
            if let Pat::Ident(p) = element
                && p.subpat.as_ref().is_some_and(|(_, sub)| is_rest(sub))
            {
                // `rest @ ..` is a part, not an element.
                let (name, span) = self.ident(&p.ident);
                let steps = steps.iter().cloned().chain([Step::Unknown]).collect();
                found.push(Binding { name, span, steps, ty: None });
                after_rest = true;
            } else if is_rest(element) {
                after_rest = true;
            } else {
                let ty = types.get(position).copied().filter(|_| !after_rest);
                self.step(if after_rest { beyond.clone() } else { Step::Index(position) }, element, steps, ty, found);
            }
        }
    }

    /// `A(x) | B(x)`: a name that is found in different places is unknown.
    fn alternatives<'p>(&self, pat: &'p syn::PatOr, steps: &mut Vec<Step>, ty: Option<&'p Type>, found: &mut Vec<Binding<'p>>) {
        let start = found.len();
        for case in &pat.cases {
            let mut of_case = Vec::new();
            self.bindings(case, steps, ty, &mut of_case);
            for binding in of_case {
                match found[start..].iter_mut().find(|earlier| earlier.name == binding.name) {
                    Some(earlier) if earlier.steps == binding.steps => {}
                    Some(earlier) => earlier.steps = vec![Step::Unknown],
                    None => found.push(binding),
                }
            }
        }
    }
}

fn is_rest(pat: &Pat) -> bool {
    matches!(pat, Pat::Rest(_))
}

fn without_references(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Reference(t) => &t.elem,
            Type::Paren(t) => &t.elem,
            Type::Group(t) => &t.elem,
            _ => return ty,
        };
    }
}

/// The type inside, for a pattern that takes a wrapper apart: `State(x): State<T>`, `Some(x): Option<T>`.
fn first_argument<'p>(ty: &'p Type, variant: &str) -> Option<&'p Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let fits = match variant {
        "Some" => last.ident == "Option",
        "Ok" => last.ident == "Result",
        _ => last.ident == variant,
    };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().filter(|_| fits).find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
