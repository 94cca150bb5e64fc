//! Functions, classes, parameters, receivers.

use super::check;

#[test]
fn parameters_of_all_sorts() {
    check(
        "
def f(a, b: int = 1, /, c=None, *args: str, d, e: bool = True, **kw: float) -> str: ...
def g(a, *, b=1): ...
h = lambda x, *y, k=1: x + k
        ",
        "
0 [module] let f = <fn f>
1 [module > fn f] ?()
2 [module] let g = <fn g>
3 [module > fn g] ?()
4 [module > fn h] return (x + k)
5 [module] let h = <fn h>
fn f Function public (Plain a, Plain b: int = 1, Plain c = null, Rest args: str, KeywordOnly d, KeywordOnly e: bool = true, KeywordRest kw: float) -> str
fn g Function public (Plain a, KeywordOnly b = 1)
fn h Closure (Plain x, Rest y, KeywordOnly k = 1)
        ",
    );
}

#[test]
fn functions_are_named_before_their_body() {
    check(
        r#"
@app.get("/x")
@retry
async def f(x):
    return g(x)
def _private():
    def inner():
        yield 1
        yield from x
        "#,
        r#"
0 [module] let f = <fn f>
1 [module > fn f] return g(x)
2 [module] let _private = <fn _private>
3 [module > fn _private] let inner = <fn inner>
4 [module > fn _private > fn inner] yield 1
5 [module > fn _private > fn inner] yield each(x)
fn f Function async public (Plain x) @[app.get("/x"), retry]
fn _private Function ()
fn inner Function generator ()
        "#,
    );
}

#[test]
fn methods_have_a_receiver() {
    check(
        r#"
class Service(Base, Generic[T], metaclass=Meta):
    '''Doc.'''
    model: str = "command-r"
    limit = 3
    def __init__(self, key: str, *, timeout=10):
        super().__init__(key)
        self.client = cohere.Client(key, timeout=timeout)
    async def ask(this, text): return [this.model for this_one in text]
    @property
    def c(self): return self.client
    @c.setter
    def c(self, value): self.client = value
    @functools.cached_property
    def lazy(self): return lambda: self.c
    @classmethod
    def make(cls, *a): return cls(*a)
    @staticmethod
    def helper(self): return self
    def __call__(self): super(Service, self).f()
        "#,
        r#"
0 [module] let Service = <class Service>
1 [module > class Service] "Doc."
2 [module > class Service] let model: str = "command-r"
3 [module > class Service] let limit = 3
4 [module > class Service] let __init__ = <fn __init__>
5 [module > class Service > fn __init__] super.__init__(key)
6 [module > class Service > fn __init__] this.client = cohere.Client(key, timeout=timeout)
7 [module > class Service] let ask = <fn ask>
8 [module > class Service > fn ask > loop] let this_one = each(text)
9 [module > class Service > fn ask] return [this.model for text]
10 [module > class Service] let c = <fn c>
11 [module > class Service > fn c] return this.client
12 [module > class Service] <fn c>
13 [module > class Service > fn c] this.client = value
14 [module > class Service] let lazy = <fn lazy>
15 [module > class Service > fn lazy > fn _] return this.c
16 [module > class Service > fn lazy] return <fn _>
17 [module > class Service] let make = <fn make>
18 [module > class Service > fn make] return this(*a)
19 [module > class Service] let helper = <fn helper>
20 [module > class Service > fn helper] return self
21 [module > class Service] let __call__ = <fn __call__>
22 [module > class Service > fn __call__] super.f()
fn __init__ Constructor public (Plain key: str, KeywordOnly timeout = 10)
fn ask Method async public (Plain text)
fn c Property public () @[property]
fn c Method public (Plain value) @[c.setter]
fn lazy Property public () @[functools.cached_property]
fn _ Closure ()
fn make Static public (Rest a) @[classmethod]
fn helper Static public (Plain self) @[staticmethod]
fn __call__ Method public ()
Class Service (Base, Generic[T]) {__call__, __init__, ask, c, helper, lazy, limit, make, model}
        "#,
    );
}

