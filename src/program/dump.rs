//! A compact text form of a module, for tests and `Debug`-minded people.

use super::*;
use std::fmt::Write as _;

impl Module {
    /// The module as text: one line a statement, indented by region, expressions in a source-like notation.
    pub fn dump(&self) -> String {
        let mut out = String::new();
        for (i, stmt) in self.stmts.iter().enumerate() {
            let mut path = Vec::new();
            let mut at = Some(stmt.region);
            while let Some(r) = at {
                let region = &self.regions[r.index()];
                path.push(self.region_label(region));
                at = region.parent;
            }
            path.reverse();
            let _ = writeln!(out, "{i} [{}] {}", path.join(" > "), self.dump_stmt(stmt));
        }
        for function in &self.functions {
            let params: Vec<String> = function
                .params
                .iter()
                .map(|p| {
                    let mut s = format!("{:?} {}", p.kind, p.name);
                    if let Some(a) = p.annotation {
                        let _ = write!(s, ": {}", self.dump_expr(a));
                    }
                    if let Some(d) = p.default {
                        let _ = write!(s, " = {}", self.dump_expr(d));
                    }
                    s
                })
                .collect();
            let decorators: Vec<String> = function.decorators.iter().map(|d| self.dump_expr(*d)).collect();
            let _ = writeln!(
                out,
                "fn {} {:?}{}{}{} ({}){}{}",
                function.name.as_deref().unwrap_or("_"),
                function.kind,
                if function.is_async { " async" } else { "" },
                if function.is_generator { " generator" } else { "" },
                if function.is_public { " public" } else { "" },
                params.join(", "),
                function.returns.map(|r| format!(" -> {}", self.dump_expr(r))).unwrap_or_default(),
                if decorators.is_empty() { String::new() } else { format!(" @[{}]", decorators.join(", ")) },
            );
        }
        for class in &self.classes {
            let bases: Vec<String> = class.bases.iter().map(|b| self.dump_expr(*b)).collect();
            let mut names: Vec<&str> = self.scopes[class.scope.index()].bindings.keys().map(|k| k.as_str()).collect();
            names.sort_unstable();
            let _ =
                writeln!(out, "{:?} {} ({}) {{{}}}", class.kind, class.name.as_deref().unwrap_or("_"), bases.join(", "), names.join(", "));
        }
        for export in &self.exports {
            let value = match &export.value {
                ExportValue::Local(name) => name.to_string(),
                ExportValue::Expr(e) => self.dump_expr(*e),
                ExportValue::From(i) => dump_import(i),
            };
            let _ = writeln!(out, "export {} = {value}", export.name);
        }
        for (_, import) in &self.star_imports {
            let _ = writeln!(out, "star {}", import.module);
        }
        for (name, path) in &self.child_modules {
            let _ = writeln!(out, "mod {name} {}", path.as_deref().unwrap_or(""));
        }
        for directive in &self.directives {
            let _ = writeln!(out, "directive {directive:?}");
        }
        out
    }

    fn region_label(&self, region: &Region) -> String {
        match &region.kind {
            RegionKind::Module => "module".into(),
            RegionKind::Function(f) => format!("fn {}", self.functions[f.index()].name.as_deref().unwrap_or("_")),
            RegionKind::Class(c) => format!("class {}", self.classes[c.index()].name.as_deref().unwrap_or("_")),
            RegionKind::Try { handlers } => {
                let handlers: Vec<String> = handlers
                    .iter()
                    .map(|h| h.types.iter().map(|t| self.dump_expr(*t)).collect::<Vec<_>>().join("|"))
                    .map(|t| if t.is_empty() { "*".into() } else { t })
                    .collect();
                format!("try({})", handlers.join(", "))
            }
            RegionKind::Handler => "handler".into(),
            RegionKind::TryElse => "try-else".into(),
            RegionKind::Finally => "finally".into(),
            RegionKind::Loop(_) => "loop".into(),
            RegionKind::With(_) => "with".into(),
            RegionKind::Branch(kind) => format!("{kind:?}").to_lowercase(),
        }
    }

    fn dump_stmt(&self, stmt: &Stmt) -> String {
        match &stmt.kind {
            StmtKind::Assign(a) => {
                let target = match &a.target {
                    Target::Name { name, scope, .. } => match self.scopes[scope.index()].kind {
                        _ if *scope == stmt.scope => name.to_string(),
                        ScopeKind::Module => format!("global {name}"),
                        _ => format!("outer {name}"),
                    },
                    Target::Member { object, property, .. } => format!("{}.{property}", self.dump_expr(*object)),
                    Target::Index { object, index } => format!("{}[{}]", self.dump_expr(*object), self.dump_expr(*index)),
                };
                let mut out = if a.declares { format!("let {target}") } else { target };
                if let Some(t) = a.annotation {
                    let _ = write!(out, ": {}", self.dump_expr(t));
                }
                if let Some(v) = a.value {
                    let _ = write!(out, " = {}", self.dump_expr(v));
                }
                out
            }
            StmtKind::Return(v) => format!("return {}", v.map(|v| self.dump_expr(v)).unwrap_or_default()),
            StmtKind::Raise(v) => format!("raise {}", v.map(|v| self.dump_expr(v)).unwrap_or_default()),
            StmtKind::Expr(v) => self.dump_expr(*v),
            StmtKind::Break => "break".into(),
            StmtKind::Continue => "continue".into(),
            StmtKind::Other => "other".into(),
        }
    }

