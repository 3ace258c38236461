"""The wheel runs in an empty environment on a machine without Node."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
IGNORED = shutil.ignore_patterns("__pycache__", "dist", "dist.*", "*.mo")


def run(folder: Path, *command: str | Path) -> str:
    """Return what *command* says; it must succeed, and finds its neighbours only, not Node."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": str(Path(command[0]).parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of what a release is made from, with nothing built in it."""
    folder = tmp_path_factory.mktemp("sources")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = settings["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
    for name in (*shipped, "pyproject.toml"):
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, folder / name, ignore=IGNORED)
        elif place.exists():
            shutil.copy(place, folder / name)
    # The packages that dev.py installed serve again.
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


@pytest.fixture(scope="module")
def wheel(sources: Path) -> Path:
    """Give a wheel built from the sources."""
    return build_wheel(sources, sources / "out")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an environment that holds the wheel and what the wheel asks for, nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    pins = (ROOT / "requirements" / "run.txt").read_text().splitlines()
    known = "\n".join(line.rstrip("\\") for line in pins if "==" in line)
    (folder / "known.txt").write_text(known)
    run(folder, sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    run(folder, python, "-m", "pip", "install", "--quiet", "--no-compile", "-c", "known.txt", wheel)
    return folder / "venv" / "bin"


def build_wheel(sources: Path, out: Path) -> Path:
    """Build a wheel of *sources* with the tools at hand, without fetching any."""
    options = ["--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", str(out)]
    run(sources, sys.executable, "-m", "pip", "wheel", ".", *options)
    return next(out.glob("*.whl"))


def contents(wheel: Path) -> set[str]:
    """Return the names of the files in *wheel*, without its own record."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_carries_the_built_assets_and_the_migrations(wheel: Path) -> None:
    names = contents(wheel)
    assert "competition/static/dist/manifest.json" in names
    assert any(name.startswith("competition/static/dist/base-") for name in names)
    assert "migrations/env.py" in names
    assert "wsgi.py" in names
    assert not any(name.startswith(("tests/", "bench/", "node_modules/")) for name in names)


def test_the_source_distribution_gives_the_same_wheel_without_npm(
    sources: Path, wheel: Path, tmp_path: Path
) -> None:
    run(sources, sys.executable, "-m", "hatchling", "build", "--target", "sdist", "-d", tmp_path)
    archive = next(tmp_path.glob("*.tar.gz"))
    shutil.unpack_archive(archive, tmp_path)
    unpacked = next(path for path in tmp_path.iterdir() if path.is_dir())
    again = build_wheel(unpacked, tmp_path / "out")
    assert not (unpacked / "node_modules").exists()
    assert contents(again) == contents(wheel)


def test_the_installed_command_explains_itself(installed: Path) -> None:
    said = run(installed, installed / "jiangsai", "--help")
    assert "demo" in said


def test_the_installed_demo_opens_a_board_that_fills(installed: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    demo = subprocess.Popen(
        [
            installed / "jiangsai",
            "demo",
            *("--data", tmp_path / "demo"),
            *("--host", "127.0.0.1"),
            *("--port", str(port)),
        ],
        cwd=tmp_path,
        env={**os.environ, "PATH": str(installed)},
        stdout=subprocess.DEVNULL,
    )
    try:
        board = wait_for_marks(f"http://127.0.0.1:{port}/live/trades/1")
        page = requests.get(f"http://127.0.0.1:{port}/board/1", timeout=5)
    finally:
        demo.send_signal(signal.SIGINT)
        assert demo.wait(20) == 0
    assert len(board["rows"]) == 31
    assert page.status_code == 200


def wait_for_marks(address: str) -> dict[str, Any]:
    """Return the snapshot at *address* as soon as somebody has points on it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            answer = requests.get(address, timeout=5)
        # On a busy machine the listener answers long before the worker.
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.2)
            continue
        if answer.ok and any(row["total"] != "0.00" for row in answer.json()["rows"]):
            found: dict[str, Any] = answer.json()
            return found
        time.sleep(0.2)
    pytest.fail("no mark reached the board of the demo within a minute")
