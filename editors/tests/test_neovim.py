"""The server in Neovim, with its own client."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

NEOVIM = shutil.which("nvim")
SCRIPT = Path(__file__).parent / "neovim.lua"


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed")
def test_neovim(command, project):
    seen = project.parent / "seen.txt"
    environment = {**os.environ, "SEEN": str(seen), "COMMAND": json.dumps(command)}
    run = subprocess.run(
        [NEOVIM, "--headless", "--clean", "-S", str(SCRIPT)],
        cwd=project, env=environment, capture_output=True, text=True, timeout=240,
    )
    told = seen.read_text() if seen.exists() else "nothing"
    assert run.returncode == 0, f"{told}\n{run.stderr}"
    for step in ("diagnostics appear", "a code action applies", "typing checks", "saving checks"):
        assert f'"{step}", true' in told, told
    assert '"stopped", true' in told, told
    # The edit went into the buffer, and from there onto the disk.
    assert '"text", \'MODEL = "command-' in told and '"command-r"' not in told, told
    assert "MODEL = CHAT" in (project / "app.py").read_text()
