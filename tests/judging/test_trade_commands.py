"""Moving trades at the command line: what is printed, what is refused, and that nothing changed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from competition.accounts.models import Account
from competition.commands import put_organiser
from competition.db import Database
from competition.scoring.trade_file import as_bytes, dump, load
from judging.commands import ledger, trade
from tests.builders import a_competition, somebody

Document = dict[str, Any]
FILE: Document = {
    "format": "jiangsai.trade/1",
    "trade": {"code": "17", "names": {"en": "Web", "zh": "网站"}},
    "scheme": {
        "criteria": [
            {
                "code": "A",
                "sub_criteria": [
                    {"code": "A1", "aspects": [{"id": "A1.1", "kind": "free", "max": "9"}]}
                ],
            }
        ]
    },
    "entries": [{"code": "C01", "delegation": "GZ"}],
    "marks": [{"entry": "C01", "aspect": "A1.1", "value": "8.25"}],
    "penalties": [{"entry": "C01", "scope": "event", "points": "1", "reason": "late"}],
}


@pytest.fixture
def data(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a data folder with an empty database."""
    # The command leaves the folder in the environment; this puts back what was there.
    monkeypatch.setenv("JIANGSAI_DATA", str(tmp_path))
    monkeypatch.setenv("JIANGSAI_DATABASE_URL", "")
    for part in migrated_file.parent.iterdir():
        shutil.copy(part, tmp_path)
    return tmp_path


@pytest.fixture
def house(data: Path) -> Database:
    """Give the database in the data folder, with an organiser."""
    database = Database(f"sqlite:///{data}/jiangsai.sqlite3")
    put_organiser(database, "boss", "", "password")
    return database


def ran(data: Path, *words: str) -> Result:
    """Run ``jiangsai trade`` with *words*."""
    return CliRunner().invoke(trade, [*words, "--data", str(data)])


def a_file(data: Path, document: Document) -> str:
    """Write *document* to a file and return its path."""
    path = data / "trade.json"
    path.write_bytes(as_bytes(document))
    return str(path)


def with_code(code: str) -> Document:
    """Return the file of a trade with another code."""
    return {**FILE, "trade": {"code": code}}


def test_a_trade_goes_in_and_comes_out(house: Database, data: Path) -> None:
    done = ran(data, "import", a_file(data, FILE))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "Trade 17 is number 1 of competition 1: "
        "1 entries, 1 ledger lines, 1 rulings; its sheets are open.\n"
        "The public sees nothing of it until an organiser decides what.\n"
    )
    written = dump(load(as_bytes(FILE)))
    assert ran(data, "export", "17").stdout_bytes == written
    out = data / "out.json"
    done = ran(data, "export", "17", "--out", str(out))
    assert (done.exit_code, done.output, out.read_bytes()) == (0, "", written)
    checked = CliRunner().invoke(ledger, ["verify", "--data", str(data)])
    assert checked.exit_code == 0
    assert "trade 1: 1 lines, intact" in checked.stdout
    assert "trade 1: 1 rulings, intact" in checked.stdout
    house.close()


def test_a_bad_file_is_named_by_its_path_and_changes_nothing(house: Database, data: Path) -> None:
    document = json.loads(as_bytes(FILE))
    document["marks"][0]["value"] = "10"
    done = ran(data, "import", a_file(data, document))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "$.marks[0].value: out-of-range (low 0, high 9)\n"
    assert ran(data, "export", "17").exit_code == 1
    house.close()


def test_a_taken_code_is_refused(house: Database, data: Path) -> None:
    assert ran(data, "import", a_file(data, FILE)).exit_code == 0
    done = ran(data, "import", a_file(data, FILE))
    assert done.exit_code == 1
    assert done.stderr == "Error: There is a trade with the code 17 already.\n"
    house.close()


def test_without_an_organiser_the_operator_imports(data: Path) -> None:
    for code in ("17", "18"):
        other = FILE | {"trade": {"code": code}}
        done = ran(data, "import", a_file(data, other))
        assert (done.exit_code, done.stderr) == (0, "")
    database = Database(f"sqlite:///{data}/jiangsai.sqlite3")
    with database.read() as session:
        (operator,) = session.scalars(select(Account))
    assert (operator.code, operator.password_hash, operator.pin_hash) == ("operator", None, None)
    database.close()


def test_an_author_may_be_named(house: Database, data: Path) -> None:
    somebody(house, "clerk")
    assert ran(data, "import", a_file(data, FILE), "--as", "clerk").exit_code == 0
    done = ran(data, "import", a_file(data, with_code("18")), "--as", "nobody")
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: There is no account nobody.\n没有账号 nobody。\n",
    )
    house.close()


def test_of_several_competitions_one_is_named(house: Database, data: Path) -> None:
    first, second = a_competition(house), a_competition(house)
    file = a_file(data, FILE)
    done = ran(data, "import", file)
    assert done.exit_code == 1
    assert f"  {first}  大赛 / Skills Competition\n" in done.stderr
    assert "There is no competition 9." in ran(data, "import", file, "--competition", "9").stderr
    for number in (first, second):
        assert ran(data, "import", file, "--competition", str(number)).exit_code == 0
    assert "There are 2 trades with the code 17." in ran(data, "export", "17").stderr
    found = ran(data, "export", "17", "--competition", str(second))
    assert found.stdout_bytes == dump(load(as_bytes(FILE)))
    done = ran(data, "export", "99", "--competition", str(second))
    assert f"Competition {second} has no trade with the code 99." in done.stderr
    house.close()


def test_delegations_that_keep_their_names_are_said(house: Database, data: Path) -> None:
    for code, name in (("17", "Canton"), ("18", "Guangzhou")):
        document = {**with_code(code), "delegations": [{"code": "GZ", "names": {"en": name}}]}
        done = ran(data, "import", a_file(data, document))
        kept = "Delegations that kept the names they had: GZ.\n"
        assert done.stdout.endswith(kept) is (code == "18")
    house.close()


def test_a_trade_without_marks_is_a_draft(house: Database, data: Path) -> None:
    bare = {key: each for key, each in FILE.items() if key not in {"marks", "penalties"}}
    done = ran(data, "import", a_file(data, bare))
    assert "0 ledger lines, 0 rulings; its scheme is a draft.\n" in done.stdout
    house.close()


@pytest.mark.slow
def test_a_database_that_is_not_there_yet_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGSAI_DATA", str(tmp_path))
    monkeypatch.setenv("JIANGSAI_DATABASE_URL", "")
    done = ran(tmp_path, "export", "17")
    assert done.exit_code == 1
    assert "There are 0 trades with the code 17." in done.stderr
