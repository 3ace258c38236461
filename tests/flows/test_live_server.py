"""From a judge's finger to every screen, through the real server and real sockets."""

import json
import signal
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
import requests
from websocket import WebSocketException

from competition.db import Database
from tests.builders import PIN, TAKEN_AT, LockedTrade, a_locked_trade, recorded
from tests.flows.live_socket import LiveSocket
from tests.scoreboard.board import Board
from tests.scoreboard.halls import random_marks
from tests.server import Server, serving

pytestmark = pytest.mark.slow
# Answers of 4 kB, together more than the system keeps for a reader that does not read.
ASKED = 2500


@dataclass
class Hall:
    """A running server and the trade that is judged there."""

    server: Server
    trade: LockedTrade

    def judge(self, seat: int = 1) -> dict[str, str]:
        """Return the cookies of a judge who has signed in by PIN."""
        given = {"code": self.trade.judges[seat - 1].code, "pin": PIN}
        answer = requests.post(f"{self.server.address}/judging/session", json=given, timeout=10)
        assert answer.status_code == 201, answer.text
        return {"jiangsai": answer.cookies["jiangsai"]}

    def mark(
        self, judge: dict[str, str], aspect: str, value: str, sequence: int = 1, **how: str
    ) -> requests.Response:
        """Send a mark of entry 01, or another, and return the answer."""
        sheet = self.trade.sheet(how.get("entry", "01"), aspect)
        document = {
            "uuid": str(uuid.uuid4()),
            "aspect": self.trade.aspects[aspect],
            "value": value,
            "base": 0,
            "device": "tablet",
            "sequence": sequence,
            "taken_at": TAKEN_AT,
        }
        path = f"{self.server.address}/judging/sheets/{sheet}/marks"
        return requests.post(path, json=document, cookies=judge, timeout=10)

    def snapshot(self, **headers: str) -> requests.Response:
        """Fetch the snapshot."""
        path = f"{self.server.address}/live/trades/{self.trade.id}"
        return requests.get(path, headers=headers, timeout=10)


@pytest.fixture(scope="module")
def hall(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    data = tmp_path_factory.mktemp("hall")
    trade = prepared(migrated_file, data)
    with serving(data) as server:
        yield Hall(server, trade)


NOISE = ("[]", "{}", "null", '["join",1e400]', '["jo', '["join",{"epoch":"\\ud800"}]', "[[]]", "7")
"""What is no question, or cannot be read at all."""


def test_noise_from_anybody_fills_no_log(hall: Hall) -> None:
    """What nobody can read is one line at most in a while, and says no line of any code."""
    with closing(LiveSocket(hall.server)) as board:
        for noise in NOISE * 20:
            board.websocket.send(f"42{noise}")
        # It is still answered, after all that.
        assert "version" in board.join(hall.trade.id)
    log = hall.server.log.read_text()
    assert "Traceback" not in log
    assert 1 <= log.count("packet-unread") <= 3


def prepared(migrated_file: Path, data: Path) -> LockedTrade:
    """Put a database with a locked trade into the folder *data*."""
    path = data / "jiangsai.sqlite3"
    path.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{path}")
    trade = a_locked_trade(database, entries=60)
    database.close()
    return trade


def test_a_mark_reaches_every_board_that_watches(hall: Hall) -> None:
    board = Board(hall.snapshot().content)
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(closing(LiveSocket(hall.server))) for _ in range(3)]
        for live in sockets:
            answer = live.join(hall.trade.id, board.picture["epoch"], board.version)
            assert answer == {"epoch": board.picture["epoch"], "version": board.version}
        assert hall.mark(hall.judge(), "B2.1", "3.75", entry="07").status_code == 201
        heard = [live.news(5) for live in sockets]
    assert heard[0] == heard[1] == heard[2]
    board.hear(*heard[0])
    assert board.picture["rows"][6]["marks"][1] == "~3.75"
    assert board.shown == Board(hall.snapshot().content).shown


