"""A large competition for looking at: every kind of board, with long names, ties and crowds."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from competition.rehearsal.judges import Judge
from tests.browser.hall import ROSTER, Hall, Staged

SEED: Final = 7
_HOMES: Final = (
    ("GZ", "广州市代表队", "Guangzhou", "广州", "CAN"),
    ("SZ", "深圳市代表队", "Shenzhen", "深圳", "SZX"),
    ("ZH", "珠海市代表队", "Zhuhai", "珠海", "ZUH"),
    ("ST", "汕头市代表队", "Shantou", "汕头", "SWA"),
    ("FS", "佛山市代表队", "Foshan", "佛山", "FUO"),
    ("SG", "韶关市代表队", "Shaoguan", "韶关", "HSC"),
    ("ZJ", "湛江市代表队", "Zhanjiang", "湛江", "ZHA"),
    ("ZQ", "肇庆市代表队", "Zhaoqing", "肇庆", "ZHQ"),
    ("JM", "江门市代表队", "Jiangmen", "江门", "JMN"),
    ("MM", "茂名市代表队", "Maoming", "茂名", "MMG"),
    ("HZ", "惠州市代表队", "Huizhou", "惠州", "HUZ"),
    ("MZ", "梅州市代表队", "Meizhou", "梅州", "MXZ"),
    ("SW", "汕尾市代表队", "Shanwei", "汕尾", "SWE"),
    ("HY", "河源市代表队", "Heyuan", "河源", "HYN"),
    ("YJ", "阳江市代表队", "Yangjiang", "阳江", "YJI"),
    ("QY", "清远市代表队", "Qingyuan", "清远", "QYN"),
    ("DG", "东莞市代表队", "Dongguan", "东莞", "DGM"),
    ("ZS", "中山市代表队", "Zhongshan", "中山", "ZSN"),
    ("CZ", "潮州市代表队", "Chaozhou", "潮州", "CZH"),
    ("JY", "揭阳市代表队", "Jieyang", "揭阳", "JYG"),
    ("YF", "云浮市代表队", "Yunfu", "云浮", "YFU"),
    ("XG", "香港特别行政区代表队", "Hong Kong SAR", "香港", "HKG"),
    ("AM", "澳门特别行政区代表队", "Macao SAR", "澳门", "MFM"),
    ("GX", "广西壮族自治区代表队", "Guangxi Zhuang Autonomous Region", "广西", "GXI"),
)
_FAMILIES: Final = (
    *(("陈", "Chen"), ("林", "Lin"), ("黄", "Huang"), ("梁", "Liang"), ("罗", "Luo"), ("何", "He")),
    *(("邓", "Deng"), ("欧阳", "Ouyang"), ("谢", "Xie"), ("石", "Shi"), ("司徒", "Situ")),
    *(("郑", "Zheng"), ("吴", "Wu"), ("麦", "Mai"), ("钟", "Zhong"), ("叶", "Ye"), ("冼", "Xian")),
)
_GIVEN: Final = (
    *(("俊豪", "Junhao"), ("梓晴", "Ziqing"), ("敏仪", "Minyi"), ("宏图", "Hongtu")),
    *(("一鸣", "Yiming"), ("思远", "Siyuan"), ("嘉欣", "Jiaxin"), ("志强", "Zhiqiang")),
    *(("雨", "Yu"), ("子轩", "Zixuan"), ("晓彤", "Xiaotong"), ("国栋", "Guodong")),
    *(("诗涵", "Shihan"), ("伟", "Wei"), ("若曦", "Ruoxi"), ("浩然", "Haoran"), ("丽华", "Lihua")),
)
_LONG: Final = ("古丽娜尔·艾山江", "Gulinaer Aishanjiang")
_JUDGE: Final = ("林嘉木", "Jiamu Lin")
_MODULES: Final = (
    *("设计 / Design", "布局 / Layout", "前端 / Front end", "后端 / Back end", "测试 / Testing"),
    *("部署 / Deployment", "文档 / Documents", "安全 / Safety", "答辩 / Presentation"),
)
PRIZES: Final[dict[str, Any]] = {
    "prizes": {
        "kind": "number",
        "numbers": [1, 2, 3],
        "merit": {"kind": "number", "number": 8},
    }
}
_SMALL: Final = (
    ("平面设计技术", "Graphic Design Technology", "official"),
    ("美容", "Beauty Therapy", "official"),
    ("焊接", "Welding", "official"),
    ("电气装置", "Electrical Installations", "official"),
    ("砌筑", "Bricklaying", "official"),
    ("汽车技术", "Automobile Technology", "provisional"),
    ("西餐", "Cooking", "provisional"),
    ("花艺", "Floristry", "signed"),
    ("工业控制", "Industrial Control", "frozen"),
    ("网络安全", "Cyber Security", "frozen"),
    ("数控铣", "CNC Milling", "suspended"),
    ("增材制造", "Additive Manufacturing", "marked"),
    ("移动应用开发", "Mobile Applications Development", "live"),
    ("机电一体化", "Mechatronics", "live"),
    ("健康和社会照护", "Health and Social Care", "live"),
    ("酒店接待", "Hotel Reception", "live"),
    ("云计算", "Cloud Computing", "live"),
    ("飞机维修", "Aircraft Maintenance", "live"),
    ("重型车辆维修", "Heavy Vehicle Technology", "draft"),
    ("化学实验室技术", "Chemical Laboratory Technology", "draft"),
)


@dataclass
class Grand:
    """The hall and what stands in it, by the words that addresses use."""

    hall: Hall
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Wanted:
    """A trade: names, how many entries, how many modules, and how much of it is marked."""

    zh: str
    en: str
    entries: int
    modules: int
    share: float = 1.0
    unit: str = "person"
    rules: Mapping[str, Any] | None = None
    totals: Sequence[str] = ()


def stage(hall: Hall) -> Grand:
    """Fill the hall, through the organiser's own pages and the judges' own interface."""
    chance = random.Random(SEED)  # noqa: S311 - invented marks
    grand = Grand(hall)
    for key, wanted in _BOARDS.items():
        trade = _staged(hall, wanted, chance)
        grand.numbers[key] = trade.id
        if key == "plastics":
            _finish(hall, trade, "official")
    for zh, en, state in _SMALL:
        share = {"draft": 0.0, "live": chance.uniform(0.2, 0.9)}.get(state, 1.0)
        trade = _staged(hall, _Wanted(zh, en, 7, 2, share), chance, is_locked=state != "draft")
        grand.numbers[state] = trade.id
        _finish(hall, trade, state)
    for key, wanted in _CEREMONIES.items():
        trade = _staged(hall, wanted, chance)
        hall.sign(trade)
        grand.numbers[key] = _ceremony(hall, trade.id)
    grand.numbers["podium"] = _ceremony(hall, grand.numbers["plastics"])
    ((entry,),) = hall.rows(
        "select id from entry where trade_id = :trade and code = '01'",
        trade=grand.numbers["plastics"],
    )
    return Grand(hall, grand.numbers | {"entry": entry})


_BOARDS: Final = {
    "four": _Wanted("砖石雕刻", "Architectural Stonemasonry", 4, 3, 0.7),
    "sixteen": _Wanted("网站技术", "Web Technologies", 16, 6, 0.8),
    "usual": _Wanted("信息网络布线", "Information Network Cabling", 31, 6, 0.75),
    "sixty": _Wanted("商务软件解决方案", "IT Software Solutions for Business", 60, 9, 0.9),
    "hundred": _Wanted("移动机器人", "Mobile Robotics", 100, 7, 0.8, "team"),
    "plastics": _Wanted("塑料模具工程", "Plastic Die Engineering", 31, 6),
}
_CEREMONIES: Final = {
    "ceremony": _Wanted(
        *("珠宝加工", "Jewellery", 16, 1),
        rules=PRIZES,
        totals=("96.4", "93.1", "93.1", "90", "88.2", "87", *(str(80 - at) for at in range(10))),
    ),
    "crowd": _Wanted(
        *("餐厅服务", "Restaurant Service", 24, 1),
        rules={"prizes": {"kind": "number", "numbers": [1, 6, 14]}},
        totals=("96.4", *["93.1"] * 6, *["90"] * 14, "60", "50", "40"),
    ),
}


def _staged(
    hall: Hall, wanted: _Wanted, chance: random.Random, *, is_locked: bool = True
) -> Staged:
    more: dict[str, str] = {"name_zh": wanted.zh, "name_en": wanted.en, "unit": wanted.unit}
    number = hall.add_trade(rules=dict(wanted.rules) if wanted.rules else None, **more)
    roster = _roster(wanted, chance)
    staged = hall.furnish(
        number, _scheme(wanted), roster, {f"{number}01": _JUDGE}, is_locked=is_locked
    )
    if is_locked and wanted.share:
        _mark(hall, staged, wanted, chance)
    return staged


def _scheme(wanted: _Wanted) -> dict[str, Any]:
    modules = [
        {
            "code": "ABCDEFGHI"[at],
            "name": _MODULES[at],
            "sub_criteria": [
                {
                    "code": f"{'ABCDEFGHI'[at]}1",
                    "name": _MODULES[at],
                    "day": 1,
                    "aspects": [
                        {
                            "kind": "free",
                            "text": "作品 / Work",
                            "max": str(100 // wanted.modules),
                            "parameters": {"step": "0.05"},
                        }
                    ],
                }
            ],
        }
        for at in range(wanted.modules)
    ]
    return {"format": "jiangsai.scheme/1", "title": f"{wanted.zh} / {wanted.en}"} | {
        "criteria": modules
    }


def _roster(wanted: _Wanted, chance: random.Random) -> str:
    lines = [ROSTER.splitlines()[0]]
    people = [
        (family[0] + given[0], f"{given[1]} {family[1]}")
        for family in _FAMILIES
        for given in _GIVEN
    ]
    chance.shuffle(people)
    people[2] = _LONG
    for at in range(wanted.entries):
        home = _HOMES[at % len(_HOMES)]
        zh, en = people[at]
        if wanted.unit == "team":
            zh, en = f"{home[3]}{zh[0]}队", f"Team {home[2].split()[0]} {at // len(_HOMES) + 1}"
        members = "；".join(person[0] for person in people[at : at + 2])
        team = members if wanted.unit == "team" else ""
        lines.append(",".join((f"{at + 1:02}", f"{at + 1:02}", zh, en, team, *home, "")))
    return "\n".join(lines) + "\n"


def _mark(hall: Hall, staged: Staged, wanted: _Wanted, chance: random.Random) -> None:
    judge = Judge(hall.base, staged.judges[0], staged.pins[staged.judges[0]])
    judge.sign_in()
    aspects: dict[str, int] = {}
    most = 100 // wanted.modules
    skills: dict[str, float] = {}
    sheets = judge.sheets()
    for at, each in enumerate(sheets):
        entry, module = each["entry"]["code"], each["criterion"]["code"]
        if module not in aspects:
            aspects[module] = judge.sheet(each["id"])["aspects"][0]["id"]
        skill = skills.setdefault(entry, chance.uniform(0.45, 0.97))
        points = min(1.0, max(0.1, chance.gauss(skill, 0.06))) * most
        value = f"{round(points * 20) / 20:.2f}"
        if wanted.totals:
            value = wanted.totals[int(entry) - 1]
        if at < wanted.share * len(sheets):
            judge.mark(each["id"], aspects[module], value, 0)


def _ceremony(hall: Hall, trade: int) -> int:
    form = {"trade": trade, "alone": 4, "kind": "result"}
    made = hall.organiser.fill("/organise/ceremonies", form)
    return int(made.headers["Location"].rsplit("/", 1)[1])


def _finish(hall: Hall, trade: Staged, state: str) -> None:
    if state in {"signed", "provisional", "official"}:
        hall.sign(trade)
    if state in {"provisional", "official"}:
        hall.publish(trade, "provisional")
    if state == "official":
        hall.publish(trade, "official")
    if state == "frozen":
        hall.freeze(trade)
    if state == "suspended":
        hall.suspend(trade)
