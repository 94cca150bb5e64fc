//! Classes, interfaces, enums and namespaces.

use super::ts;
use insta::assert_snapshot;

#[test]
fn members() {
    let module = ts(r#"
        class A {
          a = 1;
          static b: string = "x";
          #c = 2;
          declare d: Client;
          e?: Client;
          "f-g" = 3;
          [h] = 4;
          constructor() { this.a = this.#c; }
          async i() { return super.i(); }
          static async *j() {}
          get k() { return 1; }
          set k(v) {}
          #l() {}
          [m]() {}
          "n-o"() {}
          static { setup(); }
        }
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let A = <class A>
    1 [module > class A] let a = 1
    2 [module > class A] let b: string = "x"
    3 [module > class A] let #c = 2
    4 [module > class A] let d: Client
    5 [module > class A] let e: Client
    6 [module > class A] let f-g = 3
    7 [module > class A] ?(h, 4)
    8 [module > class A] let constructor = <fn constructor>
    9 [module > class A > fn constructor] this.a = this.#c
    10 [module > class A] let i = <fn i>
    11 [module > class A > fn i] return super.i()
    12 [module > class A] let j = <fn j>
    13 [module > class A] let k = <fn k>
    14 [module > class A > fn k] return 1
    15 [module > class A] <fn k>
    16 [module > class A] let #l = <fn #l>
    17 [module > class A] ?(m, <fn _>)
    18 [module > class A] let n-o = <fn n-o>
    19 [module > class A > fn _] setup()
    20 [module > class A] <fn _>()
    fn constructor Constructor ()
    fn i Method async ()
    fn j Static async generator ()
    fn k Property ()
    fn k Method (Plain v)
    fn #l Method ()
    fn _ Method ()
    fn n-o Method ()
    fn _ Static ()
    Class A () {#c, #l, a, b, constructor, d, e, f-g, i, j, k, n-o}
    "#);
}

#[test]
fn bases() {
    let module = ts(r"
        class A extends B {}
        class C<T> extends D.E<T> implements F, G.H<T> {}
        class I extends mixin(J) {}
        abstract class K { abstract l(): Client; abstract m: string; }
        ");
    assert_snapshot!(module, @r"
    0 [module] let A = <class A>
    1 [module] let C = <class C>
    2 [module] let I = <class I>
    3 [module] let K = <class K>
    4 [module > class K] let l = <fn l>
    5 [module > class K] let m: string
    fn l Method () -> Client
    Class A (B) {}
    Class C (D.E[T], F, G.H[T]) {}
    Class I (mixin(J)) {}
    Class K () {l, m}
    ");
}

#[test]
fn decorators() {
    let module = ts(r#"
        @Injectable()
        @Other
        export class A {
          @Inject("CLIENT") private client: CohereClient;
          @Input() name = "x";
          constructor(@Inject(TOKEN) private readonly a: A, @Optional() b) {}
          @Get("/chat") @Auth() chat(@Body() body: Dto) {}
        }
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let A = <class A>
    1 [module > class A] ?(Inject("CLIENT"))
    2 [module > class A] let client: CohereClient
    3 [module > class A] ?(Input())
    4 [module > class A] let name = "x"
    5 [module > class A] let constructor = <fn constructor>
    6 [module > class A > fn constructor] this.a: A = a
    7 [module > class A] let chat = <fn chat>
    fn constructor Constructor public (Plain a: A, Plain b) @[Inject(TOKEN), Optional()]
    fn chat Method public (Plain body: Dto) @[Get("/chat"), Auth(), Body()]
    Class A () {chat, client, constructor, name}
    export A = A
    "#);
}

#[test]
fn class_expressions() {
    let module = ts(r"
        const A = class { a() {} };
        const B = class Named extends A {};
        foo(class {});
        ");
    assert_snapshot!(module, @r"
    0 [module > class A] let a = <fn a>
    1 [module] let A = <class A>
    2 [module] let B = <class Named>
    3 [module] foo(<class _>)
    fn a Method ()
    Class A () {a}
    Class Named (A) {}
    Class _ () {}
    ");
}

#[test]
fn methods_of_objects_in_fields_are_no_methods_of_the_class() {
    let module = ts(r"class A { handlers = { run() {}, constructor() {} }; }");
    assert_snapshot!(module, @r"
    0 [module] let A = <class A>
    1 [module > class A] let handlers = {run: <fn run>, constructor: <fn constructor>}
    fn run Method ()
    fn constructor Method ()
    Class A () {handlers}
    ");
}

#[test]
fn interfaces() {
    let module = ts(r"
        interface A<T> extends B, C<T> {
          a: string;
          b?(x: number): Promise<T>;
          readonly c: { d: Client };
          get e(): string;
          [key: string]: unknown;
          (call: string): void;
          new (x: string): A<T>;
        }
        ");
    assert_snapshot!(module, @r"
    0 [module > class A] let a: string
    1 [module > class A] let b = <fn b>
    2 [module > class A > class _] let d: Client
    3 [module > class A] let c: <class _>
    4 [module > class A] let e = <fn e>
    5 [module] let A = <class A>
    fn b Method (Plain x: number) -> Promise[T]
    fn e Property () -> string
    Interface A (B, C[T]) {a, b, c, e}
    Interface _ () {d}
    ");
}

#[test]
fn enums() {
    let module = ts(r#"
        enum A { B, C = 5, D, E = "e", F }
        const enum Model { Chat = "command-a-03-2025", "with-dash" = "x" }
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let A = <class A>
    1 [module > class A] let B = 0
    2 [module > class A] let C = 5
    3 [module > class A] let D = 6
    4 [module > class A] let E = "e"
    5 [module > class A] let F
    6 [module] let Model = <class Model>
    7 [module > class Model] let Chat = "command-a-03-2025"
    8 [module > class Model] let with-dash = "x"
    Enum A () {B, C, D, E, F}
    Enum Model () {Chat, with-dash}
    "#);
}

#[test]
fn namespaces() {
    let module = ts(r#"
        namespace A.B { export const c = 1; function d() {} }
        declare module "m" { interface E { f: Client } }
        declare global { var g: Client; interface Window { h: Client } }
        module I { const j = 1; }
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let A = <class A>
    1 [module > class A] let B = <class B>
    2 [module > class A > class B] let d = <fn d>
    3 [module > class A > class B] let c = 1
    4 [module] <class m>
    5 [module > class m > class E] let f: Client
    6 [module > class m] let E = <class E>
    7 [module > class Window] let h: Client
    8 [module] let Window = <class Window>
    9 [module] let g: Client
    10 [module] let I = <class I>
    11 [module > class I] let j = 1
    fn d Function ()
    Namespace A () {B}
    Namespace B () {c, d}
    Namespace m () {E}
    Interface E () {f}
    Interface Window () {h}
    Namespace I () {j}
    "#);
}
