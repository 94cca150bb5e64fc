//! The state of lowering one file, and what every part of it needs: spans, names, paths.

use super::positions::Positions;
use super::recover::Parsed;
use super::{attributes, extent};
use crate::program::{ClassId, ClassKind, ExprId, ExprKind, Literal, Module, ModuleBuilder, Name, StmtId, StmtKind};
use crate::source::{FileId, Language, Span};
use proc_macro2::Ident;
use rustc_hash::FxHashMap;

/// Lowers one parsed file.
pub(super) struct Lowerer<'t> {
    pub b: ModuleBuilder,
    positions: Positions<'t>,
    /// The classes of the item lists around, innermost last.
    pub classes: Vec<ClassTable>,
    /// What `Self` stands for, innermost last.
    pub self_types: Vec<Vec<Name>>,
    /// The loops and labelled blocks around, within the current function.
    pub breakables: Vec<Breakable>,
    /// The inline modules around.
    pub modules: Vec<Name>,
    /// Macros within macros.
    pub macro_depth: usize,
    /// How many bytes of macro input may still be parsed: each level of nested macros parses its input again.
    pub macro_budget: usize,
}

/// The types declared in one list of items.
#[derive(Default)]
pub(super) struct ClassTable {
    /// An inline module: the types of the lists around can't be named from here.
    pub is_barrier: bool,
    pub declared: FxHashMap<Name, DeclaredClass>,
}

/// A type of an item list; its class is made when the type or the first `impl` of it is reached.
pub(super) struct DeclaredClass {
    pub kind: ClassKind,
    pub name_span: Span,
    pub span: Span,
    pub id: Option<ClassId>,
}

/// A loop or labelled block and the values it was left with.
pub(super) struct Breakable {
    pub label: Option<Name>,
    pub is_loop: bool,
    pub values: Vec<ExprId>,
}

impl<'t> Lowerer<'t> {
    /// For a file whose text from byte `base` on was lexed.
    pub fn new(file: FileId, lexed: &'t str, base: usize) -> Self {
        let length = base + lexed.len();
        Self {
            b: ModuleBuilder::new(file, Language::Rust, Span::new(0, length)),
            positions: Positions::new(lexed, base),
            classes: Vec::new(),
            self_types: Vec::new(),
            breakables: Vec::new(),
            modules: Vec::new(),
            macro_depth: 0,
            macro_budget: 8 * length + (1 << 20),
        }
    }

    /// Lowers all of the file.
    pub fn file(&mut self, parsed: &Parsed) {
        for (first, last) in &parsed.skipped {
            let span = self.between(*first, *last);
            self.b.module_mut().skipped.push(span);
        }
        let whole = self.b.module().regions[0].span;
        let region = attributes::branch(&parsed.attrs);
        self.in_branch(region, whole, |this| this.item_list(&parsed.items, false));
    }

    pub fn finish(self) -> Module {
        self.b.finish()
    }

    /// The bytes of one token or group.
    pub fn span(&self, span: proc_macro2::Span) -> Span {
        self.positions.span(span)
    }

    /// The bytes from one token to another.
    pub fn between(&self, first: proc_macro2::Span, last: proc_macro2::Span) -> Span {
        Span { start: self.start(first), end: self.end(last) }
    }

    /// The first byte of a token or group.
    pub fn start(&self, span: proc_macro2::Span) -> u32 {
        self.positions.start(span)
    }

    /// The byte after a token or group.
    pub fn end(&self, span: proc_macro2::Span) -> u32 {
        self.positions.end(span)
    }