    /// An expression in a source-like notation. For shallow trees only (tests): it recurses.
    pub fn dump_expr(&self, id: ExprId) -> String {
        let d = |e: &ExprId| self.dump_expr(*e);
        let all = |es: &[ExprId]| es.iter().map(d).collect::<Vec<_>>().join(", ");
        match &self.exprs[id.index()].kind {
            ExprKind::Literal(Literal::Str(s)) => format!("{s:?}"),
            ExprKind::Literal(Literal::Bytes(s)) => format!("b{s:?}"),
            ExprKind::Literal(Literal::Int(i)) => i.to_string(),
            ExprKind::Literal(Literal::Float(f)) => format!("{f:?}"),
            ExprKind::Literal(Literal::Bool(b)) => b.to_string(),
            ExprKind::Literal(Literal::Null) => "null".into(),
            ExprKind::Template(parts) => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|p| match p {
                        TemplatePart::Text(t) => t.to_string(),
                        TemplatePart::Expr(e) => format!("${{{}}}", d(e)),
                    })
                    .collect();
                format!("`{}`", parts.concat())
            }
            ExprKind::Name(n) => n.to_string(),
            ExprKind::This => "this".into(),
            ExprKind::Super => "super".into(),
            ExprKind::Member { object, property, .. } => format!("{}.{property}", d(object)),
            ExprKind::Index { object, index } => format!("{}[{}]", d(object), d(index)),
            ExprKind::Call { callee, args, is_new } => {
                let args: Vec<String> = args
                    .iter()
                    .map(|a| match &a.kind {
                        ArgKind::Positional => d(&a.value),
                        ArgKind::Named(n, _) => format!("{n}={}", d(&a.value)),
                        ArgKind::Spread => format!("*{}", d(&a.value)),
                        ArgKind::NamedSpread => format!("**{}", d(&a.value)),
                    })
                    .collect();
                format!("{}{}({})", if *is_new { "new " } else { "" }, d(callee), args.join(", "))
            }
            ExprKind::Await(e) => format!("await {}", d(e)),
            ExprKind::Try(e) => format!("{}?", d(e)),
            ExprKind::Object { class, entries } => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|e| match &e.key {
                        EntryKey::Static(k) => format!("{k}: {}", d(&e.value)),
                        EntryKey::Computed(k) => format!("[{}]: {}", d(k), d(&e.value)),
                        EntryKey::Spread => format!("...{}", d(&e.value)),
                    })
                    .collect();
                format!("{}{{{}}}", class.map(|c| d(&c)).unwrap_or_default(), entries.join(", "))
            }
            ExprKind::List(es) => {
                let es: Vec<String> = es.iter().map(|e| format!("{}{}", if e.is_spread { "..." } else { "" }, d(&e.value))).collect();
                format!("[{}]", es.join(", "))
            }
            ExprKind::Comprehension { body, iterable } => format!("{} for {}", d(body), d(iterable)),
            ExprKind::Conditional { test, then, otherwise } => {
                format!("({} ? {} : {})", d(test), d(then), otherwise.map(|o| d(&o)).unwrap_or_else(|| "-".into()))
            }
            ExprKind::Switch { subject, arms } => format!("switch({}; {})", d(subject), all(arms)),
            ExprKind::Fallback { left, right } => format!("({} || {})", d(left), d(right)),
            ExprKind::And { left, right } => format!("({} && {})", d(left), d(right)),
            ExprKind::Binary { op, left, right } => format!("({} {op} {})", d(left), d(right)),
            ExprKind::Unary { op, operand } => format!("({op} {})", d(operand)),
            ExprKind::Function(f) => format!("<fn {}>", self.functions[f.index()].name.as_deref().unwrap_or("_")),
            ExprKind::Class(c) => format!("<class {}>", self.classes[c.index()].name.as_deref().unwrap_or("_")),
            ExprKind::Import(i) => dump_import(i),
            ExprKind::Element(e) => format!("each({})", d(e)),
            ExprKind::Enter(e) => format!("enter({})", d(e)),
            ExprKind::Yield(e) => format!("yield {}", e.map(|e| d(&e)).unwrap_or_default()),
            ExprKind::Union(es) => format!("union({})", all(es)),
            ExprKind::Unknown(es) => format!("?({})", all(es)),
        }
    }
}

fn dump_import(import: &ImportRef) -> String {
    match &import.item {
        ImportItem::Module => format!("<{}>", import.module),
        ImportItem::Default => format!("<{}>.default", import.module),
        ImportItem::Named(n) => format!("<{}>.{n}", import.module),
    }
}
