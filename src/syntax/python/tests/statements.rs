//! Assignments and control flow.

use super::check;

#[test]
fn assignments() {
    check(
        r#"
a = 1
b: int = 2
c: str
d = e = f()
self.x = 1
o.p.q: T = 2
d["k"] = v
n += 1
o.p -= f()
d[i] |= 2
        "#,
        r#"
0 [module] let a = 1
1 [module] let b: int = 2
2 [module] let c: str
3 [module] let d = f()
4 [module] let e = f()
5 [module] self.x = 1
6 [module] o.p.q: T = 2
7 [module] d["k"] = v
8 [module] let n = (n + 1)
9 [module] o.p = (o.p - f())
10 [module] d[i] = (d[i] | 2)
        "#,
    );
}

#[test]
fn unpacking() {
    check(
        "
a, b = 1, 2
(a, (b, c)), d = (x, (y, z)), w
a, b = f()
[a, (b, o.c)] = f()
a, *b, c = f()
*a, b = f()
a, b = x, *y
i, j = k = f()
(m) = (n) = f()
((o)).p = 1
        ",
        "
0 [module] let a = 1
1 [module] let b = 2
2 [module] let a = x
3 [module] let b = y
4 [module] let c = z
5 [module] let d = w
6 [module] let a = f()[0]
7 [module] let b = f()[1]
8 [module] let a = f()[0]
9 [module] let b = f()[1][0]
10 [module] o.c = f()[1][1]
11 [module] let a = f()[0]
12 [module] let b = f()[slice(1, -1, null)]
13 [module] let c = f()[-1]
14 [module] let a = f()[slice(0, -1, null)]
15 [module] let b = f()[-1]
16 [module] let a = [x, ...y][0]
17 [module] let b = [x, ...y][1]
18 [module] let i = f()[0]
19 [module] let j = f()[1]
20 [module] let k = f()
21 [module] let m = f()
22 [module] let n = f()
23 [module] o.p = 1
        ",
    );
}

#[test]
fn assignments_inside_expressions() {
    check(
        "
if (n := len(a)) > 10:
    f(n)
x = [y := g(t) for t in u]
        ",
        "
0 [module] let n = len(a)
1 [module] switch((len(a) > 10); )
2 [module > plain] f(n)
3 [module > loop] let t = each(u)
4 [module > loop] let global y = g(t)
5 [module] let x = [g(t) for u]
        ",
    );
}

#[test]
fn branches() {
    check(
        r#"
if a and b:
    f()
elif c:
    g()
else:
    h()
if __name__ == "__main__":
    main()
if '__main__' == __name__ and x: main()
        "#,
        r#"
0 [module] switch((a && b); )
1 [module > plain] f()
2 [module] switch(c; )
3 [module > alternative] g()
4 [module > alternative] h()
5 [module] switch((__name__ == "__main__"); )
6 [module > main] main()
7 [module] switch((("__main__" == __name__) && x); )
8 [module > main] main()
        "#,
    );
}

#[test]
fn dead_branches() {
    check(
        "
if TYPE_CHECKING:
    from cohere import Client
else:
    Client = None
if not typing.TYPE_CHECKING: a()
else: b()
if False: a()
elif True: b()
else: c()
if 0: a()
        ",
        "
0 [module] switch(TYPE_CHECKING; )
1 [module > dead] let Client = <cohere>.Client
2 [module > alternative] let Client = null
3 [module] switch((not typing.TYPE_CHECKING); )
4 [module > plain] a()
5 [module > dead] b()
6 [module] switch(false; )
7 [module > dead] a()
8 [module] switch(true; )
9 [module > alternative] b()
10 [module > dead] c()
11 [module] switch(0; )
12 [module > dead] a()
        ",
    );
}

#[test]
fn loops() {
    check(
        "
for i, x in enumerate(xs):
    f(x)
else:
    g()
while more():
    break
async def f():
    async for event in await co.chat_stream():
        continue
        ",
        "
0 [module > loop] let i = each(enumerate(xs))[0]
1 [module > loop] let x = each(enumerate(xs))[1]
2 [module > loop] f(x)
3 [module > plain] g()
4 [module > loop] switch(more(); )
5 [module > loop] break
6 [module] let f = <fn f>
7 [module > fn f > loop] let event = each(await co.chat_stream())
8 [module > fn f > loop] continue
fn f Function async public ()
        ",
    );
}

