#!/usr/bin/env python3
"""Compares cohere-lint with its peers on the benchmark trees, in one run on one machine.

    scripts/bench/compare.py DIRECTORY [--runs N] [--tree NAME ...] [--peer NAME ...] [--binary FILE]

DIRECTORY is what trees.py built. Each peer takes turns with cohere-lint, A B A B, after one run of each that isn't counted; what is
printed are medians, and the median of the ratios pair by pair: how many times the peer's cost cohere-lint costs. Wall and processor
time are seconds, memory is the peak resident size of the largest process. Absolute figures depend on the machine; ratios hold.

The peers:
    rg         ripgrep, listing the files that mention Cohere
    ruff       its rules about syntax alone: what parsing a Python tree costs
    ast-grep   the rules in peer-rules/astgrep
    semgrep    the rules in peer-rules/semgrep, without its registry

Ruff, ast-grep and semgrep are installed from the package registry into DIRECTORY when they are not there; a peer that can't be had
is named and left out. Neither ast-grep nor semgrep follows a client from one file to another, so their rules find less.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent


def tool(directory: pathlib.Path, name: str, package: str) -> str | None:
    """The path of a tool: of this machine, else installed from the registry."""
    if found := shutil.which(name):
        return found
    venv = directory / "peers"
    path = venv / "bin" / name
    if not path.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "--quiet", package], check=False)
    return str(path) if path.exists() else None


def peers(directory: pathlib.Path, wanted: list[str]) -> dict[str, list[str]]:
    commands = {
        "rg": lambda: ["rg", "-il", "cohere"] if shutil.which("rg") else None,
        "ruff": lambda: (p := tool(directory, "ruff", "ruff")) and [p, "check", "--select", "E9", "--no-cache", "--isolated", "--quiet"],
        "ast-grep": lambda: (p := tool(directory, "ast-grep", "ast-grep-cli")) and [p, "scan", "--config", str(HERE / "peer-rules/astgrep/sgconfig.yml")],
        "semgrep": lambda: (p := tool(directory, "semgrep", "semgrep"))
        and [p, "scan", "--quiet", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--config", str(HERE / "peer-rules/semgrep/cohere.yml")],
    }
    found = {}
    for name in wanted:
        if command := commands[name]():
            found[name] = command
        else:
            print(f"left out: {name} is not installed and can't be", file=sys.stderr)
    return found


def run(command: list[str], tree: pathlib.Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds, peak memory in MB."""
    environment = dict(os.environ, NO_COLOR="1", SEMGREP_ENABLE_VERSION_CHECK="0")
    started = time.perf_counter()
    process = subprocess.Popen([*command, "."], cwd=tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode < 0 or process.returncode > 2:
        print(f"{command[0]} ended with {process.returncode}", file=sys.stderr)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(name: str, figures: list[tuple[float, float, float]]) -> str:
    wall, cpu, memory = (statistics.median(column) for column in zip(*figures))
    return f"  {name:<12} wall {wall:8.2f}  cpu {cpu:8.2f}  memory {memory:7.0f} MB"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tree", action="append", choices=["mixed", "dense", "without"])
    parser.add_argument("--peer", action="append", choices=["rg", "ruff", "ast-grep", "semgrep"])
    parser.add_argument("--binary", type=pathlib.Path, default=HERE.parent.parent / "target/release/cohere-lint")
    arguments = parser.parse_args()
    binary = arguments.binary.absolute()
    if not binary.exists():
        print(f"{binary}: no such file; `cargo build --release` makes it, --binary names another", file=sys.stderr)
        return 2
    others = peers(arguments.directory.absolute(), arguments.peer or ["rg", "ruff", "ast-grep", "semgrep"])
    for name in arguments.tree or ["mixed", "dense", "without"]:
        tree = arguments.directory.absolute() / name
        own = [str(binary), "check", "--root", str(tree), "--no-progress", "--exit-zero", "--output-format", "concise", "--as-of", "2026-11-21"]
        files = sum(1 for _ in tree.rglob("*") if _.is_file())
        print(f"{name}: {files} files")
        ours = []
        for peer, command in others.items():
            run(own, tree), run(command, tree)
            pairs = [(run(own, tree), run(command, tree)) for _ in range(arguments.runs)]
            ours += [a for a, _ in pairs]
            ratios = [statistics.median(a[i] / max(b[i], 1e-9) for a, b in pairs) for i in range(3)]
            print(row(peer, [b for _, b in pairs]) + "   cohere-lint costs  wall {:.2f} x  cpu {:.2f} x  memory {:.2f} x".format(*ratios), flush=True)
        if ours:
            print(row("cohere-lint", ours), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
