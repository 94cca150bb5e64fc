//! What the front ends build a [`Module`] with: it keeps the current scope, region and statement, and fills in the links
//! that every language needs alike.

use super::*;

/// Builds a [`Module`]. Push expressions and statements while entering and leaving scopes and regions, then call [`finish`](Self::finish).
#[derive(Debug)]
pub struct ModuleBuilder {
    module: Module,
    scopes: Vec<ScopeId>,
    regions: Vec<RegionId>,
}

impl ModuleBuilder {
    /// Starts a module whose root scope and region cover `span`.
    pub fn new(file: FileId, language: Language, span: Span) -> Self {
        let module = Module {
            file,
            language,
            exprs: Vec::new(),
            stmts: Vec::new(),
            scopes: vec![Scope { kind: ScopeKind::Module, parent: None, bindings: Default::default(), outer_names: Vec::new() }],
            regions: vec![Region { kind: RegionKind::Module, parent: None, scope: ScopeId(0), span }],
            functions: Vec::new(),
            classes: Vec::new(),
            exports: Vec::new(),
            star_imports: Vec::new(),
            child_modules: Vec::new(),
            directives: Vec::new(),
            comments: Vec::new(),
            skipped: Vec::new(),
            calls: Vec::new(),
            spans: Default::default(),
        };
        Self { module, scopes: vec![ScopeId(0)], regions: vec![RegionId(0)] }
    }

    /// Makes room for what a syntax tree of so many nodes, tokens included, usually becomes: growing step by step copies everything again and again.
    pub fn reserve(&mut self, nodes: usize) {
        self.module.exprs.reserve(nodes * 2 / 5);
        self.module.stmts.reserve(nodes / 16);
    }

    /// The module so far.
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// The module so far, for exports, comments, directives and the like.
    pub fn module_mut(&mut self) -> &mut Module {
        &mut self.module
    }

    /// The scope new expressions get.
    pub fn scope(&self) -> ScopeId {
        *self.scopes.last().unwrap_or(&ScopeId(0))
    }

    /// The region new expressions get.
    pub fn region(&self) -> RegionId {
        *self.regions.last().unwrap_or(&RegionId(0))
    }

    /// Adds an expression in the current scope and region.
    pub fn expr(&mut self, kind: ExprKind, span: Span) -> ExprId {
        let id = ExprId(self.module.exprs.len() as u32);
        self.module.exprs.push(Expr { kind, span, scope: self.scope(), region: self.region(), parent: None, stmt: None });
        id
    }

    /// Adds a string constant.
    pub fn string(&mut self, text: &str, span: Span) -> ExprId {
        self.expr(ExprKind::Literal(Literal::Str(text.into())), span)
    }

    /// Adds a name read.
    pub fn name(&mut self, name: impl Into<Name>, span: Span) -> ExprId {
        self.expr(ExprKind::Name(name.into()), span)
    }

    /// Adds `object.property`.
    pub fn member(&mut self, object: ExprId, property: impl Into<Name>, property_span: Span, span: Span) -> ExprId {
        self.expr(ExprKind::Member { object, property: property.into(), property_span }, span)
    }

    /// Adds an expression the model can't express, with what is inside.
    pub fn unknown(&mut self, children: Vec<ExprId>, span: Span) -> ExprId {
        self.expr(ExprKind::Unknown(children), span)
    }

    /// Adds a statement in the current scope and region.
    pub fn stmt(&mut self, kind: StmtKind, span: Span) -> StmtId {
        let id = StmtId(self.module.stmts.len() as u32);
        let (scope, region) = (self.scope(), self.region());
        self.module.stmts.push(Stmt { kind, span, scope, region });
        id
    }

    /// Adds an assignment to a name declared in the current scope.
    pub fn declare(
        &mut self,
        name: impl Into<Name>,
        name_span: Span,
        value: Option<ExprId>,
        annotation: Option<ExprId>,
        span: Span,
    ) -> StmtId {
        let target = Target::Name { name: name.into(), span: name_span, scope: self.scope() };
        self.stmt(StmtKind::Assign(Assign { target, value, annotation, declares: true }), span)
    }

