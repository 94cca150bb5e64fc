//! Paths relative to the project root, with forward slashes; the root itself is the empty path.

/// The directory a path stands in.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The directories above a file, nearest first, the root last.
pub fn ancestors(file: &str) -> impl Iterator<Item = &str> {
    let mut next = (!file.is_empty()).then(|| parent(file));
    std::iter::from_fn(move || {
        let directory = next?;
        next = (!directory.is_empty()).then(|| parent(directory));
        Some(directory)
    })
}

/// Follows a relative path from a directory. `None` for absolute paths and those that leave the root.
pub fn join(directory: &str, relative: &str) -> Option<String> {
    if relative.starts_with(['/', '\\']) || relative.get(1..2) == Some(":") {
        return None;
    }
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split(['/', '\\']) {
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

/// Whether a path lies in a directory, however deep.
pub fn is_inside(path: &str, directory: &str) -> bool {
    directory.is_empty() || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walking_and_joining() {
        assert_eq!(ancestors("a/b/c.py").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(ancestors("c.py").collect::<Vec<_>>(), [""]);
        assert_eq!(ancestors("").count(), 0);
        assert_eq!(join("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(join("", "./x").as_deref(), Some("x"));
        assert_eq!(join("a", "../../x"), None);
        assert_eq!(join("a", "/etc"), None);
        assert_eq!(join("a", "C:\\x"), None);
        assert!(is_inside("src/a.ts", "src") && is_inside("a", "") && !is_inside("srcs/a.ts", "src"));
    }
}
