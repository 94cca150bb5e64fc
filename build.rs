//! Rebuilds when a file under `rules/` comes, goes or changes: they are part of the binary.

fn main() {
    println!("cargo::rerun-if-changed=rules");
}
