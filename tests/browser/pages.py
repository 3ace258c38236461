"""Every page: where it is, who sees it on what screen, and what they do there first."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL_SCREEN, TABLET
from tests.browser.fair import Fair
from tests.browser.hall import ROSTER, SCHEME

PHONE = {"width": 390, "height": 844}


def nothing(_page: Page, _fair: Fair) -> None:
    """Do nothing: the page is what it should be."""


def choose_bad_roster(page: Page, fair: Fair) -> None:
    bad = fair.hall.file("bad.csv", ROSTER.replace("K2,02", ",02"))
    page.locator("input[type=file]").set_input_files(bad)
    page.locator("main form .submit button").click()
    expect(page.locator("main [role=alert]")).to_be_visible()


def choose_good_roster(page: Page, fair: Fair) -> None:
    page.locator("input[type=file]").set_input_files(fair.hall.file("good.csv", ROSTER))
    page.locator("main form .submit button").click()
    expect(page.locator(".confirm-bar")).to_be_visible()


def choose_bad_scheme(page: Page, fair: Fair) -> None:
    broken = fair.hall.file("bad.json", json.dumps({**SCHEME, "criteria": [{"code": "A"}]}))
    page.locator("input[type=file]").set_input_files(broken)
    page.locator("main form .submit button").click()
    expect(page.locator("main [role=alert]")).to_be_visible()


def ask(page: Page, _fair: Fair) -> None:
    page.locator("details.confirm summary").click()


def unfold_formal(page: Page, _fair: Fair) -> None:
    expect(page.locator(".halt.on")).to_be_visible()
    for part in ("#check", "#word"):
        page.locator(f"{part} summary").first.click()
        expect(page.locator(f"{part} h3")).to_be_visible()


def unfold(page: Page, _fair: Fair) -> None:
    page.locator(".tree details summary").first.click()


def renew_pin(page: Page, _fair: Fair) -> None:
    page.locator(".tb .ac form button").first.click()
    expect(page.locator(".pins")).to_be_visible()


def make_code(page: Page, _fair: Fair) -> None:
    page.locator("#pairing form button").click()
    expect(page.locator(".ticket")).to_be_visible()


def pair_wrongly(page: Page, _fair: Fair) -> None:
    page.locator("[name=pairing-code]").fill("AAAA AAAA")
    page.locator(".pairing .btn.main").click()
    expect(page.locator(".pairing [role=alert]")).not_to_be_empty()


def change_judge(page: Page, _fair: Fair) -> None:
    page.locator(".me").click()
    expect(page.locator("dialog judge-door")).to_be_visible()


def send_empty(page: Page, _fair: Fair) -> None:
    page.locator("main form .submit button").click()
    expect(page.locator("main [role=alert]").first).to_be_visible()


def take_in_wrongly(page: Page, _fair: Fair) -> None:
    page.locator("#f-code").fill("AAAAAA")
    page.locator("#f-name").fill("x")
    page.locator(".taking button").click()
    expect(page.locator("main [role=alert]")).to_be_visible()


def send_wrong_password(page: Page, _fair: Fair) -> None:
    page.locator("[name=code]").fill("nobody")
    page.locator("[name=password]").fill("wrong")
    page.locator("main button").click()
    expect(page.locator("main [role=alert]")).to_be_visible()


def freeze_nothing(page: Page, _fair: Fair) -> None:
    page.locator("button[value=freeze]").click()
    expect(page.locator("main [role=alert]")).to_be_visible()


def turn_to(aspect: str) -> Callable[[Page, Fair], None]:
    def turned(page: Page, _fair: Fair) -> None:
        line = page.locator("nav.list li button").filter(
            has=page.locator(f".id:text-is('{aspect}')")
        )
        line.click()
        expect(page.locator("#aspect .num")).to_have_text(aspect)

    return turned


def look_like(view: str, at: int = 0) -> Callable[[Page, Fair], None]:
    def looked(page: Page, _fair: Fair) -> None:
        page.evaluate(
            """([view, at]) => {
                const { desk } = document.querySelector("judge-tablet");
                desk.prefer({ view });
                desk.turnTo(desk.sheet.aspects[at].id);
            }""",
            [view, at],
        )
        shown = {"dense": ".rows", "across": ".turn", "one": "nav.list"}[view]
        expect(page.locator(shown)).to_be_visible()

    return looked


def unfold_paper(paper: str) -> Callable[[Page, Fair], None]:
    def unfolded(page: Page, fair: Fair) -> None:
        look_like("one")(page, fair)
        page.evaluate("(paper) => document.querySelector('judge-tablet').desk.show(paper)", paper)
        expect(page.locator(f"dialog.{paper}")).to_be_visible()

    return unfolded


@dataclass(frozen=True)
class Kind:
    """One page: where it is, who sees it on what screen, and what they do there first."""

    path: str
    who: str = "public"
    screen: tuple[int, int] = (1440, 900)
    act: Callable[[Page, Fair], None] = nothing
    shows: str = "main"
    expected: frozenset[int] = frozenset()


def board(path: str, screen: dict[str, int]) -> Kind:
    return Kind(path, screen=(screen["width"], screen["height"]), shows="score-board .board")


def chart(path: str, screen: dict[str, int]) -> Kind:
    size = (screen["width"], screen["height"])
    return Kind(path, screen=size, shows=".course :is(.names li, .empty)")


def boards(path: str, screen: dict[str, int]) -> Kind:
    return Kind(path, screen=(screen["width"], screen["height"]), shows=".overview .survey li")


def desk(path: str, act: Callable[[Page, Fair], None] = nothing, *expected: int) -> Kind:
    return Kind(path, "organiser", act=act, expected=frozenset(expected))


def tablet(path: str, shows: str, act: Callable[[Page, Fair], None] = nothing) -> Kind:
    return Kind(path, "judge", (TABLET["width"], TABLET["height"]), act, shows)


KINDS: Final = {
    "home": Kind("/"),
    "home on a phone": Kind("/", screen=(390, 844)),
    "sign-in": Kind("/sign-in"),
    "sign-in refused": Kind("/sign-in", act=send_wrong_password, expected=frozenset({401})),
    "overview": desk("/organise/"),
    "new competition": desk("/organise/competitions/new"),
    "new competition refused": desk("/organise/competitions/new", send_empty, 422),
    "new trade": desk("/organise/competitions/1/trades/new"),
    "new trade refused": desk("/organise/competitions/1/trades/new", send_empty, 422),
    "trade": desk("/organise/trades/{live}"),
    "no entries yet": desk("/organise/trades/{empty}/entries"),
    "entries": desk("/organise/trades/{live}/entries"),
    "roster refused": desk("/organise/trades/{draft}/entries", choose_bad_roster, 422),
    "roster to confirm": desk("/organise/trades/{draft}/entries", choose_good_roster),
    "no scheme yet": desk("/organise/trades/{empty}/scheme"),
    "scheme refused": desk("/organise/trades/{empty}/scheme", choose_bad_scheme, 422),
    "scheme to lock": desk("/organise/trades/{draft}/scheme", ask),
    "scheme locked": desk("/organise/trades/{live}/scheme", unfold),
    "no judges yet": desk("/organise/trades/{empty}/panels"),
    "judges and panels": desk("/organise/trades/{live}/panels"),
    "new PIN": desk("/organise/trades/{draft}/panels", renew_pin),
    "marking, no sheets": desk("/organise/trades/{draft}/chief"),
    "marking, with a spread": desk("/organise/trades/{live}/chief"),
    "marking, to sign": Kind("/organise/trades/{ready}/chief", "chief", act=ask),
    "odd marks": Kind("/organise/trades/{ready}/warnings", "chief"),
    "rulings that an organiser reads": desk("/organise/trades/{ready}/rulings"),
    "marking, suspended, with protests": desk("/organise/trades/{formal}/chief", unfold_formal),
    "marking on a tablet": Kind("/organise/trades/{live}/chief", "organiser", (1180, 820)),
    "marking, one state": desk("/organise/trades/{live}/chief?state=conflict"),
    "sheet, whole": desk("/organise/trades/{formal}/sheets/{paper}"),
    "sheet, whole, on a phone": Kind(
        "/organise/trades/{formal}/sheets/{paper}", "organiser", (390, 844)
    ),
    "marking, signed": desk("/organise/trades/{official}/chief"),
    "tablets": desk("/organise/trades/{live}/devices"),
    "pairing code": desk("/organise/trades/{live}/devices", make_code),
    "publication, not signed": desk("/organise/trades/{live}/publication"),
    "publication, to make official": desk("/organise/trades/{provisional}/publication", ask),
    "publication, official": desk("/organise/trades/{official}/publication"),
    "chief judge's overview": Kind("/organise/", "chief"),
    "screens": desk("/organise/screens"),
    "screens on a phone": Kind("/organise/screens", "organiser", (390, 844)),
    "screen refused": desk("/organise/screens", take_in_wrongly, 422),
    "one screen": desk("/organise/screens/1"),
    "ceremonies": desk("/organise/ceremonies"),
    "presenter's view": Kind("/organise/ceremonies/{ceremony}", "organiser", shows=".on"),
    "presenter on a phone": Kind(
        "/organise/ceremonies/{ceremony}", "organiser", (390, 844), shows=".on"
    ),
    "screen that waits": Kind("/screen", screen=(1920, 1080), shows=".typed"),
    "ceremony": Kind("/ceremony/{ceremony}?theme=light", screen=(1920, 1080), shows=".scene"),
    "ceremony on a phone": Kind("/ceremony/{ceremony}", screen=(390, 844), shows=".scene"),
    "board for a frame": Kind("/embed/{live}", screen=(400, 600), shows="tr.row"),
    "frame in contrast": Kind("/embed/{live}?theme=contrast", screen=(400, 600), shows="tr.row"),
    "ceremony in contrast": Kind(
        "/ceremony/{ceremony}?theme=contrast", screen=(1920, 1080), shows=".scene"
    ),
    "overlay": Kind("/overlay/{live}", screen=(1920, 1080), shows="tr.row"),
    "board": board("/board/{live}", HALL_SCREEN),
    "board by day": board("/board/{live}?theme=light", HALL_SCREEN),
    "board in contrast": board("/board/{official}?theme=contrast", HALL_SCREEN),
    "board on a phone": board("/board/{live}", PHONE),
    "board of a draft": board("/board/{empty}", HALL_SCREEN),
    "board, official": board("/board/{official}", HALL_SCREEN),
    "board, frozen": board("/board/{frozen}", HALL_SCREEN),
    "chart": chart("/board/{live}/course", HALL_SCREEN),
    "chart on a phone": chart("/board/{frozen}/course", PHONE),
    "chart of a draft": chart("/board/{empty}/course", HALL_SCREEN),
    "board for officials": Kind("/organise/trades/{ready}/live", "chief", shows=".reserved"),
    "all trades": boards("/boards/1", HALL_SCREEN),
    "all trades by day": boards("/boards?theme=light", HALL_SCREEN),
    "all trades in contrast": boards("/boards?theme=contrast", HALL_SCREEN),
    "all trades, small hall": boards("/boards/1", TABLET),
    "all trades on a phone": boards("/boards/1", PHONE),
    "medals": Kind("/boards/1/medals", shows=".age .st"),
    "medals in contrast": Kind("/boards/1/medals?theme=contrast", shows=".age .st"),
    "medals by points on a phone": Kind(
        "/boards/1/medals?by=points", screen=(390, 844), shows=".age .st"
    ),
    "delegation": Kind("/boards/1/delegations/GZ", screen=(1920, 1080), shows=".age .st"),
    "delegation on a phone": Kind("/boards/1/delegations/GZ", screen=(390, 844), shows=".age .st"),
    "competitor": Kind("/people/{entry}", shows=".age .st"),
    "freezes": desk("/organise/competitions/1/freeze"),
    "freezes, of which competition": desk("/organise/freeze/competitions"),
    "freeze refused": desk("/organise/competitions/1/freeze", freeze_nothing, 422),
    "progress": desk("/organise/competitions/1/progress"),
    "no result yet": Kind("/results/{live}"),
    "provisional result": Kind("/results/{provisional}"),
    "official result": Kind("/results/{official}"),
    "official result on a phone": Kind("/results/{official}", screen=(390, 844)),
    "tablet, sign-in": Kind(
        "/judging/", screen=(1024, 768), shows="form.signin", expected=frozenset({401})
    ),
    "tablet, pairing refused": Kind(
        "/judging/#pair",
        screen=(1024, 768),
        act=pair_wrongly,
        shows="form.pairing",
        expected=frozenset({401, 422}),
    ),
    "tablet, change of judge": tablet("/judging/", ".stations", change_judge),
    "tablet, list": tablet("/judging/", ".stations"),
    "tablet, judgement": tablet("/judging/#sheet-{sheet}", "nav.list li", turn_to("A1.1")),
    "tablet, yes or no": tablet("/judging/#sheet-{sheet}", "nav.list li", turn_to("A1.2")),
    "tablet, pad": tablet("/judging/#sheet-{sheet}", "nav.list li", turn_to("A1.4")),
    "tablet, choice": tablet("/judging/#sheet-{sheet}", "nav.list li", turn_to("A1.5")),
    "tablet, dense": tablet("/judging/?dense#sheet-{sheet}", ".top .who", look_like("dense")),
    "tablet, dense, pad": tablet("/judging/?pad#sheet-{sheet}", ".top .who", look_like("dense", 3)),
    "tablet, across": tablet("/judging/?across#sheet-{sheet}", ".top .who", look_like("across")),
    "tablet, how I mark": tablet(
        "/judging/?habits#sheet-{sheet}", ".top .who", unfold_paper("habits")
    ),
    "tablet, help": tablet("/judging/?help#sheet-{sheet}", ".top .who", unfold_paper("help")),
    "error": Kind("/nowhere", expected=frozenset({404})),
    "forbidden": Kind("/organise/trades/{ready}/entries", "chief", expected=frozenset({403})),
}
