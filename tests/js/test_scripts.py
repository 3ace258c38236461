"""The pages' scripts keep their promises, each file of them told in the one count of all tests."""

import subprocess
from pathlib import Path

import pytest

from hatch_build import node_home

FILES = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_script_keeps_its_promises(file: Path) -> None:
    done = subprocess.run(
        [node_home() / "bin" / "node", "--test", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
