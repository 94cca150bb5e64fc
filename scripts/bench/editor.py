#!/usr/bin/env python3
"""How long an editor waits: from a change to the diagnostics of that version, over many edits of one file in a large repository.

    scripts/bench/editor.py                       # 40,000 files, 2,000 lines, 500 edits
    scripts/bench/editor.py --files 4000 --edits 100 --program target/release/cohere-lint

The repository is made up, below target/bench/ or where --tree says, once for each number of files: services of a few dozen files each, one in
a hundred of which speaks to Cohere. The file that is edited is Python and calls Cohere through a client of another file; edits are keystrokes
in code, in comments and in texts, new and deleted lines, changed models and changed imports, in turn. What is printed is the time from writing
the change to having read the diagnostics for its version, and the processor's time of the server for an edit, which on a busy machine says more. Needs
nothing but Python and the program.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PLAIN = '''"""Part {n} of the {service} service."""
import json
import logging
from dataclasses import dataclass

from {service}.base import Thing

log = logging.getLogger(__name__)


@dataclass
class Item{n}(Thing):
    name: str
    count: int = {n}

    def total(self, price):
        if price < 0:
            raise ValueError("price")
        return self.count * price


def load(path):
    with open(path) as file:
        return [Item{n}(**entry) for entry in json.load(file)]


def describe(items):
    return ", ".join(f"{{item.name}}: {{item.total(3)}}" for item in items)
'''

WEB = '''import {{ helper }} from "./helper";

export interface Row{n} {{
  id: string;
  amount: number;
}}

export function sum{n}(rows: Row{n}[]): number {{
  return rows.filter((row) => row.amount > {n}).reduce((all, row) => all + helper(row.amount), 0);
}}
'''

CLIENT = '''import os

import cohere

co = cohere.ClientV2(api_key=os.environ["CO_API_KEY"], timeout=20)
'''

USER = '''from {service}.client import co


def answer{n}(question: str) -> str:
    try:
        answer = co.chat(model="command-a-03-2025", messages=[{{"role": "user", "content": question}}], max_tokens=300)
    except Exception as error:
        raise RuntimeError("no answer") from error
    return answer.message.content[0].text
'''

# A function of the edited file; every eighth of them asks Cohere.
FUNCTION = '''

def step_{n}(state, limit={n}):
    """Takes one step of the work."""
    rows = [row for row in state.rows if row.weight > limit]
    for row in rows:
        row.weight -= 1
        if row.weight < 0:
            state.errors.append(f"row {{row.name}} of {n} is empty")
    state.done += len(rows)
    return state
'''

ASKING = '''

def ask_{n}(question, history=()):
    messages = [*history, {{"role": "user", "content": question}}]
    try:
        answer = co.chat(model="{model}", messages=messages, max_tokens={n})
    except Exception as error:
        raise RuntimeError("no answer") from error
    return answer.message.content[0].text
'''


def edited_file(service, lines):
    parts = [f'"""The file that is edited."""\nimport json\n\nfrom {service}.client import co\n']
    count, n = parts[0].count("\n"), 0
    while count < lines:
        part = (ASKING if n % 8 == 0 else FUNCTION).format(n=n, model="command-r" if n % 64 == 0 else "command-a-03-2025")
        parts.append(part)
        count += part.count("\n")
        n += 1
    return "".join(parts)


def make_tree(root, files, lines):
    """Makes the repository and returns the file to edit; one that is whole is taken as it is."""
    first = root / "service_0" / "edited.py"
    mark = root / f"made-{files}-{lines}"
    if mark.exists():
        return first
    shutil.rmtree(root, ignore_errors=True)
    (root / ".git").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "bench"\nversion = "1.0"\ndependencies = ["cohere==7.3.1"]\n')
    made, service = 0, 0
    while made < files:
        name = f"service_{service}"
        home = root / name
        home.mkdir()
        (home / "__init__.py").write_text("")
        (home / "base.py").write_text("class Thing:\n    pass\n")
        made += 2
        for n in range(58):
            (home / f"part_{n}.py").write_text(PLAIN.format(n=n, service=name))
        for n in range(38):
            (home / f"rows{n}.ts").write_text(WEB.format(n=n))
        made += 96
        # One service in twenty speaks to Cohere, in a few files.
        if service % 20 == 0:
            (home / "client.py").write_text(CLIENT)
            for n in range(4):
                (home / f"answers_{n}.py").write_text(USER.format(n=n, service=name))
            made += 5
        service += 1
    first.write_text(edited_file("service_0", lines))
    mark.touch()
    return first


class Server:
    """The server's other end."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0

    def spent(self):
        """The processor's time of all its threads so far, in milliseconds; nothing where the system doesn't tell."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return None
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        return self.until(lambda message: message.get("id") == self.number and "method" not in message)

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def read(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            sys.exit("the server is gone")
        return self.process.stdout.read(length)

    def until(self, wanted):
        while True:
            message = json.loads(self.read())
            if wanted(message):
                return message

    def diagnostics(self, uri, version):
        """Waits for the diagnostics of a version. What is looked for in the bytes is looked for before they are parsed."""
        return self.until(
            lambda m: m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == uri
            and m["params"].get("version") == version
        )


class Editor:
    """A file that is being edited: each edit is a range and a text, applied here as there."""

    def __init__(self, text, seed):
        self.lines = text.split("\n")
        self.random = random.Random(seed)

    def place(self, wanted):
        rows = [row for row, line in enumerate(self.lines) if wanted in line]
        return self.random.choice(rows)

    def edit(self, kind):
        """Makes an edit of a kind; gives (start, end, text)."""
        if kind == "model":
            row = self.place("model=")
            line = self.lines[row]
            start = line.index('model="') + 7
            end = line.index('"', start)
            model = self.random.choice(["command-a-03-2025", "command-r", "command-r7b-12-2024", "command-light"])
            return self.replace((row, start), (row, end), model)
        if kind == "newline":
            row = self.place("state.done")
            return self.replace((row, 0), (row, 0), "    state.seen = len(rows)\n")
        if kind == "delete" and any("state.seen" in line for line in self.lines):
            row = self.place("state.seen")
            return self.replace((row, 0), (row + 1, 0), "")
        if kind == "import":
            row = self.place("import json")
            other = "import json, math" if self.lines[row] == "import json" else "import json"
            return self.replace((row, 0), (row, len(self.lines[row])), other)
        wanted = {"comment": '"""Takes', "text": "is empty", "code": "row.weight -= "}.get(kind, "rows = [")
        row = self.place(wanted)
        at = self.lines[row].index(wanted) + (3 if kind in ("comment", "text") else len(wanted))
        return self.replace((row, at), (row, at), self.random.choice("123"))

    def replace(self, start, end, text):
        before, after = self.lines[start[0]][: start[1]], self.lines[end[0]][end[1] :]
        self.lines[start[0] : end[0] + 1] = (before + text + after).split("\n")
        return start, end, text