    /// The source of a span.
    pub fn source(&self, span: Span) -> &'t str {
        self.positions.source(span)
    }

    /// The bytes of an expression.
    pub fn expr_span(&self, expr: &syn::Expr) -> Span {
        self.between(extent::expr_first(expr), extent::expr_last(expr))
    }

    /// The bytes of a pattern.
    pub fn pat_span(&self, pat: &syn::Pat) -> Span {
        let (first, last) = extent::pat_ends(pat);
        self.between(first, last)
    }

    /// The bytes of a type.
    pub fn type_span(&self, ty: &syn::Type) -> Span {
        self.between(extent::type_first(ty), extent::type_last(ty))
    }

    /// A name without `r#`, and its tokens.
    pub fn ident(&self, ident: &Ident) -> (Name, Span) {
        let span = self.span(ident.span());
        let source = self.source(span);
        if source.is_empty() {
            let word = ident.to_string();
            return (Name::new(word.strip_prefix("r#").unwrap_or(&word)), span);
        }
        (Name::new(source.strip_prefix("r#").unwrap_or(source)), span)
    }

    /// The name of a field, and its tokens.
    pub fn member_name(&self, member: &syn::Member) -> (Name, Span) {
        match member {
            syn::Member::Named(ident) => self.ident(ident),
            syn::Member::Unnamed(index) => (smol_str::format_smolstr!("{}", index.index), self.span(index.span)),
        }
    }

    /// The one name of a path without generics, if it is one.
    pub fn single_name(&self, path: &syn::Path) -> Option<(Name, Span)> {
        path.get_ident().map(|ident| self.ident(ident))
    }

    /// The last name of a path.
    pub fn last_name(&self, path: &syn::Path) -> Option<Name> {
        path.segments.last().map(|segment| self.ident(&segment.ident).0)
    }

    /// The value of something without one.
    pub fn nothing(&mut self, span: Span) -> ExprId {
        self.b.unknown(Vec::new(), span)
    }

    /// An integer constant.
    pub fn int(&mut self, value: usize, span: Span) -> ExprId {
        self.b.expr(ExprKind::Literal(Literal::Int(i64::try_from(value).unwrap_or(i64::MAX))), span)
    }

    /// The span an expression of the model was given.
    pub fn span_of(&self, id: ExprId) -> Span {
        self.b.module().exprs[id.index()].span
    }

    /// Adds a statement whose kind is not known yet, see [`fill`](Self::fill): what is lowered in between comes after it.
    pub fn reserve(&mut self, span: Span) -> StmtId {
        self.b.stmt(StmtKind::Other, span)
    }

    /// Gives a reserved statement its kind.
    pub fn fill(&mut self, stmt: StmtId, kind: StmtKind) {
        self.b.module_mut().stmts[stmt.index()].kind = kind;
    }

    /// Runs `f` inside a branch region, if there is one to be made.
    pub fn in_branch(&mut self, branch: Option<crate::program::BranchKind>, span: Span, f: impl FnOnce(&mut Self)) {
        if let Some(kind) = branch {
            self.b.enter_region(crate::program::RegionKind::Branch(kind), span);
        }
        f(self);
        if branch.is_some() {
            self.b.leave_region();
        }
    }

    /// What `Self` stands for, written at `span`.
    fn self_type(&mut self, span: Span) -> ExprId {
        let Some(path) = self.self_types.last().cloned() else { return self.b.name("Self", span) };
        let mut names = path.into_iter();
        let first = names.next().unwrap_or_else(|| Name::new("Self"));
        let start = self.b.name(first, span);
        names.fold(start, |object, name| self.b.member(object, name, span, span))
    }

    /// A path as a chain of members, generic arguments dropped.
    pub fn path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> ExprId {
        // `<T as Trait>::name`: the trait says where to look, the type whose it is.
        let mut segments = path.segments.iter().skip(qself.map_or(0, |q| q.position));
        let (mut id, start) = match qself {
            Some(qself) => (self.ty(&qself.ty), self.start(qself.lt_token.span)),
            None => match segments.next() {
                Some(first) => {
                    let (name, span) = self.ident(&first.ident);
                    let id = match name.as_str() {
                        "Self" => self.self_type(span),
                        "self" if path.segments.len() == 1 => self.b.expr(ExprKind::This, span),
                        _ => self.b.name(name, span),
                    };
                    (id, self.start(extent::path_first(path)))
                }
                None => return self.nothing(Span::default()),
            },
        };
        for segment in segments {
            let (name, name_span) = self.ident(&segment.ident);
            id = self.b.member(id, name, name_span, Span { start, end: name_span.end });
        }
        id
    }
}
