"""A real server with a small staged competition, whose points anybody can recount."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext
from sqlalchemy import create_engine, text

from competition.commands import put_organiser, upgrade
from competition.config import Settings
from competition.db import Database
from competition.rehearsal.caller import Caller
from competition.rehearsal.judges import Judge
from tests.server import Server

PASSWORD: Final = "organise the hall"  # noqa: S105 - of a database that lives for minutes
LEVELS: Final = [
    f"{zh} / {en}" for zh, en in (("差", "Poor"), ("可", "Fair"), ("良", "Good"), ("优", "Fine"))
]
CHOICES: Final = [
    {"label": label, "deduction": deduction, "unit": "percent"}
    for label, deduction in (
        ("齐全 / All", "0"),
        ("缺一 / One missing", "40"),
        ("无 / None", "100"),
    )
]
SCHEME: Final[dict[str, Any]] = {
    "format": "jiangsai.scheme/1",
    "title": "小站 / Small site",
    "criteria": [
        {
            "code": "A",
            "name": "页面 / Pages",
            "sub_criteria": [
                {
                    "code": "A1",
                    "name": "版面 / Layout",
                    "day": 1,
                    "aspects": [
                        {
                            "kind": "judgement",
                            "text": "整洁 / Tidiness",
                            "max": "3",
                            "levels": LEVELS,
                        },
                        {"kind": "pass_fail", "text": "可打印 / Prints", "max": "2"},
                        {
                            "kind": "count",
                            "text": "有效链接 / Links that work",
                            "max": "3",
                            "parameters": {"points": "0.35"},
                        },
                        {
                            "kind": "tolerance",
                            "text": "页边距 / Page margin",
                            "max": "2",
                            "extra": "用钢尺量 / With the steel rule",
                            "requirement": "四边相同 / The same on all sides",
                            "parameters": {
                                "nominal": "20",
                                "tolerance": "0.5",
                                "step": "0.1",
                                "unit": "mm",
                            },
                        },
                        {
                            "kind": "choice",
                            "text": "标签 / Labels",
                            "max": "1",
                            "parameters": {"choices": CHOICES},
                        },
                    ],
                }
            ],
        },
        {
            "code": "B",
            "name": "功能 / Functions",
            "sub_criteria": [
                {
                    "code": "B1",
                    "name": "表单 / Forms",
                    "day": 2,
                    "aspects": [
                        {"kind": "pass_fail", "text": "能提交 / Can be sent", "max": "4"},
                        {
                            "kind": "judgement",
                            "text": "易用 / Ease of use",
                            "max": "2",
                            "levels": LEVELS,
                        },
                    ],
                }
            ],
        },
    ],
}
ROSTER: Final = """\
code,station,name zh,name en,members,delegation,delegation zh,delegation en,short zh,short en,colors
K1,01,陈一鸣,Yiming Chen,,GZ,广州代表队,Guangzhou,广州,CAN,#c8281c;#f0bf2c
K2,02,罗梓晴,Ziqing Luo,,SZ,深圳代表队,Shenzhen,深圳,SZX,
K3,03,石敏仪,Minyi Shi,,ZH,珠海代表队,Zhuhai,珠海,ZUH,
K4,04,何宏图,Hongtu He,,ST,汕头代表队,Shantou,汕头,SWA,
"""
JUDGES: Final = (("林嘉木", "Jiamu Lin"), ("韦国梁", "Guoliang Wei"), ("屈明", "Ming Qu"))
SUSPENDED: Final = "The power is off"
"""What the chief types, in whatever language the hall speaks."""
CHIEF: Final = ("闵学文", "Xuewen Min")


@dataclass(frozen=True)
class Staged:
    """A trade of the hall: its number, and the PIN of each of its judges by code."""

    id: int
    pins: dict[str, str]

    @property
    def judges(self) -> list[str]:
        """Return the judges' codes in order of seats."""
        return sorted(code for code in self.pins if not code.endswith("00"))

    @property
    def chief(self) -> str:
        """Return the chief judge's code."""
        return next(code for code in self.pins if code.endswith("00"))


def sign_organiser_in(context: BrowserContext) -> None:
    """Sign the organiser in, who does not go on to the page with every trade of the hall."""
    form: dict[str, str | float | bool] = {"code": "organiser", "password": PASSWORD}
    answer = context.request.post("/sign-in", form=form, max_redirects=0)
    assert answer.status == 303, answer.text()