def test_a_board_that_joins_late_is_told_what_it_missed(hall: Hall) -> None:
    board = Board(hall.snapshot().content)
    hall.mark(hall.judge(), "A1.2", "1", entry="09")
    with closing(LiveSocket(hall.server)) as live:
        until = time.monotonic() + 5
        while True:
            answer = live.join(hall.trade.id, board.picture["epoch"], board.version)
            if answer.get("deltas") or time.monotonic() > until:
                break
            time.sleep(0.05)
        assert live.join(hall.trade.id, "another", 1)["resync"] is True
    for delta in answer["deltas"]:
        board.hear("delta", delta)
    assert board.shown == Board(hall.snapshot().content).shown


def test_a_quiet_board_hears_a_pulse_every_ten_seconds(hall: Hall) -> None:
    board = Board(hall.snapshot().content)
    with closing(LiveSocket(hall.server)) as live:
        live.join(hall.trade.id, board.picture["epoch"], board.version)
        event, payload = live.event(15)
        while event != "pulse":
            event, payload = live.event(15)
    assert set(payload) == {"trade", "epoch", "version"}
    assert payload["epoch"] == board.picture["epoch"]


def test_a_board_that_has_left_hears_nothing_more(hall: Hall) -> None:
    with closing(LiveSocket(hall.server)) as live, closing(LiveSocket(hall.server)) as other:
        live.join(hall.trade.id)
        other.join(hall.trade.id)
        live.websocket.send("4277" + json.dumps(["leave", {"trade": hall.trade.id}]))
        while not live.packet().startswith("4377["):
            # A pulse may come before it is let go.
            pass
        hall.mark(hall.judge(), "A1.2", "1", entry="11")
        assert other.news(5)[0] == "delta"
        with pytest.raises(TimeoutError):
            live.event(0.5)


@pytest.mark.parametrize("wanted", ["1", None, [], {}, {"trade": "1", "version": 1}])
def test_nonsense_from_a_board_is_answered_and_harms_nobody(hall: Hall, wanted: object) -> None:
    with closing(LiveSocket(hall.server)) as live:
        live.websocket.send("427" + json.dumps(["join", wanted]))
        assert live.websocket.recv() == '437[{"code":"invalid"}]'
        assert "version" in live.join(hall.trade.id)


def test_no_viewer_gets_a_compressor_of_its_own(hall: Hall) -> None:
    asked = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    with closing(LiveSocket(hall.server, headers=asked)) as live:
        answer = live.websocket.handshake_response
        assert answer is not None
        assert answer.status == 101
        assert "sec-websocket-extensions" not in answer.headers


def test_a_page_of_another_site_cannot_listen(hall: Hall) -> None:
    with pytest.raises(WebSocketException):
        LiveSocket(hall.server, headers={"Origin": "https://elsewhere.example"})


def test_where_sockets_are_refused_the_snapshot_is_fetched_again(hall: Hall) -> None:
    first = hall.snapshot()
    known = {"If-None-Match": first.headers["ETag"]}
    assert hall.snapshot(**known).status_code == 304
    hall.mark(hall.judge(), "A1.2", "1", entry="13")
    until = time.monotonic() + 5
    while hall.snapshot(**known).status_code == 304 and time.monotonic() < until:
        time.sleep(0.05)
    assert hall.snapshot(**known).json()["version"] > first.json()["version"]
    polling = requests.get(f"{hall.server.address}/socket.io/?EIO=4&transport=polling", timeout=10)
    assert polling.status_code == 400


def test_two_judges_who_mark_one_cell_at_once_are_told_of_each_other(hall: Hall) -> None:
    before = hall.snapshot().json()["rows"][14]["marks"][0]
    first = hall.mark(hall.judge(1), "A2.1", "3", entry="15")
    second = hall.mark(hall.judge(2), "A2.1", "4", entry="15")
    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["theirs"] == "3"
    # Nothing of it is on its way to the boards of the tests to come.
    until = time.monotonic() + 5
    while hall.snapshot().json()["rows"][14]["marks"][0] == before and time.monotonic() < until:
        time.sleep(0.05)