KINDS = ["code", "comment", "code", "text", "newline", "code", "model", "code", "delete", "code"]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--files", type=int, default=40_000)
    options.add_argument("--lines", type=int, default=2_000)
    options.add_argument("--edits", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--program", default=str(ROOT / "target" / "release" / "cohere-lint"))
    options.add_argument("--tree", type=Path, default=ROOT / "target" / "bench" / "editor")
    options.add_argument("--json", action="store_true", help="print one JSON object")
    options = options.parse_args()
    path = make_tree(options.tree.resolve(), options.files, options.lines)
    server = Server([options.program, "server", "--as-of", "2026-11-21"])
    uri, text = path.as_uri(), path.read_text()
    folder = {"uri": options.tree.resolve().as_uri(), "name": "bench"}
    capabilities = {"general": {"positionEncodings": ["utf-8"]}}
    server.ask("initialize", {"processId": os.getpid(), "capabilities": capabilities, "workspaceFolders": [folder]})
    server.tell("initialized", {})
    started = time.perf_counter()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    server.tell("textDocument/didOpen", {"textDocument": document})
    found = server.diagnostics(uri, 1)
    first = time.perf_counter() - started
    spent = server.spent()
    editor, times, found_now = Editor(text, options.seed), {}, len(found["params"]["diagnostics"])
    for number in range(options.edits):
        # An import changes once in fifty edits, which is often.
        kind = "import" if number % 50 == 49 else KINDS[number % len(KINDS)]
        start, end, new = editor.edit(kind)
        version = number + 2
        position = lambda place: {"line": place[0], "character": place[1]}
        change = {"range": {"start": position(start), "end": position(end)}, "text": new}
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}
        began = time.perf_counter()
        server.tell("textDocument/didChange", params)
        found = server.diagnostics(uri, version)
        times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        found_now = len(found["params"]["diagnostics"])
    spent = None if spent is None else round((server.spent() - spent) / max(options.edits, 1), 2)
    memory = 0
    status = Path(f"/proc/{server.process.pid}/status")
    if status.exists():
        memory = int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))) // 1024
    server.ask("shutdown", None)
    server.tell("exit", None)
    server.process.wait()
    every = sorted(time for of_kind in times.values() for time in of_kind)
    rank = lambda share: every[min(len(every) - 1, int(len(every) * share))]
    summary = {
        "files": options.files, "lines": len(editor.lines), "edits": len(every), "diagnostics": found_now,
        "first_s": round(first, 2), "median_ms": round(statistics.median(every), 2), "p95_ms": round(rank(0.95), 2),
        "max_ms": round(every[-1], 2), "cpu_ms_an_edit": spent, "memory_mib": memory,
        "median_ms_by_kind": {kind: round(statistics.median(of_kind), 2) for kind, of_kind in sorted(times.items())},
    }
    if options.json:
        print(json.dumps(summary))
        return
    print(f"{summary['files']} files, {summary['lines']} lines, {summary['edits']} edits; {summary['diagnostics']} diagnostics at the end")
    print(f"first diagnostics after {summary['first_s']} s, {summary['memory_mib']} MiB in memory")
    print(f"change to diagnostics: median {summary['median_ms']} ms, 95th percentile {summary['p95_ms']} ms, longest {summary['max_ms']} ms")
    if spent is not None:
        print(f"the processor's time for an edit: {spent} ms on average")
    print("median by kind of edit: " + ", ".join(f"{kind} {ms} ms" for kind, ms in summary["median_ms_by_kind"].items()))


if __name__ == "__main__":
    main()
