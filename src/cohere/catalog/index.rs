//! Hash maps from symbols to the entries of the catalogue, with inheritance unfolded once.

use super::load::{CatalogError, route_file};
use super::schema::{EndpointsFile, Environment, ModelsFile, Platform, Route};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// Names an entry of a list of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Entry {
    /// The route's position.
    pub route: usize,
    /// The entry's position in that route's list.
    pub entry: usize,
}

/// Positions of the catalogue's entries by what they are looked up by.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Client entries by class and by instance symbol.
    pub clients: FxHashMap<SmolStr, Vec<Entry>>,
    /// Method entries by the symbol called, inherited ones included.
    pub methods: FxHashMap<SmolStr, Vec<Entry>>,
    /// Senders by the symbol called.
    pub senders: FxHashMap<SmolStr, Vec<Entry>>,
    /// Model constants by symbol.
    pub constants: FxHashMap<SmolStr, Vec<Entry>>,
    /// Other symbols for the same thing.
    pub aliases: FxHashMap<SmolStr, SmolStr>,
    /// What members and calls are, inherited ones included.
    pub returns: FxHashMap<SmolStr, SmolStr>,
    /// Endpoints by id.
    pub endpoints: FxHashMap<SmolStr, usize>,
    /// Endpoints by path.
    pub paths: FxHashMap<SmolStr, usize>,
    /// Models by platform and lower-case id; several where an old word meant several things.
    pub models: FxHashMap<(Platform, SmolStr), Vec<usize>>,
}

impl Index {
    pub(super) fn new(
        models: &ModelsFile,
        endpoints: &EndpointsFile,
        environment: &Environment,
        routes: &[Route],
    ) -> Result<Self, CatalogError> {
        let mut index = Self::default();
        index.add_models(models);
        index.add_endpoints(endpoints)?;
        index.add_stubs("catalog/environment.toml", &environment.aliases, &environment.returns)?;
        for route in routes {
            index.add_stubs(&route_file(route), &route.aliases, &route.returns)?;
        }
        for (i, route) in routes.iter().enumerate() {
            index.add_route(i, route);
        }
        index.unfold_inheritance(routes);
        Ok(index)
    }

    fn add_models(&mut self, models: &ModelsFile) {
        for (i, model) in models.models.iter().enumerate() {
            self.models.entry((model.platform, model.id.to_lowercase().to_smolstr())).or_default().push(i);
        }
    }

    fn add_endpoints(&mut self, file: &EndpointsFile) -> Result<(), CatalogError> {
        let twice = |what: &str| CatalogError::Inconsistent {
            file: "catalog/endpoints.toml".into(),
            place: what.into(),
            message: "stands there twice".into(),
        };
        for (i, endpoint) in file.endpoints.iter().enumerate() {
            if self.endpoints.insert(endpoint.id.clone(), i).is_some() {
                return Err(twice(&endpoint.id));
            }
            for path in &endpoint.paths {
                if self.paths.insert(path.clone(), i).is_some() {
                    return Err(twice(path));
                }
            }
        }
        Ok(())
    }

    fn add_stubs(&mut self, file: &str, aliases: &[super::schema::Alias], returns: &[super::schema::Returns]) -> Result<(), CatalogError> {
        let pairs = aliases.iter().map(|alias| (true, &alias.from, &alias.to)).chain(returns.iter().map(|r| (false, &r.from, &r.to)));
        for (is_alias, from, to) in pairs {
            let map = if is_alias { &mut self.aliases } else { &mut self.returns };
            if let Some(earlier) = map.insert(from.clone(), to.clone())
                && earlier != *to
            {
                return Err(CatalogError::Inconsistent {
                    file: file.into(),
                    place: from.to_string(),
                    message: format!("is {earlier} in one place and {to} in another"),
                });
            }
        }
        Ok(())
    }

    fn add_route(&mut self, i: usize, route: &Route) {
        let clients =
            || route.clients.iter().enumerate().flat_map(|(j, c)| c.paths.iter().map(move |path| (path, Entry { route: i, entry: j })));
        for (path, entry) in clients() {
            add(&mut self.clients, path, entry);
        }
        // What one client makes may be called to make another: its own entry comes first.
        for (path, entry) in clients() {
            let instance = self.instance_of(path);
            add(&mut self.clients, &instance, entry);
        }
        for (j, method) in route.methods.iter().enumerate() {
            method.paths.iter().for_each(|path| add(&mut self.methods, path, Entry { route: i, entry: j }));
        }
        for (j, sender) in route.senders.iter().enumerate() {
            sender.paths.iter().for_each(|path| add(&mut self.senders, path, Entry { route: i, entry: j }));
        }
        for (j, constant) in route.constants.iter().enumerate() {
            add(&mut self.constants, &constant.path, Entry { route: i, entry: j });
        }
    }

