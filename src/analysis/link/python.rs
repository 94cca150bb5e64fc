//! Python imports.

use super::super::value::ModuleRef;
use super::super::workspace::Workspace;
use super::{Target, paths};
use crate::source::FileId;

pub fn resolve(workspace: &dyn Workspace, file: FileId, module: &str) -> Target {
    let dots = module.len() - module.trim_start_matches('.').len();
    let rest = &module[dots..];
    let path = workspace.path(file);
    if dots > 0 {
        let mut dir = paths::parent(path);
        for _ in 1..dots {
            dir = paths::parent(dir);
        }
        return walk(workspace, dir, rest).map_or_else(|| Target::External(format!("python:{module}")), Target::Module);
    }
    let dir = paths::parent(path);
    let head = rest.split('.').next().unwrap_or(rest);
    let is_dependency = workspace.is_dependency(file, head);
    for root in workspace.python_roots(file).iter() {
        // A script beside a `cohere.py` of its own does not import that one: it would not find the SDK any more. Nor does a
        // `providers/cohere/` that may be on the path or not stand in the way of a package that is installed.
        if is_dependency && (root == dir || !workspace.is_sure_python_root(root)) {
            continue;
        }
        match walk(workspace, root, rest) {
            Some(ModuleRef::File(found)) if found == file => {}
            // An installed package wins over a directory without `__init__.py`, wherever they stand on the path.
            Some(ModuleRef::Directory(_)) if is_dependency => {}
            Some(found) => return Target::Module(found),
            None => {}
        }
    }
    Target::External(format!("python:{module}"))
}

fn walk(workspace: &dyn Workspace, dir: &str, dotted: &str) -> Option<ModuleRef> {
    if dotted.is_empty() {
        let init = paths::child(dir, "__init__.py");
        return Some(workspace.find(&init).map_or_else(|| ModuleRef::Directory(dir.into()), ModuleRef::File));
    }
    let mut at = ModuleRef::Directory(dir.into());
    for part in dotted.split('.') {
        let dir = match &at {
            ModuleRef::Directory(dir) => dir.to_string(),
            ModuleRef::File(file) => {
                let path = workspace.path(*file);
                if paths::name(path) != "__init__.py" {
                    return None;
                }
                paths::parent(path).to_owned()
            }
        };
        at = in_directory(workspace, &dir, part)?;
    }
    Some(at)
}

/// The module `name` in a directory.
pub fn in_directory(workspace: &dyn Workspace, dir: &str, name: &str) -> Option<ModuleRef> {
    let base = paths::child(dir, name);
    workspace
        .find(&format!("{base}/__init__.py"))
        .or_else(|| workspace.find(&format!("{base}.py")))
        .map(ModuleRef::File)
        .or_else(|| workspace.is_directory(&base).then(|| ModuleRef::Directory(base.as_str().into())))
}
