"""The one command explains itself to old Pythons, and the pins name no place to fetch from."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETS = ("run", "build", "test", "check")


def name_of(requirement: str) -> str:
    """Return the plain name in a line such as ``psycopg[binary] ~= 3.3``."""
    return re.split(r"[\s\[=<>~;!]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_an_old_python_can_read_dev_py_far_enough_to_be_told() -> None:
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert source.index("sys.version_info < (3, 11)") < source.index("import contextlib")


def test_an_unknown_verb_shows_the_verbs() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "dev.py", "dance"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "demo" in done.stdout


@pytest.mark.parametrize("name", SETS)
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    pins = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", pins.strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in requirements)
    assert "://" not in pins


def test_the_sets_agree_with_one_another() -> None:
    found: dict[str, set[str]] = {}
    for name in SETS:
        pins = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        for line in pins.splitlines():
            if "==" in line:
                package, version = line.split()[0].split("==")
                found.setdefault(package, set()).add(version)
    assert not {package: versions for package, versions in found.items() if len(versions) > 1}


def test_what_is_installed_from_git_is_what_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    pinned = {name_of(line) for line in lines if line and not line.startswith("#")}
    assert {name_of(dependency) for dependency in project["dependencies"]} == pinned


@pytest.mark.parametrize("lock", ["package-lock.json", "tests/browser/package-lock.json"])
def test_every_npm_package_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('    "node_modules/')
