//! Imports.

use super::check;

#[test]
fn plain_imports_bind_the_package_or_the_alias() {
    check(
        "
import cohere
import os, sys as system
import a.b.c
import a.b.c as abc
        ",
        "
0 [module] let cohere = <cohere>
1 [module] let os = <os>
2 [module] let system = <sys>
3 [module] let a = <a>
4 [module] let abc = <a.b.c>
        ",
    );
}

#[test]
fn from_imports_keep_their_dots() {
    check(
        "
from cohere import ClientV2, Client as C
from . import x
from ..config import (co as client, y,)
from .a import b
from __future__ import annotations
        ",
        "
0 [module] let ClientV2 = <cohere>.ClientV2
1 [module] let C = <cohere>.Client
2 [module] let x = <.>.x
3 [module] let client = <..config>.co
4 [module] let y = <..config>.y
5 [module] let b = <.a>.b
6 [module] let annotations = <__future__>.annotations
        ",
    );
}

#[test]
fn star_imports_are_listed() {
    check(
        "
from cohere import *
def f():
    from .x import *
        ",
        "
0 [module] other
1 [module] let f = <fn f>
2 [module > fn f] other
fn f Function public ()
star cohere
star .x
        ",
    );
}

#[test]
fn imports_anywhere_bind_where_they_stand() {
    check(
        "
try:
    import cohere
except ImportError:
    cohere = None
def f():
    import cohere as ai
    return ai
        ",
        "
0 [module > try(ImportError)] let cohere = <cohere>
1 [module > handler] let cohere = null
2 [module] let f = <fn f>
3 [module > fn f] let ai = <cohere>
4 [module > fn f] return ai
fn f Function public ()
        ",
    );
}

#[test]
fn dynamic_imports_are_imports() {
    check(
        r#"
import importlib
a = importlib.import_module("cohere")
b = importlib.import_module(".client", package="cohere")
c = importlib.import_module(".client", __package__)
d = __import__("cohere")
e = importlib.import_module(name)
        "#,
        "
0 [module] let importlib = <importlib>
1 [module] let a = <cohere>
2 [module] let b = <cohere.client>
3 [module] let c = <.client>
4 [module] let d = <cohere>
5 [module] let e = importlib.import_module(name)
        ",
    );
}