def furnish(folder: Path, database: str | None = None) -> str:
    """Make a database with an organiser, in *folder* or at *database*; return its url."""
    url = database or f"sqlite:///{folder / 'jiangsai.sqlite3'}"
    upgrade(Settings(folder, url))
    store = Database(url)
    put_organiser(store, "organiser", "", PASSWORD)
    store.close()
    return url


@dataclass
class Hall:
    """The server, its organiser, and the folder for files to import."""

    server: Server
    database: str
    folder: Path
    competition: int = 0
    trades: list[Staged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.base = self.server.address
        self.organiser = Caller(self.base)
        self.organiser.fill("/sign-in", {"code": "organiser", "password": PASSWORD})

    def open_competition(self) -> None:
        """Set the competition up that the trades belong to."""
        form = {"name_zh": "岭南小赛", "name_en": "Small Lingnan Games"}
        days = {"starts_on": "2026-11-20", "ends_on": "2026-11-22"}
        self.organiser.fill("/organise/competitions", form | days)
        self.competition = 1

    def add_trade(
        self, shows: str = "names", rules: dict[str, Any] | None = None, **fields: str
    ) -> int:
        """Add a trade with nothing in it and return its number; *rules* instead of a preset."""
        form = {"name_zh": "网站技术", "name_en": "Web Technologies", "shows": shows} | fields
        more = {"group_zh": "职工组", "group_en": "Workers"}
        more |= {"rules": json.dumps(rules)} if rules else {"preset": "worldskills"}
        code = {"code": f"T{len(self.trades) + 1}"}
        self.trades.append(Staged(0, {}))
        added = self.organiser.fill(
            f"/organise/competitions/{self.competition}/trades", form | more | code
        )
        return int(added.headers["Location"].rstrip("/").rsplit("/", 1)[-1])

    def stage(
        self,
        *,
        is_locked: bool = True,
        scheme: dict[str, Any] = SCHEME,
        rules: dict[str, Any] | None = None,
    ) -> Staged:
        """Return a new trade with scheme, roster and panel, open for marks when it is locked."""
        number = self.add_trade(rules=rules)
        judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
        return self.furnish(number, scheme, ROSTER, judges, is_locked=is_locked)

    def furnish(
        self,
        number: int,
        scheme: dict[str, Any],
        roster: str,
        judges: dict[str, tuple[str, str]],
        *,
        is_locked: bool = True,
    ) -> Staged:
        """Give the trade that was added last its scheme, roster, judges (by code) and chief."""
        here = f"/organise/trades/{number}"
        self.organiser.fill(f"{here}/scheme", {}, self.file("scheme.json", json.dumps(scheme)))
        self.organiser.fill(f"{here}/roster", {"confirmed": "1"}, self.file("roster.csv", roster))
        pins = self._add(here, judges, "judge") | self._add(here, {f"{number}00": CHIEF}, "chief")
        modules = [criterion["code"] for criterion in scheme["criteria"]]
        panel = {"panel": "1", "judges": " ".join(judges), "modules": modules}
        self.organiser.fill(f"{here}/panels", panel)
        if is_locked:
            self.organiser.fill(f"{here}/scheme/lock", {"accept_warnings": "1"})
        self.trades[-1] = Staged(number, pins)
        return self.trades[-1]

    def file(self, name: str, content: str) -> Path:
        """Return a file with *content* to choose in a form."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def rows(self, words: str, **values: object) -> Sequence[Any]:
        """Return what the database answers to *words*, past all of the program's own code."""
        engine = create_engine(self.database)
        try:
            with engine.connect() as connection:
                return connection.execute(text(words), values).all()
        finally:
            engine.dispose()

    def lines(self, trade: Staged) -> list[tuple[str, str, int, str]]:
        """Return entry, aspect, seat and value of each line of the ledger, oldest first."""
        found = self.rows(
            "select e.code, a.code, l.seat, l.value from ledger_line l"
            " join entry e on e.id = l.entry_id join aspect a on a.id = l.aspect_id"
            " where l.trade_id = :trade order by l.number",
            trade=trade.id,
        )
        return [tuple(row) for row in found]

    def chair(self, trade: Staged, seat: int) -> str:
        """Return a seat of the panel and whose it is now, as the chief judge's form says it."""
        ((panel, account),) = self.rows(
            "select p.name, s.account_id from judge_seat s join panel p on p.id = s.panel_id"
            " where p.trade_id = :trade and s.number = :seat",
            trade=trade.id,
            seat=seat,
        )
        return f"{seat}|{account}|{panel}"

    def panel(self, trade: Staged) -> "Panel":
        """Return the panel of *trade*, signed in."""
        return Panel(self.base, trade)

    def sign(self, trade: Staged) -> None:
        """Let the chief judge sign the marks of *trade*, which are complete."""
        chief = Caller(self.base)
        chief.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
        chief.fill(f"/organise/trades/{trade.id}/signature", {})

    def freeze(self, trade: Staged, act: str = "freeze") -> None:
        """Freeze what the public sees of a trade, or lift it."""
        form = {"trade": str(trade.id), "act": act}
        self.organiser.fill(f"/organise/competitions/{self.competition}/freeze", form)

    def suspend(self, trade: Staged, act: str = "suspensions") -> None:
        """Suspend marking in a trade, or let it go on (``resumptions``)."""
        chief = Caller(self.base)
        chief.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
        chief.fill(f"/organise/trades/{trade.id}/{act}", {"reason": SUSPENDED})

    def publish(self, trade: Staged, state: str = "provisional") -> None:
        """Publish the result of a trade."""
        self.organiser.fill(f"/organise/trades/{trade.id}/publication", {"state": state})

    def _add(self, here: str, people: dict[str, tuple[str, str]], role: str) -> dict[str, str]:
        listed = "\n".join(f"{code},{zh},{en}" for code, (zh, en) in people.items())
        answer = self.organiser.fill(f"{here}/judges", {"judges": listed, "role": role})
        pins: dict[str, str] = answer.json()["pins"]
        return pins


class Panel:
    """The judges of a trade, marking over HTTP as their tablets would."""

    def __init__(self, base: str, trade: Staged) -> None:
        self._judges = [Judge(base, code, trade.pins[code]) for code in trade.judges]
        # What each seat has read of a sheet; it reads again where somebody else marked meanwhile.
        self._read: dict[tuple[int, int], dict[str, Any]] = {}
        for judge in self._judges:
            judge.sign_in()
        self._sheets = {
            (each["entry"]["code"], each["criterion"]["code"]): each["id"]
            for each in self._judges[0].sheets()
        }

    def sheet(self, entry: str, criterion: str) -> int:
        """Return the number of a sheet."""
        return int(self._sheets[entry, criterion])

    def mark(self, entry: str, aspect: str, value: str, seat: int = 1) -> None:
        """Enter one mark; the database has it when this returns."""
        number = self.sheet(entry, aspect[0])
        held = self._read.get((seat, number))
        if held is None or not self._enter(seat, held, aspect, value):
            held = self._read[seat, number] = self._judges[seat - 1].sheet(number)
            assert self._enter(seat, held, aspect, value)

    def _enter(self, seat: int, sheet: dict[str, Any], aspect: str, value: str) -> bool:
        found = next(each["id"] for each in sheet["aspects"] if each["code"] == aspect)
        answer = self._judges[seat - 1].mark(sheet["id"], found, value, sheet["version"])
        if answer is not None:
            sheet["version"] = answer["version"]
        return answer is not None

    def spread_out(self) -> None:
        """Let the entries stand one after the other: K1 to K4 with 3, 2, 1 and 0 points."""
        for entry, aspect, value in (
            ("K1", "A1.2", "1"),
            ("K1", "A1.5", "0"),
            ("K2", "A1.2", "1"),
            ("K3", "A1.5", "0"),
        ):
            self.mark(entry, aspect, value)

    def sign(self, entry: str, criterion: str, but: int = 0) -> None:
        """Let every judge sign a sheet *but* the one in a seat."""
        number = self.sheet(entry, criterion)
        for judge in (each for seat, each in enumerate(self._judges, 1) if seat != but):
            judge.sign_sheet(number, judge.sheet(number)["version"])

    def vote(self, entry: str, aspect: str, votes: str) -> None:
        """Enter the votes of all seats, such as ``332``."""
        for seat, value in enumerate(votes, 1):
            self.mark(entry, aspect, value, seat)

    def complete(self, entry: str, marks: str) -> None:
        """Mark everything of *entry*: ``232 1 7 20.3 0 1 321`` in order of the aspects."""
        codes = ("A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "B1.1", "B1.2")
        for code, value in zip(codes, marks.split(), strict=True):
            if code in {"A1.1", "B1.2"}:
                self.vote(entry, code, value)
            else:
                self.mark(entry, code, value)
