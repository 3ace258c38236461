"""What an operator is told when the program cannot start, and that it starts when it can."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from competition.commands import ROOT
from tests.postgres import Postgres
from tests.server import free_port, serving
from wsgi import cli


def command(*words: str, data: Path) -> Result:
    """Run the command line with its data in *data*."""
    return CliRunner().invoke(cli, [*words, "--data", str(data)], env={"JIANGSAI_DATABASE_URL": ""})


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = command("serve", "--host", "127.0.0.1", "--port", port, data=tmp_path)
    assert result.exit_code == 1
    assert f"Port {port} cannot be used" in result.output
    assert f"端口 {port} 不可用" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("inside", ["", "deeper"])
@pytest.mark.parametrize("act", ["serve", "migrate", "demo"])
def test_a_data_folder_that_cannot_be_written_is_named(
    tmp_path: Path, inside: str, act: str
) -> None:
    # Root may write anywhere, but nobody may write into a file as if it were a folder.
    (tmp_path / "file").touch()
    result = command(act, data=tmp_path / "file" / inside)
    assert result.exit_code == 1
    assert "cannot be written" in result.output
    assert "不可写" in result.output


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    assert command("migrate", data=tmp_path).exit_code == 0
    engine = create_engine(f"sqlite:///{tmp_path / 'jiangsai.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    for act in ("migrate", "serve"):
        words = [act, "--host", "127.0.0.1", "--port", str(free_port())]
        result = command(*(words if act == "serve" else words[:1]), data=tmp_path)
        assert result.exit_code == 1
        assert "9999" in result.output
        assert "newer version" in result.output


def test_the_demo_keeps_away_from_real_data(tmp_path: Path) -> None:
    command("migrate", data=tmp_path)
    before = (tmp_path / "jiangsai.sqlite3").read_bytes()
    for words in (["demo"], ["demo", "--fresh"]):
        result = command(*words, "--port", str(free_port()), data=tmp_path)
        assert result.exit_code == 1
        assert "is not the demo" in result.output
    assert (tmp_path / "jiangsai.sqlite3").read_bytes() == before


def test_the_first_organiser_is_added_at_the_command_line(tmp_path: Path) -> None:
    words = ["organiser", "add", "first", "--password", "a long password"]
    assert command(*words, data=tmp_path).exit_code == 0
    again = command(*words, data=tmp_path)
    assert again.exit_code == 1
    assert "belongs to somebody else already" in again.output


def test_an_operator_of_screens_is_added_at_the_command_line(tmp_path: Path) -> None:
    words = ["organiser", "add", "eve", "--screens", "--password", "a long password"]
    assert command(*words, data=tmp_path).exit_code == 0
    engine = create_engine(f"sqlite:///{tmp_path / 'jiangsai.sqlite3'}")
    with engine.connect() as connection:
        assert connection.execute(text("select role from role_grant")).all() == [("operator",)]
    engine.dispose()


def test_an_untouched_ledger_is_verified_at_the_command_line(tmp_path: Path) -> None:
    assert command("ledger", "verify", data=tmp_path).exit_code == 0


@pytest.mark.slow
def test_the_server_says_that_it_is_well_and_leaves_in_order(
    migrated_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "jiangsai.sqlite3").write_bytes(migrated_file.read_bytes())
    with serving(tmp_path) as server:
        found = requests.get(f"{server.address}/health", timeout=10).json()
        assert (found["status"], found["trades"]) == ("ok", 0)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) == 0


@pytest.mark.slow
@pytest.mark.postgres
def test_the_server_runs_on_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    with postgres.database() as url:
        done = CliRunner().invoke(
            cli, ["migrate", "--data", str(tmp_path)], env={"JIANGSAI_DATABASE_URL": url}
        )
        assert done.exit_code == 0, done.output
        with serving(tmp_path, url) as server:
            assert requests.get(f"{server.address}/health", timeout=10).json()["status"] == "ok"


@pytest.mark.slow
def test_one_command_starts_everything(tmp_path: Path) -> None:
    port = free_port()
    words = ["serve", "--data", str(tmp_path), "--host", "127.0.0.1", "--port", str(port)]
    program = subprocess.Popen([sys.executable, "wsgi.py", *words], cwd=ROOT)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and program.poll() is None:
            try:
                assert requests.get(f"http://127.0.0.1:{port}/health", timeout=5).ok
                break
            # On a busy machine the listener answers long before the worker.
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.1)
        assert program.poll() is None
        assert "匠赛" in requests.get(f"http://127.0.0.1:{port}/?lang=zh", timeout=5).text
    finally:
        program.terminate()
        program.wait(15)


@pytest.mark.parametrize(
    "origin",
    ["news.example", "https://x.example; script-src *", "https://x.example/news", "https://", "*"],
)
def test_what_is_no_origin_is_refused_at_the_start(
    origin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGSAI_ORIGINS", f"https://news.example,{origin}")
    result = command("serve", data=tmp_path)
    assert result.exit_code == 1
    assert f"{origin!r} is no origin" in result.output
    assert "Traceback" not in result.output
