"""What the tests share: the program, and projects to run it in."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-21"

CLIENT = "import cohere\n\nco = cohere.ClientV2(timeout=20)\n"
MODELS = 'CHAT = "command-a-03-2025"\n'
APP = """from client import co
from models import CHAT

MODEL = "command-r"


def answer(q):
    try:
        return co.chat(model=MODEL, messages=[{"role": "user", "content": q}], max_tokens=10)
    except Exception as e:
        raise RuntimeError from e
"""
WEB = """import { CohereClientV2 } from "cohere-ai";

export const co = new CohereClientV2({ apiKey: process.env.CO_API_KEY, timeoutInSeconds: 20 });
"""


def program():
    """The program under test: `$COHERE_LINT`, else what cargo has built."""
    given = os.environ.get("COHERE_LINT")
    built = [ROOT / "target" / profile / "cohere-lint" for profile in ("release", "debug")]
    built = sorted((p for p in built if p.exists()), key=lambda p: p.stat().st_mtime, reverse=True)
    return given or (str(built[0]) if built else shutil.which("cohere-lint"))


@pytest.fixture(scope="session")
def command():
    found = program()
    if not found:
        pytest.fail("there is no program to test: run `cargo build`, or name it in $COHERE_LINT")
    return [found, "server", "--as-of", DAY]


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".git").mkdir()
    for name, text in {"client.py": CLIENT, "models.py": MODELS, "app.py": APP, "web.ts": WEB}.items():
        (tmp_path / name).write_text(text)
    return tmp_path
