//! Slash-separated paths relative to the project root.

/// The directory of a path; empty for the root.
pub fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |i| &path[..i])
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rfind('/').map_or(path, |i| &path[i + 1..])
}

/// Joins a directory and a relative path, resolving `.` and `..`; `None` when it leaves the root.
pub fn join(dir: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = dir.split('/').filter(|p| !p.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A directory and a name as one path.
pub fn child(dir: &str, name: &str) -> String {
    if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_and_stays_inside() {
        assert_eq!(join("src/a", "../b/./c").as_deref(), Some("src/b/c"));
        assert_eq!(join("src", "../../etc"), None);
        assert_eq!(join("", "a").as_deref(), Some("a"));
        assert_eq!(parent("a/b.py"), "a");
        assert_eq!(name("a/b.py"), "b.py");
        assert_eq!(child("", "b"), "b");
    }
}