#[test]
fn a_receiver_is_hidden_by_a_parameter_of_its_name() {
    check(
        "
class A:
    def f(self):
        def g(self): return self
        return lambda x: self.x
def h(self): return self
        ",
        "
0 [module] let A = <class A>
1 [module > class A] let f = <fn f>
2 [module > class A > fn f] let g = <fn g>
3 [module > class A > fn f > fn g] return self
4 [module > class A > fn f > fn _] return this.x
5 [module > class A > fn f] return <fn _>
6 [module] let h = <fn h>
7 [module > fn h] return self
fn f Method public ()
fn g Function (Plain self)
fn _ Closure (Plain x)
fn h Function public (Plain self)
Class A () {f}
        ",
    );
}

#[test]
fn class_kinds() {
    check(
        r#"
class Model(str, Enum):
    R = "command-r"
class Chat(Protocol):
    def chat(self): ...
class Sub(typing.Protocol[T]): ...
@dataclass
class Options:
    model: str
    temperature: float = 0.3
    tags: list[str] = field(default_factory=list)
        "#,
        r#"
0 [module] let Model = <class Model>
1 [module > class Model] let R = "command-r"
2 [module] let Chat = <class Chat>
3 [module > class Chat] let chat = <fn chat>
4 [module > class Chat > fn chat] ?()
5 [module] let Sub = <class Sub>
6 [module > class Sub] ?()
7 [module] let Options = <class Options>
8 [module > class Options] let model: str
9 [module > class Options] let temperature: float = 0.3
10 [module > class Options] let tags: list[str] = field(default_factory=list)
fn chat Method public ()
Enum Model (str, Enum) {R}
Interface Chat (Protocol) {chat}
Interface Sub (typing.Protocol[T]) {}
Class Options () {model, tags, temperature}
        "#,
    );
}

#[test]
fn outer_names_bind_outside() {
    check(
        "
client = None
def get():
    global client
    client = make()
    count = 0
    def next():
        nonlocal count
        count += 1
    return client
        ",
        "
0 [module] let client = null
1 [module] let get = <fn get>
2 [module > fn get] other
3 [module > fn get] let global client = make()
4 [module > fn get] let count = 0
5 [module > fn get] let next = <fn next>
6 [module > fn get > fn next] other
7 [module > fn get > fn next] let outer count = (count + 1)
8 [module > fn get] return client
fn get Function public ()
fn next Function ()
        ",
    );
}

#[test]
fn type_hints() {
    check(
        r#"
def f(a: "ClientV2", b: Optional["cohere.ClientV2"], c: X | None, d: "X | None" = None) -> Union[A, "B"]: ...
x: Literal["a", "b"] = y
z: Annotated[ClientV2, Depends("get")]
w: dict[str, list["A"]]
v: Callable[["A"], B]
u: "not a type"
type Alias[T] = list[T] | None
        "#,
        r#"
0 [module] let f = <fn f>
1 [module > fn f] ?()
2 [module] let x: Literal[["a", "b"]] = y
3 [module] let z: Annotated[[ClientV2, Depends("get")]]
4 [module] let w: dict[[str, list[A]]]
5 [module] let v: Callable[[[A], B]]
6 [module] let u: "not a type"
7 [module] let Alias = union(list[T], null)
fn f Function public (Plain a: ClientV2, Plain b: union(cohere.ClientV2, null), Plain c: union(X, null), Plain d: union(X, null) = null) -> union(A, B)
        "#,
    );
}

#[test]
fn aliases_outside_annotations_are_plain_values() {
    check(
        "
A = Optional[X]
B = X | None
        ",
        "
0 [module] let A = Optional[X]
1 [module] let B = (X | null)
        ",
    );
}
