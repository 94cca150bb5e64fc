use super::Program;
use crate::analysis::origins::Origin;
use crate::analysis::parts::path_text;

/// The leaves that are in what the call of `log` is given, with the part taken of each.
fn leaves(files: &[(&str, &str)]) -> Vec<String> {
    let program = Program::new(files);
    let evaluator = program.evaluator();
    let argument = evaluator.arguments(program.call("log")).positional[0];
    let mut found = Vec::new();
    evaluator.trace(argument, &mut |p| {
        if let Origin::Leaf(leaf) = p.origin {
            found.push(format!("{} {}", program.written(leaf), path_text(p.parts)).trim_end().to_owned());
        }
    });
    found
}

fn python(text: &str) -> Vec<String> {
    leaves(&[("a.py", &format!("from out import log, read\n{text}"))])
}

#[test]
fn through_names_strings_and_containers() {
    assert_eq!(python("key = read()\nlog(f'key: {key}')\n"), ["read()"]);
    assert_eq!(python("key = read()\nlog('key: ' + key)\n"), ["'key: '", "read()"]);
    assert_eq!(python("headers = {'a': read(), 'b': 1}\nlog(headers['b'])\n"), ["1"]);
    assert_eq!(python("rows = []\nrows.append(read())\nlog(rows)\n"), ["read()"]);
}

#[test]
fn what_cuts_a_value_down_ends_the_way() {
    assert!(python("key = read()\nlog(key[:4])\n").is_empty());
    assert_eq!(python("from safe import mask\nlog(mask(read()))\n"), Vec::<String>::new());
    assert_eq!(python("log(len(read()))\n"), ["len(read())"]);
}

#[test]
fn out_of_a_function_where_the_way_went_in() {
    let text = "def same(x):\n    return x\na = same(read('one'))\nb = same('two')\nlog(b)\n";
    assert_eq!(python(text), ["'two'"]);
}

#[test]
fn parts_of_answers_keep_their_path() {
    assert_eq!(python("answer = read()\nlog(answer.message.content[0].text)\n"), ["read() message.content[].text"]);
}

#[test]
fn from_file_to_file() {
    let files =
        [("settings.py", "from out import read\nKEY = read()\n"), ("app.py", "from out import log\nfrom settings import KEY\nlog(KEY)\n")];
    assert_eq!(leaves(&files), ["read()"]);
}

#[test]
fn a_place_in_a_getter_says_which_call_it_was_given_by() {
    let text = "from out import log, read\ndef get(name):\n    value = read(name)\n    return value\none = get('a')\ntwo = get('b')\nsame = get('a')\nlog(one)\n";
    let program = Program::new(&[("a.py", text)]);
    let evaluator = program.evaluator();
    // The calls by which the assignment in the getter is reached from a name.
    let given = |name: &str| {
        let mut calls = Vec::new();
        let site = program.site(&format!("get('{name}')"));
        evaluator.trace(site, &mut |p| {
            if matches!(p.origin, Origin::Assigned(..)) {
                calls = p.given_by.to_vec();
            }
        });
        calls
    };
    let (one, two) = (given("a"), given("b"));
    assert_eq!((one.len(), two.len()), (1, 1));
    let sites: Vec<_> = one.iter().map(|(_, site)| *site).collect();
    assert!(evaluator.give_the_same(&sites, &one));
    assert!(!evaluator.give_the_same(&sites, &two));
    assert!(evaluator.give_the_same(&[], &two));
}
