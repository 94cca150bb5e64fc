//! Expressions.

use super::check;

#[test]
fn literals() {
    check(
        "f(1, 0x10, 1_000, 1.5, -2, -0.5, 10L, 99999999999999999999, True, False, None, ..., 3j)",
        "0 [module] f(1, 16, 1000, 1.5, -2, -0.5, 10, 1e20, true, false, null, ?(), ?())",
    );
}

#[test]
fn strings() {
    check(
        r#"
f('a', "b\n", r'\d', u'é', b'\x41\xff', '\x41\u00e9\101\N{DASH}', 'a' 'b' "c", '''x\
y''')
        "#,
        r#"0 [module] f("a", "b\n", "\\d", "é", b"A�", "AéA\\N{DASH}", "abc", "xy")"#,
    );
}

#[test]
fn templates() {
    check(
        r#"f(f'a{x}b', f'{{{x}}}', f'{x!r}', f'{x:>{w}}', f'{x=}', 'a' f'{x.y}' 'b', rf'\d{x}', f'', f'plain')"#,
        r#"0 [module] f(`a${x}b`, `{${x}}`, `${?(x)}`, `${?(x, w)}`, `x=${?(x)}`, `a${x.y}b`, `\d${x}`, "", "plain")"#,
    );
}

#[test]
fn calls() {
    check(
        "co.chat(a, *b, model='m', **c)(1)[2].d(x for x in y)",
        r#"
0 [module > loop] let x = each(y)
1 [module] co.chat(a, *b, model="m", **c)(1)[2].d([x for y])
        "#,
    );
}

#[test]
fn operators() {
    check(
        "f(a or b or 'x', a and b, not a, -a, a + b * c, a ** b ** c, a % b, a if t else b, a < b <= c, a not in b, a is not b)",
        r#"0 [module] f(((a || b) || "x"), (a && b), (not a), (- a), (a + (b * c)), (a ** (b ** c)), (a % b), (t ? a : b), ((a < b) && (b <= c)), (a not in b), (a is not b))"#,
    );
}

#[test]
fn containers() {
    check(
        "f([1, *a], (1, 2), {1, 2}, {'k': v, **o, k: 1, 2: 3}, (), {})",
        "0 [module] f([1, ...a], [1, 2], [1, 2], {k: v, ...o, [k]: 1, [2]: 3}, [], {})",
    );
}

#[test]
fn slices() {
    check(
        "f(x[:96], x[a:b], x[::2], x[1:2, ...], x['k'], x[a, b])",
        r#"0 [module] f(x[slice(null, 96, null)], x[slice(a, b, null)], x[slice(null, null, 2)], x[[slice(1, 2, null), ?()]], x["k"], x[[a, b]])"#,
    );
}

#[test]
fn comprehensions() {
    check(
        "
def f():
    a = [g(x) for x in xs]
    b = {k: v for k, v in d.items() if v}
    c = sum(x.y async for row in rows for x in row)
    d = {x for x in xs}
    return x
        ",
        "
0 [module] let f = <fn f>
1 [module > fn f > loop] let x = each(xs)
2 [module > fn f] let a = [g(x) for xs]
3 [module > fn f > loop] let k = each(d.items())[0]
4 [module > fn f > loop] let v = each(d.items())[1]
5 [module > fn f > loop] switch(v; )
6 [module > fn f] let b = {[k]: v for d.items()}
7 [module > fn f > loop] let row = each(rows)
8 [module > fn f > loop > loop] let x = each(row)
9 [module > fn f] let c = sum([x.y for rows])
10 [module > fn f > loop] let x = each(xs)
11 [module > fn f] let d = [x for xs]
12 [module > fn f] return x
fn f Function public ()
        ",
    );
}

#[test]
fn parentheses_leave_no_trace() {
    check("((co)).chat((('x')))", r#"0 [module] co.chat("x")"#);
}

#[test]
fn awaiting() {
    check(
        "
async def f():
    x = (await (co).chat()).text
    return await g(), [await h(y) for y in z]
        ",
        "
0 [module] let f = <fn f>
1 [module > fn f] let x = await co.chat().text
2 [module > fn f > loop] let y = each(z)
3 [module > fn f] return [await g(), [await h(y) for z]]
fn f Function async public ()
        ",
    );
}