@contextmanager
def asked_much(hall: Hall) -> Iterator[LiveSocket]:
    """Give a socket on which many large answers wait, none of them read yet."""
    board = Board(hall.snapshot().content)
    judge = hall.judge(3)
    for sequence in range(1, 31):
        answer = hall.mark(judge, "B1.3", str(sequence % 13), sequence, entry="21")
        assert answer.status_code == 201
        time.sleep(0.06)
    # Whoever is cut off while asking closes their end too.
    with closing(LiveSocket(hall.server, receive_buffer=4096)) as live:
        for _ in range(ASKED):
            live.ask(hall.trade.id, board.picture["epoch"], board.version)
        time.sleep(1)
        yield live


def test_a_reader_that_pauses_gets_every_frame_whole(migrated_file: Path, tmp_path: Path) -> None:
    trade = prepared(migrated_file, tmp_path)
    # The manager of ours answers nobody who is that far behind, and cuts them off.
    stock = {"JIANGSAI_FANOUT": "stock"}
    with ExitStack() as stack:
        server = stack.enter_context(serving(tmp_path, settings=stock))
        live = stack.enter_context(asked_much(Hall(server, trade)))
        answers = live.answers(ASKED)
    assert len(answers) == ASKED
    assert all(answer == answers[-1] for answer in answers)
    assert ASKED * len(json.dumps(answers[0])) > 4_194_304


def test_whoever_asks_without_reading_is_cut_off(migrated_file: Path, tmp_path: Path) -> None:
    trade = prepared(migrated_file, tmp_path)
    with serving(tmp_path) as server:
        hall = Hall(server, trade)
        broken = (WebSocketException, OSError)
        with pytest.raises(broken), asked_much(hall) as live:
            live.answers(ASKED)
        with closing(LiveSocket(server)) as other:
            assert other.join(trade.id)["resync"] is True


def test_without_whole_sends_a_reader_that_pauses_loses_the_stream(
    migrated_file: Path, tmp_path: Path
) -> None:
    trade = prepared(migrated_file, tmp_path)
    stock = {"JIANGSAI_FANOUT": "stock"}
    with serving(tmp_path, application="tests.flows.bare_server:make()", settings=stock) as server:
        broken = (WebSocketException, AssertionError, ValueError, OSError)
        with asked_much(Hall(server, trade)) as live, pytest.raises(broken):
            live.answers(ASKED)
        assert Hall(server, trade).snapshot().status_code == 200


def test_a_server_that_starts_again_shows_the_same_ranking(
    migrated_file: Path, tmp_path: Path
) -> None:
    trade = prepared(migrated_file, tmp_path)
    with serving(tmp_path, end=signal.SIGTERM) as server:
        hall = Hall(server, trade)
        hall.mark(hall.judge(), "B2.1", "5", entry="33")
        until = time.monotonic() + 5
        before = Board(hall.snapshot().content)
        while before.picture["rows"][32]["total"] == "0.00" and time.monotonic() < until:
            time.sleep(0.05)
            before = Board(hall.snapshot().content)
    database = Database(f"sqlite:///{tmp_path / 'jiangsai.sqlite3'}")
    marks = [mark for mark in islice(random_marks(trade, 40), 40) if mark.author]
    recorded(database, marks)
    database.close()
    with serving(tmp_path) as server:
        after = Board(Hall(server, trade).snapshot().content)
    assert before.picture["rows"][32]["total"] == "5.00"
    assert after.version == before.version + 40
    assert after.picture["epoch"] != before.picture["epoch"]


def test_whoever_only_says_upgrade_keeps_no_board_out(hall: Hall) -> None:
    unfinished = (
        "POST /nowhere HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\na"
    )
    with ExitStack() as stack:
        for _ in range(8):
            address = ("127.0.0.1", hall.server.port)
            idler = stack.enter_context(socket.create_connection(address))
            idler.sendall(unfinished.encode())
        # Whoever idles is heard before the board is.
        assert requests.get(f"{hall.server.address}/health", timeout=10).ok
        with closing(LiveSocket(hall.server)) as board:
            assert board.join(hall.trade.id)["version"] >= 0
