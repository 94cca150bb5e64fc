//! Which directories hold other people's code or a build's output. Names that nobody gives to source of their own
//! settle it alone; for `vendor`, `build`, `out`, `env` and the like the directory has to show what it is.

use super::SkipReason;
use std::ffi::OsString;
use std::path::Path;

/// Names that mean installed packages or caches wherever they stand.
const INSTALLED: &[&str] =
    &["node_modules", "bower_components", "jspm_packages", "web_modules", "site-packages", "dist-packages", "__pypackages__", "_vendor"];

/// Names that mean output wherever they stand.
const OUTPUT: &[&str] = &["__pycache__", "storybook-static", "htmlcov", "_build"];

/// Copies of other projects, if the directory looks it.
const VENDOR: &[&str] = &["vendor", "vendors", "vendored", "third_party", "third-party", "thirdparty", "3rdparty"];

/// Output of a build, if the directory looks it.
const MAYBE_OUTPUT: &[&str] = &["dist", "build", "out", "lib", "es", "esm", "cjs", "umd", "output", "public", "www"];

/// How many entries of a directory are looked at for evidence.
const LOOK: usize = 512;

/// Whether a file lies in a directory below `root` that is not descended into.
pub fn is_left_out(root: &Path, file: &Path) -> bool {
    let above = file.ancestors().skip(1).take_while(|directory| *directory != root && directory.starts_with(root));
    above.into_iter().any(|directory| {
        let name = directory.file_name().unwrap_or_default().to_string_lossy();
        super::walk::is_hidden(&name) || skip_directory(directory, &name).is_some()
    })
}

/// Why a directory is not descended into, or `None` to go on. Touches the disk only for names that need evidence.
pub fn skip_directory(path: &Path, name: &str) -> Option<SkipReason> {
    let lower = name.to_ascii_lowercase();
    let lower = lower.as_str();
    if INSTALLED.contains(&lower) {
        return Some(SkipReason::Vendored);
    }
    if OUTPUT.contains(&lower) || lower.ends_with(".egg-info") || lower.ends_with(".dist-info") {
        return Some(SkipReason::BuildOutput);
    }
    if lower.contains("env") && is_virtual_environment(path) {
        return Some(SkipReason::VirtualEnvironment);
    }
    if VENDOR.contains(&lower) && is_vendored(path) {
        return Some(SkipReason::Vendored);
    }
    let output = match lower {
        "target" => is_cargo_or_maven_target(path),
        "coverage" => ["lcov.info", "lcov-report", "coverage-final.json", "clover.xml"].iter().any(|f| path.join(f).exists()),
        _ if MAYBE_OUTPUT.contains(&lower) => is_build_output(path, lower),
        _ => false,
    };
    output.then_some(SkipReason::BuildOutput)
}

fn is_virtual_environment(path: &Path) -> bool {
    ["pyvenv.cfg", "conda-meta", "bin/activate", "Scripts/activate", "Scripts/activate.bat"].iter().any(|mark| path.join(mark).exists())
}

/// A `vendor` at a package's root is vendored by the convention of Go, PHP, Ruby and Cargo. Deeper ones (`src/vendor`
/// may be a shop's vendors) have to hold a package, a licence or a bundle.
fn is_vendored(path: &Path) -> bool {
    let marks = ["modules.txt", "autoload.php", "bundle"];
    if marks.iter().any(|mark| path.join(mark).exists()) {
        return true;
    }
    let root_marks = [".git", "go.mod", "composer.json", "Gemfile", "Cargo.toml", "package.json", "pyproject.toml", "setup.py"];
    if path.parent().is_some_and(|parent| root_marks.iter().any(|mark| parent.join(mark).exists())) {
        return true;
    }
    let foreign = |name: &str| {
        let lower = name.to_ascii_lowercase();
        let licence = ["license", "licence", "copying"].iter().any(|l| lower.starts_with(l));
        licence
            || lower.ends_with(".min.js")
            || matches!(lower.as_str(), "package.json" | "cargo.toml" | "setup.py" | ".cargo-checksum.json")
    };
    entries(path).iter().any(|(name, is_dir)| {
        let text = name.to_string_lossy();
        foreign(&text) || *is_dir && entries(&path.join(name)).iter().any(|(inner, _)| foreign(&inner.to_string_lossy()))
    })
}

