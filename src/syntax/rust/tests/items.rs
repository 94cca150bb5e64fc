use super::{dump, lower};
use crate::program::{ClassKind, ImportItem};

#[test]
fn imports() {
    assert_eq!(
        dump("use std::{sync::Arc, collections::{self, HashMap as Map}};\nuse ::reqwest;\npub use crate::x::y as z;\nuse a::b::c as _;"),
        [
            "0 [module] let Arc = <std::sync>.Arc",
            "1 [module] let collections = <std>.collections",
            "2 [module] let Map = <std::collections>.HashMap",
            "3 [module] let reqwest = <reqwest>",
            "4 [module] let z = <crate::x>.y",
            "5 [module] let _ = <a::b>.c",
        ]
    );
    assert_eq!(
        dump("use rig::{self};\nuse super::a::{self as b};\nextern crate foo;\nextern crate foo as bar;"),
        ["0 [module] let rig = <rig>", "1 [module] let b = <super>.a", "2 [module] let foo = <foo>", "3 [module] let bar = <foo>",]
    );
}

#[test]
fn import_paths_may_begin_with_colons_inside_braces() {
    assert_eq!(
        dump("pub use {::a::b, ::c::{d, e::f}};"),
        ["0 [module] let b = <a>.b", "1 [module] let d = <c>.d", "2 [module] let f = <c::e>.f",]
    );
}

#[test]
fn glob_imports_belong_to_their_scope() {
    let module = lower("use a::b::*;\nfn f() { use super::*; }");
    let globs: Vec<_> = module.star_imports.iter().map(|(scope, import)| (scope.0, import.module.as_str(), &import.item)).collect();
    let function = module.functions[0].scope.0;
    assert_eq!(globs, [(0, "a::b", &ImportItem::Module), (function, "super", &ImportItem::Module)]);
}

#[test]
fn modules() {
    assert_eq!(
        dump("mod a;\n#[path = \"x/b.rs\"]\npub mod b;\nmod c { mod d; pub fn f() {} const K: &str = \"k\"; }"),
        [
            "0 [module > class c] let f = <fn f>",
            "1 [module > class c] let K: str = \"k\"",
            "2 [module] let c = <class c>",
            "fn f Function public ()",
            "Namespace c () {K, f}",
            "mod a ",
            "mod b x/b.rs",
            "mod c::d ",
        ]
    );
    // A function of an inline module is no method.
    assert_eq!(lower("mod c { fn f() {} }").functions[0].class, None);
}

#[test]
fn test_code_is_marked() {
    assert_eq!(
        dump("#[cfg(test)]\nmod tests { use super::*; fn f() { g() } #[tokio::test] async fn t() { h() } }\n#[test]\nfn u() { i() }"),
        [
            "0 [module > test > class tests > fn f] g()",
            "1 [module > test > class tests] let f = <fn f>",
            "2 [module > test > class tests > fn t > test] h()",
            "3 [module > test > class tests] let t = <fn t>",
            "4 [module > test] let tests = <class tests>",
            "5 [module > fn u > test] i()",
            "6 [module] let u = <fn u>",
            "fn f Function ()",
            "fn t Function async () @[tokio.test]",
            "fn u Function () @[test]",
            "Namespace tests () {f, t}",
            "star super",
        ]
    );
}

#[test]
fn cfg_predicates() {
    let region = |cfg: &str| dump(&format!("#[cfg({cfg})] use a::b;"))[0].split(']').next().unwrap().to_owned();
    assert_eq!(region("test"), "0 [module > test");
    assert_eq!(region("all(test, feature = \"x\")"), "0 [module > test");
    assert_eq!(region("any(test, doctest)"), "0 [module");
    assert_eq!(region("any(test, all(test, unix))"), "0 [module > test");
    assert_eq!(region("not(test)"), "0 [module");
    assert_eq!(region("any()"), "0 [module > dead");
    assert_eq!(region("feature = \"test\""), "0 [module");
    assert_eq!(dump("#![cfg(test)]\nuse a::b;")[0], "0 [module > test] let b = <a>.b");
}

