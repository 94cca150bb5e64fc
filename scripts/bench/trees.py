#!/usr/bin/env python3
"""Builds the trees that the benchmarks run on, from published packages of pinned versions (packages.tsv beside this file).

    scripts/bench/trees.py DIRECTORY

makes, below DIRECTORY:
    mixed/    the sources of the packages marked for it: some 42,000 files, few of which mention Cohere
    dense/    of all packages, only the files that mention Cohere
    without/  the mixed tree less the files that mention Cohere

Needs pip, npm and cargo with their registries. What is there already is kept, so a second run costs nothing; a package that can't
be had is named, and left out.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile

SOURCES = {".py", ".pyi", ".ipynb", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".rs"}
MANIFESTS = {"package.json", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Cargo.toml", "tsconfig.json"}


def wanted(name: str) -> bool:
    path = pathlib.PurePosixPath(name)
    return (path.suffix in SOURCES or path.name in MANIFESTS) and ".." not in path.parts


def unpack(archive: pathlib.Path, into: pathlib.Path) -> None:
    """Unpacks the sources of a wheel, a source distribution or an npm package."""
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as file:
            members = [(m.filename, m) for m in file.infolist() if not m.is_dir()]
            write(((name, file.read(member)) for name, member in members if wanted(name)), into)
    else:
        with tarfile.open(archive) as file:
            members = (m for m in file if m.isfile() and wanted(m.name))
            write(((m.name.split("/", 1)[-1], file.extractfile(m).read()) for m in members), into)


def write(files, into: pathlib.Path) -> None:
    for name, content in files:
        path = into / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def fetch(ecosystem: str, name: str, version: str, root: pathlib.Path) -> str | None:
    """Fetches one package of Python or npm; gives what went wrong."""
    into = root / "packages" / ecosystem / f"{name.replace('/', '__')}-{version}"
    if into.exists():
        return None
    work = root / "downloads" / into.name
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if ecosystem == "python":
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", ".", f"{name}=={version}"]
        # Wheels for a newer Python than this one serve as well, since nothing is run; some packages publish none.
        commands = [[*pip, "--only-binary=:all:", "--python-version=3.13"], pip]
    else:
        commands = [["npm", "pack", "--silent", f"{name}@{version}"]]
    for command in commands:
        done = subprocess.run(command, cwd=work, capture_output=True, text=True)
        archives = sorted(work.iterdir())
        if done.returncode == 0 and archives:
            break
    if done.returncode != 0 or not archives:
        last = (done.stderr.strip().splitlines() or ["nothing was downloaded"])[-1]
        return f"{ecosystem} {name} {version}: {last}"
    part = into.with_name(into.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    unpack(archives[0], part)
    part.rename(into)
    shutil.rmtree(work)
    return None


def fetch_crates(crates: list[tuple[str, str]], root: pathlib.Path) -> list[str]:
    """Lets cargo fetch the crates, and copies their sources."""
    target = root / "packages" / "rust"
    missing = [(name, version) for name, version in crates if not (target / f"{name}-{version}").exists()]
    if not missing:
        return []
    work = root / "downloads" / "crates"
    shutil.rmtree(work, ignore_errors=True)
    (work / "src").mkdir(parents=True)
    (work / "src" / "lib.rs").write_text("")
    lines = ['[package]', 'name = "trees"', 'version = "0.0.0"', 'edition = "2024"', "[workspace]", "[target.'cfg(any())'.dependencies]"]
    lines += [f'd{i} = {{ package = "{name}", version = "={version}", default-features = false }}' for i, (name, version) in enumerate(missing)]
    (work / "Cargo.toml").write_text("\n".join(lines) + "\n")
    done = subprocess.run(["cargo", "vendor", "--quiet", "--versioned-dirs", "vendor"], cwd=work, capture_output=True, text=True)
    if done.returncode != 0:
        return [f"rust: cargo vendor: {(done.stderr.strip().splitlines() or ['failed'])[-1]}"]
    failures = []
    for name, version in missing:
        source = next(iter(sorted((work / "vendor").glob(f"{name}-{version}*"))), None)
        if source is None:
            failures.append(f"rust {name} {version}: cargo has not fetched it")
            continue
        files = (p for p in source.rglob("*") if p.is_file() and wanted(p.name))
        write(((str(p.relative_to(source)), p.read_bytes()) for p in files), target / f"{name}-{version}")
    shutil.rmtree(work)
    return failures


def copy(files, source: pathlib.Path, into: pathlib.Path) -> int:
    part = into.with_name(into.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    count = 0
    for path in files:
        to = part / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, to)
        count += path.suffix in SOURCES
    shutil.rmtree(into, ignore_errors=True)
    part.rename(into)
    return count


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    root = pathlib.Path(sys.argv[1]).absolute()
    root.mkdir(parents=True, exist_ok=True)
    table = pathlib.Path(__file__).with_name("packages.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in table if line and not line.startswith("#")]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        fetched = pool.map(lambda row: fetch(row[0], row[1], row[2], root), (r for r in rows if r[0] != "rust"))
        failures = [failure for failure in fetched if failure]
    failures += fetch_crates([(r[1], r[2]) for r in rows if r[0] == "rust" and r[3] == "1"], root)
    for failure in failures:
        print(f"left out: {failure}", file=sys.stderr)

    packages = root / "packages"
    marked = [packages / r[0] / f"{r[1].replace('/', '__')}-{r[2]}" for r in rows if r[3] == "1"]
    mixed = sorted(p for directory in marked for p in directory.rglob("*") if p.is_file())
    every = sorted(p for p in packages.rglob("*") if p.is_file() and p.suffix in SOURCES)
    speaks = {p for p in set(mixed) | set(every) if b"cohere" in p.read_bytes().lower()}
    counts = {
        "mixed": copy(mixed, packages, root / "mixed"),
        "dense": copy((p for p in every if p in speaks), packages, root / "dense"),
        "without": copy((p for p in mixed if p not in speaks), packages, root / "without"),
    }
    share = sum(p in speaks and p.suffix in SOURCES for p in mixed)
    print("source files: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"of the mixed tree, {share} mention Cohere")
    return 0


if __name__ == "__main__":
    sys.exit(main())
