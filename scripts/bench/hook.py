#!/usr/bin/env python3
"""How long a hook waits for one file of a large repository, beside a search of that repository.

    scripts/bench/hook.py TREE                    # some files of the tree that mention Cohere, one after the other
    scripts/bench/hook.py TREE FILE... --rounds 21

Runs `cohere-lint check --force-exclude --no-progress FILE --root TREE` as the hooks do, and `rg -il cohere TREE` in turn, whole processes, and prints the medians of each and the median
of the ratios of neighbouring runs, by the clock and by the processor's time of all threads. Runs beside each other suffer from the same neighbours. Needs
Python, ripgrep and the program.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = {".py", ".ts", ".tsx", ".js", ".mjs", ".rs"}


def run(command):
    """Runs a command; gives the milliseconds by the clock and by the processor."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if code > 1:
        sys.exit(f"{command[0]} ended with {code}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took * 1000, spent * 1000


def some_files(tree, number):
    """Files of the tree that mention Cohere, taken evenly from all of them."""
    found = subprocess.run(["rg", "-il", "cohere", str(tree)], stdout=subprocess.PIPE, text=True).stdout.split("\n")
    found = sorted(path for path in found if Path(path).suffix in CODE)
    return [found[len(found) * i // number] for i in range(number)] if len(found) > number else found


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("tree", type=Path)
    options.add_argument("files", nargs="*", help="the files to check, one a run; by default some that mention Cohere")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--program", default=str(ROOT / "target" / "release" / "cohere-lint"))
    options.add_argument("--most", type=float, help="end with 1 if the ratio by the clock is larger")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    options = options.parse_args()
    tree = options.tree.resolve()
    files = options.files or some_files(tree, 5)
    search = ["rg", "-il", "cohere", str(tree)]
    rows = []
    for number in range(-1, options.rounds):
        file = files[number % len(files)]
        check = [options.program, "check", "--force-exclude", "--no-progress", file, "--root", str(tree)]
        # Which goes first changes, and the first round only fills the caches.
        order = [check, search] if number % 2 else [search, check]
        times = {command[0]: run(command) for command in order}
        if number >= 0:
            rows.append((times[check[0]], times["rg"]))
    middle = lambda values: round(statistics.median(values), 2)
    summary = {
        "files": [os.path.relpath(file, tree) for file in files],
        "rounds": len(rows),
        "check_ms": middle(check[0] for check, _ in rows),
        "search_ms": middle(search[0] for _, search in rows),
        "ratio": middle(check[0] / search[0] for check, search in rows),
        "check_cpu_ms": middle(check[1] for check, _ in rows),
        "search_cpu_ms": middle(search[1] for _, search in rows),
        "cpu_ratio": middle(check[1] / max(search[1], 0.001) for check, search in rows),
    }
    if options.json:
        print(json.dumps(summary))
    else:
        print(f"{tree}: {summary['rounds']} pairs of runs, of " + ", ".join(summary["files"]))
        print(f"by the clock: check {summary['check_ms']} ms, search {summary['search_ms']} ms, ratio {summary['ratio']}")
        print(f"by the processor: check {summary['check_cpu_ms']} ms, search {summary['search_cpu_ms']} ms, ratio {summary['cpu_ratio']}")
    if options.most is not None and summary["ratio"] > options.most:
        sys.exit(1)


if __name__ == "__main__":
    main()
