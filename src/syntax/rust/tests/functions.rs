use super::{body, dump, lower};
use crate::program::FunctionKind;

#[test]
fn signatures() {
    assert_eq!(
        dump(
            "pub(crate) async unsafe fn f(a: &str, mut b: impl Into<String>, _: u8) -> Result<A, B> { x }\npub(self) extern \"C\" fn g() {}"
        ),
        [
            "0 [module > fn f] return x",
            "1 [module] let f = <fn f>",
            "2 [module] let g = <fn g>",
            "fn f Function async public (Plain a: str, Plain b: Into[String], Plain _: u8) -> Result[[A, B]]",
            "fn g Function ()",
        ]
    );
}

#[test]
fn receivers_are_no_parameters() {
    let module =
        lower("struct S; impl S { fn a(&mut self, x: u8) { self.x = x; } fn b(self: Arc<Self>) -> u8 { self.c().d } fn e(x: u8) {} }");
    let kinds: Vec<_> = module.functions.iter().map(|f| (f.name.as_deref().unwrap(), f.kind, f.params.len())).collect();
    assert_eq!(kinds, [("a", FunctionKind::Method, 1), ("b", FunctionKind::Method, 0), ("e", FunctionKind::Static, 1)]);
    let dump = module.dump();
    assert!(dump.contains("this.x = x\n") && dump.contains("return this.c().d\n"), "{dump}");
    assert!(module.functions.iter().all(|f| f.class == Some(crate::program::ClassId(0))));
}

#[test]
fn attributes_are_decorators() {
    let text = "/// Doc.\n#[tokio::main(flavor = \"multi_thread\", worker_threads = 2)]\n#[instrument(skip(self), fields(a = 1))]\n#[doc(hidden)]\n#[must_use = \"x\"]\nfn f() {}";
    assert_eq!(
        dump(text)[1],
        "fn f Function () @[tokio.main(flavor=\"multi_thread\", worker_threads=2), instrument(skip(this), fields(a=1)), must_use(\"x\")]"
    );
    // What can't be read as arguments is left out.
    assert_eq!(dump("#[a(<>)] #[b = concat!(1)] #[c(|x| y)] fn f() {}")[1], "fn f Function () @[a(), b(?()), c(?())]");
}

#[test]
fn parameters_that_are_patterns_are_assigned_from() {
    assert_eq!(
        dump("fn f(State(s): State<App>, (a, b): (A, B), Query { q, .. }: Query) {}")[..5],
        [
            "0 [module > fn f] let s: App = ?(#0)",
            "1 [module > fn f] let a: A = #1[0]",
            "2 [module > fn f] let b: B = #1[1]",
            "3 [module > fn f] let q = #2.q",
            "4 [module] let f = <fn f>",
        ]
    );
    assert_eq!(dump("fn f(State(s): State<App>) {}")[2], "fn f Function (Plain #0: State[App])");
}

#[test]
fn type_parameters_are_aliases_of_their_bound() {
    assert_eq!(
        dump("fn f<'a, T: Model + Send, U, const N: usize>(a: T) where U: Into<String> {}")[..3],
        ["0 [module > fn f] let T = Model", "1 [module > fn f] let U = Into[String]", "2 [module] let f = <fn f>",]
    );
}

#[test]
fn the_tail_is_returned_unless_nothing_is() {
    assert_eq!(
        dump("fn f() -> u8 { a(); b() }\nfn g() { a(); b() }\nfn h() -> ! { loop {} }\nfn i() -> u8 { return 1; }")[..7],
        [
            "0 [module > fn f] a()",
            "1 [module > fn f] return b()",
            "2 [module] let f = <fn f>",
            "3 [module > fn g] a()",
            "4 [module > fn g] b()",
            "5 [module] let g = <fn g>",
            "6 [module] let h = <fn h>",
        ]
    );
    assert_eq!(body("return; return g(); Ok(())"), ["return ", "[dead] return g()", "[dead] return []"]);
}

#[test]
fn closures() {
    assert_eq!(
        body("let g = |a, (b, c): (A, B)| a + b; xs.map(|x| { let y = x; y.z() }); h(move || async move { k().await }); run(|| {});"),
        [
            "[fn g] let b: A = #1[0]",
            "[fn g] let c: B = #1[1]",
            "[fn g] return (a + b)",
            "let g = <fn g>",
            "[fn _] let y = x",
            "[fn _] return y.z()",
            "xs.map(<fn _>)",
            "[fn _ > fn _] return await k()",
            "[fn _] return <fn _>",
            "h(<fn _>)",
            "run(<fn _>)",
        ]
    );
    let module = lower("fn f() { let g = async |a: u8| -> u8 { a }; let h = async { 1 }; }");
    let closures: Vec<_> =
        module.functions[1..].iter().map(|f| (f.name.as_deref(), f.kind, f.is_async, f.params.len(), f.returns.is_some())).collect();
    assert_eq!(closures, [(Some("g"), FunctionKind::Closure, true, 1, true), (Some("h"), FunctionKind::Closure, true, 0, false)]);
}

#[test]
fn breaks_do_not_cross_functions() {
    assert_eq!(
        body("let a = loop { run(|| { loop { break 1 } }); break 2 }; a"),
        ["[loop > fn _ > loop] break", "[loop > fn _] return 1", "[loop] run(<fn _>)", "[loop] break", "let a = 2", "return a",]
    );
}

#[test]
fn functions_without_bodies() {
    assert_eq!(
        dump("extern \"C\" { fn a(x: u8); static B: u8; }\nmock! { pub Foo { fn b(&self) -> u8; } }")[..2],
        ["0 [module] let a", "1 [module] let B",]
    );
    assert_eq!(dump("struct S; impl S { pub fn f(&self) -> u8; }")[2], "fn f Method public () -> u8");
}
