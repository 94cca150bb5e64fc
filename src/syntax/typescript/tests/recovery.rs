//! Broken code: what is recognisable is kept.

use super::tsx;
use insta::assert_snapshot;

#[test]
fn an_unfinished_call() {
    let module = tsx(r#"
        const a = 1;
        co.chat({ model: "x", message: 
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a = 1
    1 [module] ?(co.chat, "x")
    skipped "co.chat({ model: \"x\", message:"
    "#);
}

#[test]
fn an_unfinished_class() {
    let module = tsx(r#"
        class A {
          chat() { return this.client.chat({}); }
          broken( {
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let chat = <fn chat>
    1 [module > fn chat] return this.client.chat({})
    fn chat Method ()
    skipped "class A {"
    "#);
}

#[test]
fn stray_text() {
    let module = tsx(r#"
        const a = 1;
        %%% what is this
        const b = require("b");
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let a = 1
    1 [module] this
    2 [module] let b = <b>
    skipped "%%% what is"
    "#);
}

#[test]
fn errors_inside_expressions() {
    let module = tsx(r#"
        f(a, @, b());
        const c = { d: 1, : 2, e: g() };
        "#);
    assert_snapshot!(module, @r#"
    0 [module] f(a, b())
    1 [module] let c = {d: 1, : 2, e: g()}
    skipped "@"
    skipped ""
    "#);
}

#[test]
fn a_missing_brace() {
    let module = tsx(r#"
        export async function POST(req) {
          try {
            const r = await co.chat({ message });
            return r.text;
          catch (e) {
            log(e);
          }
        }
        "#);
    assert_snapshot!(module, @r#"
    0 [module] let POST = <fn POST>
    1 [module > fn POST > try()] let r = await co.chat({message: message})
    2 [module > fn POST > try()] return r.text
    3 [module > fn POST > try()] ?(catch(e))
    4 [module > fn POST > try()] log(e)
    fn POST Function async public (Plain req)
    export POST = POST
    skipped "catch (e) {"
    "#);
}

#[test]
fn merge_conflicts() {
    let module = tsx(r#"
        <<<<<<< HEAD
        const a = new CohereClient({ token });
        =======
        const a = new CohereClientV2({ token });
        >>>>>>> other
        "#);
    assert_snapshot!(module, @r#"
    0 [module] HEAD({})({token: token})
    1 [module] let a = new CohereClientV2({token: token})
    2 [module] other
    skipped "<<<<<<"
    skipped "="
    skipped ""
    skipped "======="
    skipped ">>>>>>>"
    "#);
}