    /// Adds an assignment to a name that may be declared further out; [`finish`](Self::finish) finds where.
    pub fn assign_name(&mut self, name: impl Into<Name>, name_span: Span, value: ExprId, span: Span) -> StmtId {
        let target = Target::Name { name: name.into(), span: name_span, scope: self.scope() };
        self.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation: None, declares: false }), span)
    }

    /// Enters a scope; every `enter_scope` needs a [`leave_scope`](Self::leave_scope).
    pub fn enter_scope(&mut self, kind: ScopeKind) -> ScopeId {
        let id = ScopeId(self.module.scopes.len() as u32);
        let parent = Some(self.scope());
        self.module.scopes.push(Scope { kind, parent, bindings: Default::default(), outer_names: Vec::new() });
        self.scopes.push(id);
        id
    }

    /// Leaves the innermost scope.
    pub fn leave_scope(&mut self) {
        self.scopes.pop();
    }

    /// Enters a region; every `enter_region` needs a [`leave_region`](Self::leave_region).
    pub fn enter_region(&mut self, kind: RegionKind, span: Span) -> RegionId {
        let id = RegionId(self.module.regions.len() as u32);
        let (parent, scope) = (Some(self.region()), self.scope());
        self.module.regions.push(Region { kind, parent, scope, span });
        self.regions.push(id);
        id
    }

    /// Leaves the innermost region.
    pub fn leave_region(&mut self) {
        self.regions.pop();
    }

    /// Sets the handlers of a [`RegionKind::Try`] once they are lowered.
    pub fn set_handlers(&mut self, region: RegionId, new: Vec<Handler>) {
        if let RegionKind::Try { handlers } = &mut self.module.regions[region.index()].kind {
            *handlers = new;
        }
    }

    /// Reserves a function, enters its scope and body region. Fill in the returned function with
    /// [`function_mut`](Self::function_mut); end with [`leave_function`](Self::leave_function).
    pub fn enter_function(&mut self, kind: FunctionKind, name: Option<Name>, name_span: Span, span: Span) -> FunctionId {
        let id = FunctionId(self.module.functions.len() as u32);
        let class = match self.module.scopes[self.scope().index()].kind {
            ScopeKind::Class(class) if kind != FunctionKind::Closure => Some(class),
            _ => None,
        };
        self.module.functions.push(Function {
            name,
            name_span,
            span,
            params: Vec::new(),
            is_async: false,
            is_generator: false,
            decorators: Vec::new(),
            returns: None,
            scope: ScopeId(0),
            body: RegionId(0),
            class,
            kind,
            is_public: false,
        });
        let scope = self.enter_scope(ScopeKind::Function(id));
        let body = self.enter_region(RegionKind::Function(id), span);
        let function = self.function_mut(id);
        function.scope = scope;
        function.body = body;
        id
    }

    /// The function under construction.
    pub fn function_mut(&mut self, id: FunctionId) -> &mut Function {
        &mut self.module.functions[id.index()]
    }

    /// Leaves a function entered with [`enter_function`](Self::enter_function).
    pub fn leave_function(&mut self) {
        self.leave_region();
        self.leave_scope();
    }

    /// Reserves a class, enters its scope and region; end with [`leave_class`](Self::leave_class).
    pub fn enter_class(&mut self, kind: ClassKind, name: Option<Name>, name_span: Span, span: Span) -> ClassId {
        let id = ClassId(self.module.classes.len() as u32);
        self.module.classes.push(Class {
            name,
            name_span,
            span,
            bases: Vec::new(),
            scope: ScopeId(0),
            decorators: Vec::new(),
            field_decorators: Vec::new(),
            kind,
            extends_type: None,
        });
        let scope = self.enter_scope(ScopeKind::Class(id));
        self.enter_region(RegionKind::Class(id), span);
        self.class_mut(id).scope = scope;
        id
    }

    /// Enters a class again, to add to it (a further Rust `impl` block).
    pub fn reenter_class(&mut self, id: ClassId, span: Span) {
        let scope = self.module.classes[id.index()].scope;
        self.scopes.push(scope);
        self.enter_region(RegionKind::Class(id), span);
    }

    /// The class under construction.
    pub fn class_mut(&mut self, id: ClassId) -> &mut Class {
        &mut self.module.classes[id.index()]
    }

    /// Leaves a class.
    pub fn leave_class(&mut self) {
        self.leave_region();
        self.leave_scope();
    }

    /// Fills in parents, statements, binding scopes and the list of calls.
    pub fn finish(mut self) -> Module {
        self.bind_names();
        self.link_expressions();
        self.module
    }

    /// Decides which scope each assigned name lives in and indexes the bindings.
    fn bind_names(&mut self) {
        let module = &mut self.module;
        // Declarations first, so that a later pass can tell what is declared where.
        for (i, stmt) in module.stmts.iter_mut().enumerate() {
            let StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, declares: true, .. }) = &mut stmt.kind else {
                continue;
            };
            if let Some((_, is_global)) = module.scopes[scope.index()].outer_names.iter().find(|(n, _)| n == name) {
                *scope = if *is_global { ScopeId(0) } else { outer_function(&module.scopes, *scope) };
            }
            module.scopes[scope.index()].bindings.entry(name.clone()).or_default().push(StmtId(i as u32));
        }
        for function in &module.functions {
            // Parameters have no statement; an empty entry marks the name as declared here.
            for param in &function.params {
                module.scopes[function.scope.index()].bindings.entry(param.name.clone()).or_default();
            }
        }
        for (i, stmt) in module.stmts.iter_mut().enumerate() {
            let StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, declares: false, .. }) = &mut stmt.kind else {
                continue;
            };
            let mut at = Some(*scope);
            let mut found = ScopeId(0);
            while let Some(s) = at {
                // What is in a class is reached through it, unless the class is a namespace.
                let hidden = s != *scope
                    && matches!(module.scopes[s.index()].kind, ScopeKind::Class(c) if module.classes[c.index()].kind != ClassKind::Namespace);
                if !hidden && module.scopes[s.index()].bindings.contains_key(name) {
                    found = s;
                    break;
                }
                at = module.scopes[s.index()].parent;
            }
            *scope = found;
            module.scopes[found.index()].bindings.entry(name.clone()).or_default().push(StmtId(i as u32));
        }
        for scope in &mut module.scopes {
            for stmts in scope.bindings.values_mut() {
                stmts.sort_unstable();
            }
        }
    }

    fn link_expressions(&mut self) {
        let module = &mut self.module;
        let mut parents = vec![None; module.exprs.len()];
        for (i, expr) in module.exprs.iter().enumerate() {
            expr.for_each_child(|child| parents[child.index()] = Some(ExprId(i as u32)));
            if matches!(expr.kind, ExprKind::Call { .. }) {
                module.calls.push(ExprId(i as u32));
            }
        }
        for (expr, parent) in module.exprs.iter_mut().zip(parents) {
            expr.parent = parent;
        }
        let mut pending = Vec::new();
        for (i, stmt) in module.stmts.iter().enumerate() {
            let id = StmtId(i as u32);
            match &stmt.kind {
                StmtKind::Assign(assign) => {
                    pending.extend(assign.value);
                    pending.extend(assign.annotation);
                    match &assign.target {
                        Target::Name { .. } => {}
                        Target::Member { object, .. } => pending.push(*object),
                        Target::Index { object, index } => pending.extend([*object, *index]),
                    }
                }
                StmtKind::Return(value) | StmtKind::Raise(value) => pending.extend(*value),
                StmtKind::Expr(value) => pending.push(*value),
                StmtKind::Break | StmtKind::Continue | StmtKind::Other => {}
            }
            while let Some(e) = pending.pop() {
                let expr = &mut module.exprs[e.index()];
                // An assignment inside an expression shares its value with the outer statement: the inner one keeps it.
                if expr.stmt.is_some() {
                    continue;
                }
                expr.stmt = Some(id);
                expr.for_each_child(|child| pending.push(child));
                // What stands in the head of a definition belongs to the definition's statement.
                match expr.kind {
                    ExprKind::Function(f) => {
                        let function = &module.functions[f.index()];
                        pending.extend(function.decorators.iter().chain(&function.returns));
                        pending.extend(function.params.iter().flat_map(|p| p.annotation.iter().chain(&p.default)));
                    }
                    ExprKind::Class(c) => {
                        let class = &module.classes[c.index()];
                        pending.extend(class.bases.iter().chain(&class.decorators).chain(&class.extends_type));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The innermost function or module scope outside `scope`.
fn outer_function(scopes: &[Scope], scope: ScopeId) -> ScopeId {
    let mut at = scopes[scope.index()].parent;
    while let Some(s) = at {
        if !matches!(scopes[s.index()].kind, ScopeKind::Class(_)) {
            return s;
        }
        at = scopes[s.index()].parent;
    }
    ScopeId(0)
}
