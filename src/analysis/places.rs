//! Where a place in the code stands: in which function, in test code, in dead code.

use crate::program::{BranchKind, FunctionId, Module, RegionId, RegionKind, ScopeId, ScopeKind, StmtId};

/// The function whose body a scope is in.
pub(super) fn function_of(module: &Module, scope: ScopeId) -> Option<FunctionId> {
    let mut at = Some(scope);
    while let Some(id) = at {
        if let ScopeKind::Function(f) = module.scopes[id.index()].kind {
            return Some(f);
        }
        at = module.scopes[id.index()].parent;
    }
    None
}

/// The name of the innermost named function around a scope.
pub fn function_name(module: &Module, scope: ScopeId) -> Option<String> {
    let mut at = Some(scope);
    while let Some(id) = at {
        if let ScopeKind::Function(f) = module.scopes[id.index()].kind
            && let Some(name) = &module.functions[f.index()].name
        {
            return Some(name.to_string());
        }
        at = module.scopes[id.index()].parent;
    }
    None
}

/// Whether a scope is another one or inside it.
pub(super) fn scope_is_inside(module: &Module, scope: ScopeId, outer: ScopeId) -> bool {
    let mut at = Some(scope);
    while let Some(id) = at {
        if id == outer {
            return true;
        }
        at = module.scopes[id.index()].parent;
    }
    false
}

/// Whether `name`, read in `scope`, is a parameter of a function between there and `outer`.
pub(super) fn is_parameter(module: &Module, scope: ScopeId, outer: ScopeId, name: &str) -> bool {
    let mut at = Some(scope);
    while let Some(id) = at {
        let scope = &module.scopes[id.index()];
        if let ScopeKind::Function(f) = scope.kind
            && module.functions[f.index()].params.iter().any(|p| p.name == name)
        {
            return true;
        }
        if id == outer {
            return false;
        }
        at = scope.parent;
    }
    false
}

/// Whether a region stands in code that runs in tests only.
pub fn is_test_region(module: &Module, region: RegionId) -> bool {
    let mut at = Some(region);
    while let Some(id) = at {
        if matches!(module.regions[id.index()].kind, RegionKind::Branch(BranchKind::Test)) {
            return true;
        }
        at = module.regions[id.index()].parent;
    }
    false
}

/// Whether a region never runs.
pub fn is_dead_region(module: &Module, region: RegionId) -> bool {
    let mut at = Some(region);
    while let Some(id) = at {
        if matches!(module.regions[id.index()].kind, RegionKind::Branch(BranchKind::Dead)) {
            return true;
        }
        at = module.regions[id.index()].parent;
    }
    false
}

/// Whether a region is another or lies in it.
pub(super) fn region_is_inside(module: &Module, region: RegionId, outer: RegionId) -> bool {
    let mut at = Some(region);
    while let Some(id) = at {
        if id == outer {
            return true;
        }
        at = module.regions[id.index()].parent;
    }
    false
}

/// The statements that stand in a region or in one inside it, in source order.
pub(super) fn statements_in(module: &Module, region: RegionId) -> impl Iterator<Item = StmtId> + use<> {
    module.stmts_of(region).into_iter()
}
