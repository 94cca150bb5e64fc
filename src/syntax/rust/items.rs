//! Items: imports, modules, constants, aliases; functions and classes have files of their own.

use super::lowerer::{ClassTable, DeclaredClass, Lowerer};
use super::{attributes, extent, functions};
use crate::program::{ClassKind, ExprKind, ImportItem, ImportRef, Name};
use crate::source::Span;
use proc_macro2::Ident;
use smol_str::format_smolstr;
use syn::{Attribute, Expr, ForeignItem, Item, Type, UseTree};

impl Lowerer<'_> {
    /// The items of a module or block, in order.
    pub fn item_list(&mut self, items: &[Item], is_barrier: bool) {
        self.enter_items(items.iter(), is_barrier);
        for item in items {
            self.item(item);
        }
        self.leave_items();
    }

    /// Collects the types a list of items declares: an `impl` may come before its type.
    pub fn enter_items<'a>(&mut self, items: impl Iterator<Item = &'a Item>, is_barrier: bool) {
        let mut table = ClassTable { is_barrier, ..ClassTable::default() };
        for item in items {
            let (kind, ident) = match item {
                Item::Struct(i) => (ClassKind::Class, &i.ident),
                Item::Union(i) => (ClassKind::Class, &i.ident),
                Item::Enum(i) => (ClassKind::Enum, &i.ident),
                Item::Trait(i) => (ClassKind::Interface, &i.ident),
                _ => continue,
            };
            let (name, name_span) = self.ident(ident);
            let span = self.item_span(item);
            table.declared.entry(name).or_insert(DeclaredClass { kind, name_span, span, id: None });
        }
        self.classes.push(table);
    }

    /// Leaves a list of items.
    pub fn leave_items(&mut self) {
        self.classes.pop();
    }

    /// One item.
    pub fn item(&mut self, item: &Item) {
        let span = self.item_span(item);
        let branch = attributes::branch(item_attributes(item));
        self.in_branch(branch, span, |this| this.item_inside(item, span));
    }

    fn item_inside(&mut self, item: &Item, span: Span) {
        match item {
            Item::Use(i) => self.use_tree(&i.tree, &mut Vec::new(), span),
            Item::ExternCrate(i) => {
                let (module, _) = self.ident(&i.ident);
                let (name, name_span) = self.ident(i.rename.as_ref().map_or(&i.ident, |(_, rename)| rename));
                self.import(ImportRef { module, item: ImportItem::Module, type_only: false }, name, name_span, span);
            }
            Item::Mod(i) => self.module(i, span),
            Item::Fn(i) => self.function(&functions::Declaration {
                sig: &i.sig,
                attrs: &i.attrs,
                body: Some(&i.block),
                kind: crate::program::FunctionKind::Function,
                is_public: functions::is_public(&i.vis),
                span,
            }),
            Item::Const(i) => self.constant(&i.ident, Some(&i.ty), Some(&i.expr), span),
            Item::Static(i) => self.constant(&i.ident, Some(&i.ty), Some(&i.expr), span),
            Item::Type(i) => self.alias(&i.ident, &i.ty, span),
            Item::TraitAlias(i) => {
                let (name, name_span) = self.ident(&i.ident);
                let value = self.bounds(i.bounds.iter(), span);
                self.b.declare(name, name_span, Some(value), None, span);
            }
            Item::Struct(i) => self.structure(&i.ident, &i.fields, &i.attrs, span),
            Item::Union(i) => self.structure(&i.ident, &syn::Fields::Named(i.fields.clone()), &i.attrs, span),
            Item::Enum(i) => self.enumeration(i, span),
            Item::Trait(i) => self.interface(i, span),
            Item::Impl(i) => self.implementation(i, span),
            Item::Macro(i) => self.item_macro(&i.mac, span),
            Item::ForeignMod(i) => {
                for item in &i.items {
                    self.foreign_item(item, span);
                }
            }
            Item::Verbatim(tokens) => self.verbatim_item(tokens),
            _ => {}
        }
    }

    /// Only what C declares is known of it: its name.
    fn foreign_item(&mut self, item: &ForeignItem, span: Span) {
        let ident = match item {
            ForeignItem::Fn(f) => &f.sig.ident,
            ForeignItem::Static(s) => &s.ident,
            _ => return,
        };
        let (name, name_span) = self.ident(ident);
        self.b.declare(name, name_span, None, None, span);
    }

    fn module(&mut self, module: &syn::ItemMod, span: Span) {
        let (name, name_span) = self.ident(&module.ident);
        let Some((_, items)) = &module.content else {
            // Within inline modules the file lies further down, so say where.
            let path: Vec<&str> = self.modules.iter().chain([&name]).map(Name::as_str).collect();
            let path = Name::from(path.join("::"));
            self.b.module_mut().child_modules.push((path, attributes::file_path(&module.attrs)));
            return;
        };
        let decorators = self.decorators(&module.attrs);
        let id = self.b.enter_class(ClassKind::Namespace, Some(name.clone()), name_span, span);
        self.b.class_mut(id).decorators = decorators;
        self.modules.push(name.clone());
        self.item_list(items, true);
        self.modules.pop();
        self.b.leave_class();
        let value = self.b.expr(ExprKind::Class(id), span);
        self.b.declare(name, name_span, Some(value), None, span);
    }

    /// `const` and `static`.
    pub fn constant(&mut self, ident: &Ident, ty: Option<&Type>, value: Option<&Expr>, span: Span) {
        let (name, name_span) = self.ident(ident);
        let annotation = ty.map(|ty| self.ty(ty));
        let value = value.map(|value| self.expr(value));
        self.name_closure(value, &name);
        self.b.declare(name, name_span, value, annotation, span);
    }

    /// `type Name = …`
    pub fn alias(&mut self, ident: &Ident, ty: &Type, span: Span) {
        let (name, name_span) = self.ident(ident);
        let value = self.ty(ty);
        self.b.declare(name, name_span, Some(value), None, span);
    }

    /// Binds the names of an import.
    pub fn use_tree(&mut self, tree: &UseTree, path: &mut Vec<Name>, span: Span) {
        match tree {
            UseTree::Path(t) => {
                let (name, _) = self.ident(&t.ident);
                path.push(name);
                self.use_tree(&t.tree, path, span);
                path.pop();
            }
            UseTree::Group(t) => {
                for tree in &t.items {
                    self.use_tree(tree, path, span);
                }
            }
            UseTree::Glob(_) => {
                let import = ImportRef { module: join(path), item: ImportItem::Module, type_only: false };
                let scope = self.b.scope();
                self.b.module_mut().star_imports.push((scope, import));
            }
            UseTree::Name(t) => self.use_leaf(&t.ident, &t.ident, path, span),
            UseTree::Rename(t) => self.use_leaf(&t.ident, &t.rename, path, span),
        }
    }

    fn use_leaf(&mut self, item: &Ident, local: &Ident, path: &[Name], span: Span) {
        let (item_name, _) = self.ident(item);
        let (local_name, name_span) = self.ident(local);
        let is_self = item_name == "self";
        // `a::{self}` is `a`; a path of one name is that module.
        let (module, item) = match (is_self, path) {
            (true, [.., last]) => (&path[..path.len() - 1], last.clone()),
            _ => (path, item_name),
        };
        let name = if is_self && local == "self" { item.clone() } else { local_name };
        let import = match module {
            [] => ImportRef { module: item, item: ImportItem::Module, type_only: false },
            _ => ImportRef { module: join(module), item: ImportItem::Named(item), type_only: false },
        };
        self.import(import, name, name_span, span);
    }

    fn import(&mut self, import: ImportRef, name: Name, name_span: Span, span: Span) {
        let value = self.b.expr(ExprKind::Import(import), name_span);
        self.b.declare(name, name_span, Some(value), None, span);
    }

    /// The tokens of an item without its attributes.
    pub fn item_span(&self, item: &Item) -> Span {
        let (vis, first, last) = match item {
            Item::Const(i) => (Some(&i.vis), i.const_token.span, i.semi_token.spans[0]),
            Item::Enum(i) => (Some(&i.vis), i.enum_token.span, i.brace_token.span.close()),
            Item::ExternCrate(i) => (Some(&i.vis), i.extern_token.span, i.semi_token.spans[0]),
            Item::Fn(i) => (Some(&i.vis), functions::signature_first(&i.sig), i.block.brace_token.span.close()),
            Item::ForeignMod(i) => (None, i.abi.extern_token.span, i.brace_token.span.close()),
            Item::Impl(i) => (None, i.unsafety.map_or(i.impl_token.span, |t| t.span), i.brace_token.span.close()),
            Item::Macro(i) => {
                let last = i.semi_token.map_or_else(|| i.mac.delimiter.span().close(), |t| t.spans[0]);
                (None, extent::path_first(&i.mac.path), last)
            }
            Item::Mod(i) => {
                let last = match (&i.content, &i.semi) {
                    (Some((brace, _)), _) => brace.span.close(),
                    (None, Some(semi)) => semi.spans[0],
                    (None, None) => i.ident.span(),
                };
                (Some(&i.vis), i.mod_token.span, last)
            }
            Item::Static(i) => (Some(&i.vis), i.static_token.span, i.semi_token.spans[0]),
            Item::Struct(i) => {
                let last = match (&i.semi_token, &i.fields) {
                    (Some(semi), _) => semi.spans[0],
                    (None, syn::Fields::Named(fields)) => fields.brace_token.span.close(),
                    (None, _) => i.ident.span(),
                };
                (Some(&i.vis), i.struct_token.span, last)
            }
            Item::Trait(i) => (Some(&i.vis), i.trait_token.span, i.brace_token.span.close()),
            Item::TraitAlias(i) => (Some(&i.vis), i.trait_token.span, i.semi_token.spans[0]),
            Item::Type(i) => (Some(&i.vis), i.type_token.span, i.semi_token.spans[0]),
            Item::Union(i) => (Some(&i.vis), i.union_token.span, i.fields.brace_token.span.close()),
            Item::Use(i) => (Some(&i.vis), i.use_token.span, i.semi_token.spans[0]),
            Item::Verbatim(tokens) => {
                let mut tokens = tokens.clone().into_iter();
                let Some(first) = tokens.next() else { return Span::default() };
                (None, first.span(), tokens.last().map_or_else(|| first.span(), |t| t.span()))
            }
            _ => return Span::default(),
        };
        self.between(vis.and_then(extent::visibility_first).unwrap_or(first), last)
    }
}

fn join(path: &[Name]) -> Name {
    match path {
        [one] => one.clone(),
        [first, rest @ ..] => rest.iter().fold(first.clone(), |joined, name| format_smolstr!("{joined}::{name}")),
        [] => Name::default(),
    }
}

fn item_attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(i) => &i.attrs,
        Item::Enum(i) => &i.attrs,
        Item::ExternCrate(i) => &i.attrs,
        Item::Fn(i) => &i.attrs,
        Item::ForeignMod(i) => &i.attrs,
        Item::Impl(i) => &i.attrs,
        Item::Macro(i) => &i.attrs,
        Item::Mod(i) => &i.attrs,
        Item::Static(i) => &i.attrs,
        Item::Struct(i) => &i.attrs,
        Item::Trait(i) => &i.attrs,
        Item::TraitAlias(i) => &i.attrs,
        Item::Type(i) => &i.attrs,
        Item::Union(i) => &i.attrs,
        Item::Use(i) => &i.attrs,
        _ => &[],
    }
}
