"""Tools from the registries of Python and Node.js, installed under target/tools, and a list of what passed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = ROOT / "target"
HOME = TARGET / "tools"
# Longer than any single step takes on a busy machine; what hangs must not hang the check.
LIMIT = 600


class Skipped(Exception):
    """What can't be had on this machine."""


class Failed(Exception):
    """A check that did not hold."""


def run(command, limit=LIMIT, **more):
    """Runs a command to its end and gives what it left."""
    command = [str(part) for part in command]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=limit, **more)
    except FileNotFoundError as error:
        raise Skipped(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{Path(command[0]).name} took longer than {limit} seconds") from error


def must(command, code=0, **more):
    """Runs a command that has to end with this exit code."""
    done = run(command, **more)
    if done.returncode != code:
        shown = " ".join(str(part) for part in command)
        raise Failed(f"exit code {done.returncode} instead of {code}: {shown}\n{done.stdout}{done.stderr}")
    return done


def last_line(done):
    lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no message"


def python_tool(package, version, program=None):
    """The program of a Python package, installed on first use into an environment of its own."""
    home = HOME / f"{package}-{version}"
    program = home / "bin" / (program or package)
    if not program.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.parent.mkdir(parents=True, exist_ok=True)
        if run([sys.executable, "-m", "venv", home]).returncode != 0:
            raise Skipped("python3 can't make virtual environments here")
        done = run([home / "bin" / "pip", "install", "-q", "--disable-pip-version-check", f"{package}=={version}"])
        if done.returncode != 0:
            shutil.rmtree(home, ignore_errors=True)
            raise Skipped(f"{package} {version} can't be installed here: {last_line(done)}")
    return program


def npm_package(package, version):
    """The directory of a package of Node.js, installed on first use."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            raise Skipped(f"{tool} is not installed")
    home = HOME / f"{package.replace('/', '-')}-{version}"
    installed = home / "node_modules" / package
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        (home / "package.json").write_text('{"private": true}')
        done = run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", f"{package}@{version}"], cwd=home)
        if done.returncode != 0:
            raise Skipped(f"{package} {version} can't be installed here: {last_line(done)}")
        (home / "complete").touch()
    return installed


def cargo_target():
    """Where cargo builds."""
    return Path(os.environ.get("CARGO_TARGET_DIR", TARGET))


def release_binary():
    """The program as `cargo build --release` makes it."""
    name = "cohere-lint.exe" if os.name == "nt" else "cohere-lint"
    must(["cargo", "build", "--release", "--locked", "--quiet"], limit=3600, cwd=ROOT)
    return cargo_target() / "release" / name


def wheel():
    """The wheel, made of the same build."""
    maturin = python_tool("maturin", "1.16.0")
    into = TARGET / "wheels"
    shutil.rmtree(into, ignore_errors=True)
    must([maturin, "build", "--release", "--locked", "--out", into], limit=3600, cwd=ROOT)
    wheels = list(into.glob("*.whl"))
    if len(wheels) != 1:
        raise Failed(f"maturin made {len(wheels)} wheels")
    return wheels[0]


class Checks:
    """Runs checks one by one and says how each ended."""

    def __init__(self):
        self.failed = False

    def check(self, name, function, *arguments):
        try:
            result = function(*arguments)
        except Skipped as reason:
            print(f"skipped: {name}: {reason}", flush=True)
            return None
        except Failed as reason:
            print(f"FAILED:  {name}: {reason}", flush=True)
            self.failed = True
            return None
        print(f"passed:  {name}", flush=True)
        return result

    def end(self):
        sys.exit(1 if self.failed else 0)
