"""Sets the demo competition up through the organiser's own pages."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from competition.rehearsal.caller import Caller

MATERIAL: Final = Path(__file__).parent.parent / "demo"


@dataclass(frozen=True, slots=True)
class DemoTrade:
    """One trade of the demo: its form, its files, its panels (name, seats, modules)."""

    code: str
    form: dict[str, str]
    scheme: str
    roster: str
    panels: tuple[tuple[str, int, tuple[str, ...]], ...]


TRADES: Final = (
    DemoTrade(
        "17",
        {
            "name_zh": "网站技术",
            "name_en": "Web Technologies",
            "group_zh": "职工组",
            "group_en": "Workers",
            "preset": "worldskills",
        },
        "es2023-web-development.xlsx",
        "web-development.csv",
        (("1", 3, ("A", "B", "C")), ("2", 3, ("D", "E", "F"))),
    ),
    DemoTrade(
        "34",
        {
            "name_zh": "中式烹调",
            "name_en": "Chinese Cooking",
            "group_zh": "职工组",
            "group_en": "Workers",
            "preset": "china-30-70",
        },
        "chinese-cooking.scheme.json",
        "chinese-cooking.csv",
        (("1", 5, ("T", "P")),),
    ),
    DemoTrade(
        "23",
        {
            "name_zh": "移动机器人",
            "name_en": "Mobile Robotics",
            "group_zh": "学生组",
            "group_en": "Students",
            "unit": "team",
            "preset": "worldskills",
        },
        "mobile-robotics.scheme.json",
        "mobile-robotics.csv",
        (("1", 3, ("A", "B", "C")),),
    ),
)
_TECHNICAL: Final = "岭南技师学院 Lingnan Technician College"
_POLYTECHNIC: Final = "珠江职业技术大学 Zhujiang Polytechnic"
_PEOPLE: Final = {
    "17": (
        ("林嘉木", "Jiamu Lin", "", _POLYTECHNIC),
        ("韦国梁", "Guoliang Wei", "", "云帆软件 Yunfan Software"),
        ("屈明", "Ming Qu", "", _TECHNICAL),
        ("闵学文", "Xuewen Min", "", "南粤数据 Nanyue Data"),
        ("汤怀", "Huai Tang", "", "越秀设计 Yuexiu Design"),
        ("祝融", "Rong Zhu", "", _POLYTECHNIC),
        ("秦朗", "Lang Qin", "", "独立 independent"),
    ),
    "34": (
        ("柯敏仪", "Minyi Ke", "", "粤味研究会 Cantonese Cuisine Society"),
        ("龚大勇", "Dayong Gong", "HG", ""),
        ("纪春兰", "Chunlan Ji", "", "白云宾馆 Baiyun Hotel"),
        ("饶志成", "Zhicheng Rao", "TL", ""),
        ("霍锦棠", "Jintang Huo", "", "荔湾酒家 Liwan Restaurant"),
        ("叶秋平", "Qiuping Ye", "", _TECHNICAL),
    ),
    "23": (
        ("庄子谦", "Ziqian Zhuang", "", _POLYTECHNIC),
        ("莫伟恒", "Weiheng Mo", "FS", "顺德机器人 Shunde Robotics"),
        ("贺文静", "Wenjing He", "", _TECHNICAL),
        ("蓝海涛", "Haitao Lan", "DG", ""),
    ),
}
"""By trade its chief judge, then its judges in order of their codes.

Their delegations have no entry in the trade, and their units none either: nobody marks their own.
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """One trade as it stands in the system: its number, its judges' PINs by code."""

    code: str
    trade: int
    chief: str
    pins: dict[str, str]
    names: dict[str, str]


def stage(organiser: Caller, today: date) -> list[Staged]:
    """Set up the demo competition with its trades, judges and locked schemes."""
    form = {
        "name_zh": "2026 年岭南职业技能大赛（演示）",
        "name_en": "Lingnan Skills Competition 2026 (demo)",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=2)).isoformat(),
    }
    organiser.fill("/organise/competitions", form)
    return [_stage_trade(organiser, trade) for trade in TRADES]


def _stage_trade(organiser: Caller, trade: DemoTrade) -> Staged:
    added = organiser.fill(
        "/organise/competitions/1/trades", {"code": trade.code, "shows": "names", **trade.form}
    )
    number = int(added.headers["Location"].rstrip("/").rsplit("/", 1)[-1])
    here = f"/organise/trades/{number}"
    organiser.fill(f"{here}/scheme", {}, MATERIAL / trade.scheme)
    organiser.fill(f"{here}/roster", {"confirmed": "1"}, MATERIAL / trade.roster)
    codes = _judge_codes(trade)
    pins = _add(organiser, here, codes, "judge") | _add(
        organiser, here, [trade.code + "00"], "chief"
    )
    at = 0
    for name, seats, modules in trade.panels:
        seated = codes[at : at + seats]
        at += seats
        organiser.fill(
            f"{here}/panels",
            {"panel": name, "judges": " ".join(seated), "modules": list(modules)},
        )
    organiser.fill(f"{here}/scheme/lock", {"accept_warnings": "1"})
    names = {"zh": trade.form["name_zh"], "en": trade.form["name_en"]}
    return Staged(trade.code, number, trade.code + "00", pins, names)


def _judge_codes(trade: DemoTrade) -> list[str]:
    seats = sum(seats for _, seats, _ in trade.panels)
    return [f"{trade.code}{number:02d}" for number in range(1, seats + 1)]


def _add(organiser: Caller, here: str, codes: list[str], role: str) -> dict[str, str]:
    lines = [",".join((code, *_PEOPLE[code[:-2]][int(code[-2:])])) for code in codes]
    answer: dict[str, Any] = organiser.fill(
        f"{here}/judges", {"judges": "\n".join(lines), "role": role}
    ).json()
    pins: dict[str, str] = answer["pins"]
    return pins