    /// What calling a class or constructor function gives.
    pub(super) fn instance_of(&self, path: &str) -> SmolStr {
        let call = format_smolstr!("{path}()");
        self.returns.get(&call).filter(|to| *to != "self").cloned().unwrap_or(call)
    }

    /// Gives every class the methods and members of the classes it inherits from, its own and nearer ones first.
    fn unfold_inheritance(&mut self, routes: &[Route]) {
        let mut members: FxHashMap<SmolStr, Vec<(SmolStr, Member)>> = FxHashMap::default();
        for (symbol, entries) in &self.methods {
            if let Some((receiver, name)) = split_receiver(symbol) {
                members.entry(receiver.into()).or_default().push((name.into(), Member::Method(entries.clone())));
            }
        }
        for (symbol, to) in &self.returns {
            if let Some((receiver, name)) = split_receiver(symbol) {
                members.entry(receiver.into()).or_default().push((name.into(), Member::Returns(to.clone())));
            }
        }
        let mut parents: FxHashMap<SmolStr, Vec<SmolStr>> = FxHashMap::default();
        for client in routes.iter().flat_map(|route| &route.clients) {
            for path in &client.paths {
                let instance = self.instance_of(path);
                let known = parents.entry(instance).or_default();
                known.extend(client.inherits.iter().filter(|parent| !known.contains(parent)).cloned().collect::<Vec<_>>());
            }
        }
        for instance in parents.keys() {
            for ancestor in ancestors(instance, &parents) {
                for (name, member) in members.get(&ancestor).into_iter().flatten() {
                    let symbol = format_smolstr!("{instance}.{name}");
                    match member {
                        Member::Method(entries) => {
                            self.methods.entry(symbol).or_insert_with(|| entries.clone());
                        }
                        Member::Returns(to) => {
                            self.returns.entry(symbol).or_insert_with(|| to.clone());
                        }
                    }
                }
            }
        }
    }
}

enum Member {
    Method(Vec<Entry>),
    Returns(SmolStr),
}

fn add(map: &mut FxHashMap<SmolStr, Vec<Entry>>, symbol: &SmolStr, entry: Entry) {
    let entries = map.entry(symbol.clone()).or_default();
    if !entries.contains(&entry) {
        entries.push(entry);
    }
}

/// Splits `python:cohere.Client().chat` into the instance and the rest; the instance ends at the first call.
fn split_receiver(symbol: &str) -> Option<(&str, &str)> {
    let end = symbol.find("().")? + 2;
    Some((&symbol[..end], &symbol[end + 1..]))
}

/// The classes `instance` inherits from, depth first and in the order written.
fn ancestors(instance: &SmolStr, parents: &FxHashMap<SmolStr, Vec<SmolStr>>) -> Vec<SmolStr> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::from_iter([instance.clone()]);
    let mut stack: Vec<SmolStr> = parents.get(instance).into_iter().flatten().rev().cloned().collect();
    while let Some(parent) = stack.pop() {
        if seen.insert(parent.clone()) {
            stack.extend(parents.get(&parent).into_iter().flatten().rev().cloned());
            found.push(parent);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_come_nearest_first_and_once() {
        let parents = FxHashMap::from_iter([
            ("V2()".to_smolstr(), vec!["Mixin()".to_smolstr(), "V1()".to_smolstr()]),
            ("Mixin()".to_smolstr(), vec!["Base()".to_smolstr()]),
            ("V1()".to_smolstr(), vec!["Base()".to_smolstr(), "V2()".to_smolstr()]),
        ]);
        assert_eq!(ancestors(&"V2()".to_smolstr(), &parents), ["Mixin()", "Base()", "V1()"]);
    }

    #[test]
    fn the_receiver_ends_at_the_first_call() {
        assert_eq!(split_receiver("python:cohere.Client().chat"), Some(("python:cohere.Client()", "chat")));
        assert_eq!(split_receiver("npm:x.A().b().c"), Some(("npm:x.A()", "b().c")));
        assert_eq!(split_receiver("python:requests.post"), None);
    }
}
