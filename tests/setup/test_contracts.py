"""The import contracts of pyproject.toml catch what they promise to catch."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("competition", "judging", "scoreboard")
IGNORED = shutil.ignore_patterns("__pycache__", "static", "templates", "translations")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of the packages and their contracts."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=IGNORED)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def layers(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of *folder* as dev.py does."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_code_as_it_is_keeps_every_contract(copy: Path) -> None:
    result = layers(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        ("competition/clock.py", "import judging", "Packages are layered"),
        ("judging/sheets.py", "import scoreboard.results", "Packages are layered"),
        ("competition/utils.py", "", "Inside competition"),
        ("competition/db.py", "import competition.accounts.models", "Inside competition"),
        ("competition/accounts/models.py", "import competition.accounts.views", "each feature"),
        ("judging/common.py", "", "Inside judging"),
        ("judging/models.py", "import judging.ledger", "Inside judging"),
        ("scoreboard/services.py", "", "Inside scoreboard"),
        ("scoreboard/standings.py", "import scoreboard.publisher", "Inside scoreboard"),
        ("competition/scoring/ranking.py", "import sqlalchemy", "Rules are pure"),
        ("scoreboard/visibility.py", "import competition.db", "Rules are pure"),
        ("judging/ledger.py", "import flask", "Flask stays at the edge"),
        ("competition/errors.py", "import marshmallow", "Flask stays at the edge"),
        ("competition/rehearsal/planted.py", "import competition.db", "rehearsal is a client"),
        ("scoreboard/results.py", "import judging.models", "Only judging touches its tables"),
    ],
)
def test_a_planted_import_is_caught(copy: Path, file: str, planted: str, contract: str) -> None:
    with (copy / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{planted}\n")
    result = layers(copy)
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert result.returncode == 1, result.stdout
    assert any(contract in line for line in broken), result.stdout