fn is_cargo_or_maven_target(path: &Path) -> bool {
    if path.join("CACHEDIR.TAG").exists() {
        return true;
    }
    let sibling = |name: &str| path.parent().is_some_and(|parent| parent.join(name).exists());
    sibling("Cargo.toml") && ["debug", "release"].iter().any(|d| path.join(d).is_dir())
        || sibling("pom.xml") && path.join("classes").is_dir()
}

/// Whether a directory was written by a bundler, a compiler or a packager.
fn is_build_output(path: &Path, name: &str) -> bool {
    let top = entries(path);
    if top.iter().any(|(entry, _)| is_handwritten(&entry.to_string_lossy())) {
        return false;
    }
    // `public` and `www` hold assets; only a whole bundle makes them output, and bundles are known by their content.
    if matches!(name, "public" | "www" | "output") {
        return top.iter().any(|(entry, _)| matches!(entry.to_str(), Some("_next" | "asset-manifest.json")));
    }
    let is_source_mirror = mirrors_source(path, &top);
    if name == "lib" {
        return is_source_mirror;
    }
    if is_source_mirror || top.iter().any(|(entry, _)| is_artifact(&entry.to_string_lossy())) {
        return true;
    }
    let inner = ["assets", "js", "static/js", "static", "_app", "chunks", "client", "server", "esm", "cjs", "src"];
    let deep = inner.iter().any(|d| entries(&path.join(d)).iter().any(|(entry, _)| is_artifact(&entry.to_string_lossy())));
    // A `dist` beside a package.json without a line of source in it is what `npm publish` ships.
    deep || name == "dist" && path.parent().is_some_and(|p| p.join("package.json").exists()) && !top.is_empty()
}

/// Files that a person writes and no build copies out.
fn is_handwritten(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    match extension {
        "py" | "rs" | "tsx" | "jsx" | "vue" | "svelte" => true,
        "ts" | "mts" | "cts" => !stem.ends_with(".d"),
        _ => false,
    }
}