#[test]
fn constants_and_aliases() {
    assert_eq!(
        dump("pub const A: &'static str = \"a\";\nstatic mut N: u32 = 1;\ntype R<T> = Result<T, Box<dyn Error + Send>>;"),
        ["0 [module] let A: str = \"a\"", "1 [module] let N: u32 = 1", "2 [module] let R = Result[[T, Box[Error]]]",]
    );
}

#[test]
fn structs() {
    assert_eq!(
        dump("pub struct P<T> { pub a: Option<Client>, r#type: T }\nstruct W(pub Client, u8);\nstruct U;\nunion N { a: u8 }"),
        [
            "0 [module > class P] let a: Option[Client]",
            "1 [module > class P] let type: T",
            "2 [module] let P = <class P>",
            "3 [module > class W] let 0: Client",
            "4 [module > class W] let 1: u8",
            "5 [module] let W = <class W>",
            "6 [module] let U = <class U>",
            "7 [module > class N] let a: u8",
            "8 [module] let N = <class N>",
            "Class P () {a, type}",
            "Class W () {0, 1}",
            "Class U () {}",
            "Class N () {a}",
        ]
    );
}

#[test]
fn attributes_of_classes_and_fields() {
    let text =
        "#[derive(Serialize)]\n#[serde(rename_all = \"camelCase\")]\nstruct P { /// doc\n #[serde(rename = \"inputType\", default)] a: u8 }
enum E { #[serde(rename = \"x\")] X, #[other] Y(u8) }";
    let module = lower(text);
    let dumped = |ids: &[crate::program::ExprId]| ids.iter().map(|id| module.dump_expr(*id)).collect::<Vec<_>>();
    assert_eq!(dumped(&module.classes[0].decorators), ["derive(Serialize)", "serde(rename_all=\"camelCase\")"]);
    let of_fields = |class: usize| {
        module.classes[class].field_decorators.iter().map(|(name, id)| format!("{name}: {}", module.dump_expr(*id))).collect::<Vec<_>>()
    };
    assert_eq!(of_fields(0), ["a: serde(rename=\"inputType\", default)"]);
    assert_eq!(of_fields(1), ["X: serde(rename=\"x\")", "Y: other"]);
}

#[test]
fn enums() {
    assert_eq!(
        dump("enum E { A, B(Client), C { x: u8 }, D = 3 }"),
        [
            "0 [module > class E] let A",
            "1 [module > class E > class B] let 0: Client",
            "2 [module > class E] let B = <class B>",
            "3 [module > class E > class C] let x: u8",
            "4 [module > class E] let C = <class C>",
            "5 [module > class E] let D = 3",
            "6 [module] let E = <class E>",
            "Enum E () {A, B, C, D}",
            "Class B () {0}",
            "Class C () {x}",
        ]
    );
}

#[test]
fn traits() {
    assert_eq!(
        dump("pub trait T: Base + Send { const K: u8; type O: Out; type D = X; fn f(&self) -> u8; fn g() { Self::h() } }"),
        [
            "0 [module > class T] let K: u8",
            "1 [module > class T] let O = Out",
            "2 [module > class T] let D = X",
            "3 [module > class T] let f = <fn f>",
            "4 [module > class T > fn g] T.h()",
            "5 [module > class T] let g = <fn g>",
            "6 [module] let T = <class T>",
            "fn f Method public () -> u8",
            "fn g Static public ()",
            "Interface T (Base, Send) {D, K, O, f, g}",
        ]
    );
}

#[test]
fn impl_blocks_add_to_the_class_of_their_module() {
    assert_eq!(
        dump(
            "impl<T> P<T> { pub fn new() -> Self { Self { a: 1 } } }\nimpl fmt::Debug for P<u8> { fn f(&self) {} }\nstruct P<T> { a: u8 }"
        ),
        [
            "0 [module > class P > fn new] return P{a: 1}",
            "1 [module > class P] let new = <fn new>",
            "2 [module > class P] let f = <fn f>",
            "3 [module > class P] let a: u8",
            "4 [module] let P = <class P>",
            "fn new Static public () -> P",
            "fn f Method public ()",
            "Class P (fmt.Debug) {a, f, new}",
        ]
    );
}

#[test]
fn impl_blocks_of_other_types_are_classes_of_their_own() {
    let module = lower("impl super::P { fn f(&self) -> Self { Self::g() } }\nimpl From<X> for Vec<Y> { type E = X; }\nimpl !Send for Z {}");
    let extends: Vec<_> = module.classes.iter().map(|c| (c.kind, module.dump_expr(c.extends_type.unwrap()), c.bases.len())).collect();
    assert_eq!(extends, [(ClassKind::Impl, "super.P".into(), 0), (ClassKind::Impl, "Vec[Y]".into(), 1), (ClassKind::Impl, "Z".into(), 0),]);
    assert_eq!(module.dump().lines().next(), Some("0 [module > class P > fn f] return super.P.g()"));
}

#[test]
fn impl_blocks_see_no_types_of_the_module_around() {
    let module = lower("struct P;\nmod m { use super::*; impl P { fn f() {} } }\nfn g() { impl P { fn h() {} } }");
    let classes: Vec<_> = module.classes.iter().map(|c| (c.kind, c.name.as_deref().unwrap())).collect();
    assert_eq!(classes, [(ClassKind::Class, "P"), (ClassKind::Namespace, "m"), (ClassKind::Impl, "P")]);
    // A function's items do.
    assert!(module.scopes[module.classes[0].scope.index()].bindings.contains_key("h"));
}

#[test]
fn types() {
    let ty = |ty: &str| dump(&format!("type A = {ty};"))[0].trim_start_matches("0 [module] let A = ").to_owned();
    assert_eq!(ty("&'a mut [Option<Box<dyn Fn(A, B) -> C + Send + 'static>>]"), "[...Option[Box[Fn[[A, B, C]]]]]");
    assert_eq!(ty("std::result::Result<(), E>"), "std.result.Result[[[], E]]");
    assert_eq!(ty("impl Stream<Item = Result<A, B>> + Send"), "Stream[Result[[A, B]]]");
    assert_eq!(ty("impl A + B + ?Sized"), "union(A, B)");
    assert_eq!(ty("dyn Send + Sync"), "union(Send, Sync)");
    assert_eq!(ty("<T as Trait>::Out"), "T.Out");
    assert_eq!(ty("Foo<'a, T>::Bar<U>"), "Foo[T].Bar[U]");
    assert_eq!(ty("Cow<'a>"), "Cow");
    assert_eq!(ty("[u8; 4]"), "[...u8]");
    assert_eq!(ty("*const (A, B)"), "[A, B]");
    assert_eq!(ty("Foo<{ N }, 3>"), "Foo[[N, 3]]");
    assert_eq!(ty("fn(u8) -> u8"), "?()");
    assert_eq!(ty("!"), "?()");
}

#[test]
fn items_in_functions() {
    assert_eq!(
        dump("fn f() { const K: u8 = 1; struct S { a: u8 } impl S { fn g(&self) {} } fn h() {} }"),
        [
            "0 [module > fn f] let K: u8 = 1",
            "1 [module > fn f > class S] let a: u8",
            "2 [module > fn f] let S = <class S>",
            "3 [module > fn f > class S] let g = <fn g>",
            "4 [module > fn f] let h = <fn h>",
            "5 [module] let f = <fn f>",
            "fn f Function ()",
            "fn g Method ()",
            "fn h Function ()",
            "Class S () {a, g}",
        ]
    );
}
