//! Functions, methods, closures and async blocks.

use super::attributes;
use super::lowerer::Lowerer;
use crate::program::{BranchKind, ExprId, ExprKind, FunctionId, FunctionKind, Name, Param, ParamKind, ScopeKind, StmtKind};
use crate::source::Span;
use syn::{Attribute, Block, FnArg, GenericParam, Generics, Pat, ReturnType, Signature, Type, Visibility, WherePredicate};

/// A function as declared.
pub(super) struct Declaration<'a> {
    pub sig: &'a Signature,
    pub attrs: &'a [Attribute],
    pub body: Option<&'a Block>,
    pub kind: FunctionKind,
    pub is_public: bool,
    pub span: Span,
}

/// Whether something is visible outside its module.
pub(super) fn is_public(vis: &Visibility) -> bool {
    match vis {
        Visibility::Public(_) => true,
        Visibility::Restricted(to) => !to.path.is_ident("self"),
        Visibility::Inherited => false,
    }
}

/// The first token of a signature.
pub(super) fn signature_first(sig: &Signature) -> proc_macro2::Span {
    if let Some(constness) = &sig.constness {
        constness.span
    } else if let Some(asyncness) = &sig.asyncness {
        asyncness.span
    } else {
        match (&sig.safety, &sig.abi) {
            (syn::Safety::Unsafe(t), _) => t.span,
            (syn::Safety::Safe(t), _) => t.span,
            (syn::Safety::Default, Some(abi)) => abi.extern_token.span,
            (syn::Safety::Default, None) => sig.fn_token.span,
        }
    }
}

impl Lowerer<'_> {
    /// Lowers a function and binds it to its name.
    pub fn function(&mut self, declaration: &Declaration<'_>) {
        let Declaration { sig, attrs, body, kind, is_public, span } = declaration;
        let (name, name_span) = self.ident(&sig.ident);
        let decorators = self.decorators(attrs);
        let id = self.b.enter_function(*kind, Some(name.clone()), name_span, *span);
        let breakables = std::mem::take(&mut self.breakables);
        {
            let function = self.b.function_mut(id);
            function.is_async = sig.asyncness.is_some();
            function.is_public = *is_public;
            function.decorators = decorators;
            if *kind == FunctionKind::Function {
                // A function of an inline module is no method of it.
                function.class = None;
            }
        }
        self.type_params(&sig.generics);
        for input in &sig.inputs {
            if let FnArg::Typed(input) = input {
                self.param(id, &input.pat, Some(&input.ty));
            }
        }
        let returns = self.return_type(&sig.output);
        self.b.function_mut(id).returns = returns;
        if let Some(body) = body {
            let test = attributes::is_test(attrs).then_some(BranchKind::Test);
            let body_span = self.span(body.brace_token.span.join());
            self.in_branch(test, body_span, |this| match returns {
                Some(_) => this.returning_block(body),
                None => this.discarded_block(body),
            });
        }
        self.breakables = breakables;
        self.b.leave_function();
        let value = self.b.expr(ExprKind::Function(id), *span);
        self.b.declare(name, name_span, Some(value), None, *span);
    }

    /// Type parameters as aliases of what they are bound to.
    fn type_params(&mut self, generics: &Generics) {
        for param in &generics.params {
            let GenericParam::Type(param) = param else { continue };
            let (name, span) = self.ident(&param.ident);
            let wheres = generics.where_clause.iter().flat_map(|clause| &clause.predicates).filter_map(|predicate| match predicate {
                WherePredicate::Type(p) if matches!(&p.bounded_ty, Type::Path(t) if t.qself.is_none() && t.path.is_ident(&param.ident)) => {
                    Some(&p.bounds)
                }
                _ => None,
            });
            let bounds: Vec<_> = param.bounds.iter().chain(wheres.flatten()).collect();
            let value = (!bounds.is_empty()).then(|| self.bounds(bounds.into_iter(), span));
            self.b.declare(name, span, value, None, span);
        }
    }

    /// Adds a parameter; one that is a pattern gets a made-up name, which the names in it are assigned from.
    fn param(&mut self, function: FunctionId, pat: &Pat, ty: Option<&Type>) {
        if let Pat::Type(typed) = pat {
            return self.param(function, &typed.pat, Some(&typed.ty));
        }
        let pat_span = self.pat_span(pat);
        let annotation = ty.map(|ty| self.ty(ty));
        let simple = match pat {
            Pat::Ident(p) if p.subpat.is_none() => Some(self.ident(&p.ident)),
            Pat::Wild(_) => Some((Name::new("_"), pat_span)),
            _ => None,
        };
        let position = self.b.module().functions[function.index()].params.len();
        let (name, span) = simple.clone().unwrap_or_else(|| (smol_str::format_smolstr!("#{position}"), pat_span));
        self.b.function_mut(function).params.push(Param { name: name.clone(), span, annotation, default: None, kind: ParamKind::Plain });
        if simple.is_none() {
            let source = self.b.name(name, pat_span);
            self.bind(pat, source, ty, pat_span);
        }
    }

    /// A closure.
    pub fn closure(&mut self, closure: &syn::ExprClosure, span: Span) -> ExprId {
        let id = self.enter_closure(closure.asyncness.is_some(), span);
        let breakables = std::mem::take(&mut self.breakables);
        for input in &closure.inputs {
            self.param(id, input, None);
        }
        let returns = match &closure.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(self.ty(ty)),
        };
        self.b.function_mut(id).returns = returns;
        if let Some(value) = self.value(&closure.body) {
            let value_span = self.expr_span(&closure.body);
            self.b.stmt(StmtKind::Return(Some(value)), value_span);
        }
        self.breakables = breakables;
        self.b.leave_function();
        self.b.expr(ExprKind::Function(id), span)
    }

    /// An async block, or another block that runs as a function of its own.
    pub fn block_function(&mut self, is_generator: bool, span: Span, body: impl FnOnce(&mut Self)) -> ExprId {
        let id = self.enter_closure(true, span);
        self.b.function_mut(id).is_generator = is_generator;
        let breakables = std::mem::take(&mut self.breakables);
        body(self);
        self.breakables = breakables;
        self.b.leave_function();
        self.b.expr(ExprKind::Function(id), span)
    }

    fn enter_closure(&mut self, is_async: bool, span: Span) -> FunctionId {
        // `|`, `async`, `move` or a brace.
        let word = self.source(span).bytes().take_while(u8::is_ascii_alphabetic).count().max(1);
        let first = Span::new(span.start as usize, span.start as usize + word);
        let id = self.b.enter_function(FunctionKind::Closure, None, first, span);
        self.b.function_mut(id).is_async = is_async;
        id
    }

    /// Gives a closure the name it is assigned to.
    pub fn name_closure(&mut self, value: Option<ExprId>, name: &Name) {
        let Some(value) = value else { return };
        if let ExprKind::Function(id) = self.b.module().exprs[value.index()].kind {
            let function = self.b.function_mut(id);
            if function.kind == FunctionKind::Closure && function.name.is_none() {
                function.name = Some(name.clone());
            }
        }
    }

    /// Marks the function around as a generator.
    pub fn mark_generator(&mut self) {
        let scope = self.b.scope();
        if let ScopeKind::Function(id) = self.b.module().scopes[scope.index()].kind {
            self.b.function_mut(id).is_generator = true;
        }
    }
}
