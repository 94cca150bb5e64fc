//! Files with syntax errors still give the rest.

use super::{check, lower};

#[test]
fn an_open_bracket_costs_one_call() {
    check(
        "
import cohere
co = cohere.Client(

def ask(x):
    return co.chat(x)

y = ask(2)
        ",
        "
0 [module] let cohere = <cohere>
1 [module] let co = cohere.Client()
2 [module] let ask = <fn ask>
3 [module > fn ask] return co.chat(x)
4 [module] let y = ask(2)
fn ask Function public (Plain x)
        ",
    );
}

#[test]
fn broken_statements_stay_in_their_class() {
    check(
        "
class A:
    def f(self):
        x = = 3
        return co.chat(1)
    def g(self)
        return self.x
        ",
        "
0 [module] let A = <class A>
1 [module > class A] let f = <fn f>
2 [module > class A > fn f] let x = 3
3 [module > class A > fn f] return co.chat(1)
4 [module > class A] ?(?(self))
5 [module > class A] return self.x
fn f Method public ()
Class A () {f}
        ",
    );
}

#[test]
fn magics_of_notebooks_are_skipped() {
    let source = "!pip install cohere\n%pip install x\nimport cohere\nco?\n?co\nco = cohere.Client()\n";
    check(source, "0 [module] let cohere = <cohere>\n1 [module] let co = cohere.Client()");
    let skipped: Vec<_> = lower(source).skipped.iter().map(|s| &source[s.range()]).collect();
    assert_eq!(skipped, ["!pip install cohere", "%pip install x", "co?", "?co"]);
}

#[test]
fn an_unfinished_member_ends_with_its_line() {
    check("co.\nx = = co.chat(1)\n", "0 [module] co\n1 [module] let x = co.chat(1)");
}

#[test]
fn values_of_other_statements_are_not_taken() {
    let module = lower("co = cohere + \n\ndef f():\n    return co.chat(1)\n");
    assert!(module.dump().contains("let co = ?(co.chat(1))"), "{}", module.dump());
    assert_eq!(module.calls.len(), 2);
}

#[test]
fn an_unfinished_header_keeps_its_body() {
    check(
        "
def f(:
   co.chat()

co = 1
        ",
        "
0 [module] let f = <fn f>
1 [module > fn f] co.chat()
2 [module] let co = 1
fn f Function public ()
        ",
    );
    check(
        "
if x
   co.chat(1)
else:
   y()
        ",
        "
0 [module] switch(co.chat(1); )
1 [module > plain] y()
        ",
    );
}

#[test]
fn an_open_bracket_ends_where_the_next_statement_begins() {
    check(
        "
for t in ts:
    r = co.embed(t
    print(r)
print 'done'
        ",
        "
0 [module > loop] let t = each(ts)
1 [module > loop] let r = co.embed
2 [module > loop] print(r)
3 [module] print(\"done\")
        ",
    );
}

#[test]
fn missing_and_unknown_tokens_are_listed() {
    let source = "x = {'a': \ny = $ 2\n";
    let module = lower(source);
    assert!(!module.skipped.is_empty());
    assert!(module.skipped.windows(2).all(|s| s[0].end <= s[1].start), "{:?}", module.skipped);
}

#[test]
fn missing_names_are_not_made_up() {
    for source in ["x = [a, = (b)\n", "(, y) = f()\n", "a. = 1\n", "def f(, b): pass\n", "import\nfrom x import\n"] {
        let module = lower(source);
        assert!(module.scopes.iter().all(|s| !s.bindings.contains_key("")), "{source}: {}", module.dump());
    }
}