/// Files that only a build leaves behind.
fn is_artifact(name: &str) -> bool {
    if matches!(
        name,
        "_next" | "asset-manifest.json" | "BUILD_ID" | "CACHEDIR.TAG" | "bdist.linux-x86_64" | "_buildManifest.js" | "stats.json"
    ) {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    let ends =
        [".map", ".min.js", ".min.mjs", ".bundle.js", ".chunk.js", ".whl", ".tar.gz", ".egg", ".tsbuildinfo", ".d.ts", ".d.mts", ".d.cts"];
    ends.iter().any(|end| lower.ends_with(end)) || has_content_hash(name)
}

/// `index-B7a9f0c2.js`, `main.8f2c1d3e.js`: the names bundlers give to keep caches honest.
pub(super) fn has_content_hash(name: &str) -> bool {
    let stem = match name.rsplit_once('.') {
        Some((stem, "js" | "mjs" | "css")) => stem.strip_suffix(".chunk").unwrap_or(stem),
        _ => return false,
    };
    let Some(hash) = stem.rsplit(['.', '-', '_']).next().filter(|hash| hash.len() < stem.len()) else { return false };
    let digits = hash.bytes().filter(u8::is_ascii_digit).count();
    let letters = hash.bytes().filter(u8::is_ascii_alphabetic).count();
    (8..=32).contains(&hash.len()) && digits >= 1 && letters >= 1 && digits + letters == hash.len() && looks_random(hash)
}

/// Hexadecimal, or letters of both cases around digits; `version2` and `20240102T` are neither.
fn looks_random(hash: &str) -> bool {
    let is_hex = hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let mixed = hash.bytes().any(|b| b.is_ascii_uppercase()) && hash.bytes().any(|b| b.is_ascii_lowercase());
    is_hex || mixed
}

/// Whether the scripts in a directory are the compiled form of the TypeScript in the `src` beside it.
fn mirrors_source(path: &Path, top: &[(OsString, bool)]) -> bool {
    let Some(source) = path.parent().map(|parent| parent.join("src")) else { return false };
    top.iter().filter(|(_, is_dir)| !is_dir).any(|(name, _)| {
        let stem = name.to_str().and_then(|n| n.strip_suffix(".js").or_else(|| n.strip_suffix(".mjs")).or_else(|| n.strip_suffix(".cjs")));
        stem.is_some_and(|stem| ["ts", "tsx", "mts"].iter().any(|extension| source.join(format!("{stem}.{extension}")).is_file()))
    })
}

fn entries(path: &Path) -> Vec<(OsString, bool)> {
    let Ok(listing) = std::fs::read_dir(path) else { return Vec::new() };
    listing.take(LOOK).flatten().map(|entry| (entry.file_name(), entry.file_type().is_ok_and(|t| t.is_dir()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes the files and says why the directory would be skipped.
    fn reason(directory: &str, files: &[&str]) -> Option<SkipReason> {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let path = root.path().join(directory);
        skip_directory(&path, path.file_name().unwrap().to_str().unwrap())
    }

    #[test]
    fn virtual_environments_by_evidence() {
        assert_eq!(reason("env", &["env/pyvenv.cfg"]), Some(SkipReason::VirtualEnvironment));
        assert_eq!(reason("myenv", &["myenv/Scripts/activate"]), Some(SkipReason::VirtualEnvironment));
        assert_eq!(reason("src/env", &["src/env/schema.mjs"]), None);
    }

    #[test]
    fn vendored_by_place_or_content() {
        assert_eq!(reason("vendor", &["go.mod", "vendor/a.py"]), Some(SkipReason::Vendored));
        assert_eq!(reason("src/third_party", &["src/third_party/lib/LICENSE", "src/third_party/lib/a.py"]), Some(SkipReason::Vendored));
        assert_eq!(reason("src/vendor", &["src/vendor/page.tsx", "src/vendor/list/index.tsx"]), None);
        assert_eq!(reason("node_modules", &["node_modules/x"]), Some(SkipReason::Vendored));
    }

    #[test]
    fn output_by_evidence() {
        let skip = Some(SkipReason::BuildOutput);
        assert_eq!(reason("target", &["target/CACHEDIR.TAG"]), skip);
        assert_eq!(reason("target", &["target/debug/x", "Cargo.toml"]), skip);
        assert_eq!(reason("src/target", &["src/target/mod.rs"]), None);
        assert_eq!(reason("build", &["build/static/js/main.8f2c1d3e.js"]), skip);
        assert_eq!(reason("build", &["package.json", "build/webpack.config.js"]), None);
        assert_eq!(reason("features/build", &["features/build/api.py"]), None);
        assert_eq!(reason("dist", &["package.json", "dist/index.js"]), skip);
        assert_eq!(reason("out", &["out/extension.js", "src/extension.ts"]), skip);
        assert_eq!(reason("out", &["out/handler.js"]), None);
        assert_eq!(reason("lib", &["package.json", "lib/cohere.js"]), None);
        assert_eq!(reason("lib", &["lib/cohere.js", "src/cohere.ts"]), skip);
        assert_eq!(reason("coverage", &["coverage/lcov.info"]), skip);
        assert_eq!(reason("coverage", &["coverage/insurance.py"]), None);
    }

    #[test]
    fn content_hashes() {
        for name in ["index-B7a9f0c2.js", "main.8f2c1d3e.js", "2.8f2c1d3e.chunk.js"] {
            assert!(has_content_hash(name), "{name}");
        }
        for name in ["index.js", "migrate-20240102.js", "client-version2.js", "cohere-embeddings.js", "8f2c1d3e.js"] {
            assert!(!has_content_hash(name), "{name}");
        }
    }
}