#[test]
fn with_statements() {
    check(
        "
with open(p) as f, lock:
    f.read()
with (a() as x, b() as (y, z)):
    pass
with (a()): pass
async def f():
    async with AsyncClient() as co: await co.chat()
        ",
        "
0 [module > with] let f = enter(open(p))
1 [module > with] enter(lock)
2 [module > with] f.read()
3 [module > with] let x = enter(a())
4 [module > with] let y = enter(b())[0]
5 [module > with] let z = enter(b())[1]
6 [module > with] other
7 [module > with] enter(a())
8 [module > with] other
9 [module] let f = <fn f>
10 [module > fn f > with] let co = enter(AsyncClient())
11 [module > fn f > with] await co.chat()
fn f Function async public ()
        ",
    );
}

#[test]
fn try_statements() {
    check(
        "
try:
    a()
except ApiError:
    b()
except (X, y.Z) as e:
    raise Wrapped(e) from e
except:
    raise
else:
    c()
finally:
    d()
try: a()
except* E as group: b()
        ",
        "
0 [module > try(ApiError, X|y.Z, *)] a()
1 [module > handler] b()
2 [module > handler] let e: union(X, y.Z)
3 [module > handler] raise Wrapped(e)
4 [module > handler] raise
5 [module > try-else] c()
6 [module > finally] d()
7 [module > try(E)] a()
8 [module > handler] let group: E
9 [module > handler] b()
        ",
    );
}

#[test]
fn match_statements() {
    check(
        r#"
match command:
    case "go" | "run": a()
    case {"model": m, "x": [p, *q, r], **rest} if m: b()
    case Point(x=px, y=0) as point: c()
    case str(s): d()
    case [first, _]: e()
    case other.CONSTANT: f()
    case anything: g()
        "#,
        r#"
0 [module] switch(command; )
1 [module > plain] a()
2 [module > alternative] let m = command["model"]
3 [module > alternative] let p = command["x"][0]
4 [module > alternative] let q = ?(command["x"])
5 [module > alternative] let r = command["x"][-1]
6 [module > alternative] let rest = ?(command)
7 [module > alternative] switch(m; )
8 [module > alternative] b()
9 [module > alternative] let px = command.x
10 [module > alternative] let point = command
11 [module > alternative] c()
12 [module > alternative] let s = command
13 [module > alternative] d()
14 [module > alternative] let first = command[0]
15 [module > alternative] e()
16 [module > alternative] f()
17 [module > alternative] let anything = command
18 [module > alternative] g()
        "#,
    );
}

#[test]
fn leaving_and_looking() {
    check(
        r#"
def f():
    assert t, "m"
    del a, b[0]
    pass
    for x in y:
        if x:
            continue
            late()
        raise
    while z:
        raise E("x") from cause()
    return a, b
    return
        "#,
        r#"
0 [module] let f = <fn f>
1 [module > fn f] ?(t, "m")
2 [module > fn f] ?([a, b[0]])
3 [module > fn f] other
4 [module > fn f > loop] let x = each(y)
5 [module > fn f > loop] switch(x; )
6 [module > fn f > loop > plain] continue
7 [module > fn f > loop > plain > dead] late()
8 [module > fn f > loop] raise
9 [module > fn f > loop] switch(z; )
10 [module > fn f > loop] ?(cause())
11 [module > fn f > loop] raise E("x")
12 [module > fn f] return [a, b]
13 [module > fn f > dead] return
fn f Function public ()
        "#,
    );
}

#[test]
fn python_2() {
    check(
        r#"
print "a", b
print >>log, "x"
try: f()
except Error, e: raise E, "message"
exec "code"
        "#,
        r#"
0 [module] print("a", b)
1 [module] print(?(log), "x")
2 [module > try(Error)] f()
3 [module > handler] let e: Error
4 [module > handler] ?("message")
5 [module > handler] raise E
6 [module] ?("code")
        "#,
    );
}
