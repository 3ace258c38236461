"""A trade in which nothing is as it should be: objected to, protested against, suspended."""

from collections.abc import Sequence

from competition.rehearsal.caller import Caller
from tests.browser.hall import Hall, Panel, Staged


def disputed(hall: Hall, marks: Sequence[str]) -> tuple[Staged, int]:
    """Return a suspended trade with an objection and a protest that wait, and a sheet of it.

    *marks* are those of its first entries; K1 and K2 are checked and asked to confirm.
    """
    trade = hall.stage()
    here = f"/organise/trades/{trade.id}"
    hall.organiser.fill(f"{here}/signing", {"signing": "panel"})
    hall.organiser.fill(f"{here}/checking", {"checking": "aloud", "confirming": "competitor"})
    panel = hall.panel(trade)
    for entry, all_of_it in zip(("K1", "K2", "K3"), marks, strict=False):
        panel.complete(entry, all_of_it)
    _check(hall, trade, panel)
    _protest(hall, trade, panel.sheet("K1", "B"))
    hall.organiser.fill(f"{here}/suspensions", {"reason": "Power cut."})
    return trade, panel.sheet("K1", "B")


def _check(hall: Hall, trade: Staged, panel: Panel) -> None:
    """Let a second person find two sheets right and object to the third."""
    code = f"{trade.id}09"
    form = {"judges": f"{code},屈大,Da Qu", "role": "judge"}
    pins = hall.organiser.fill(f"/organise/trades/{trade.id}/judges", form).json()["pins"]
    second = Caller(hall.base)
    second.post("/judging/session", {"code": code, "pin": pins[code]})
    for entry in ("K1", "K2"):
        path = f"/judging/checks/{panel.sheet(entry, 'B')}"
        second.post(path, {"version": second.get(path)["version"], "device": "d-1"})
    path = f"/judging/checks/{panel.sheet('K3', 'B')}"
    seen = second.get(path)
    about = {"version": seen["version"], "aspect": seen["aspects"][0]["id"], "device": "d-1"}
    second.post(f"{path}/objections", {**about, "reason": "Misread."})


def _protest(hall: Hall, trade: Staged, sheet: int) -> None:
    """Let a judge of the panel record that the competitor does not agree."""
    judge, code = Caller(hall.base), trade.judges[0]
    judge.post("/judging/session", {"code": code, "pin": trade.pins[code]})
    word = {"version": judge.get(f"/judging/sheets/{sheet}")["version"], "device": "d-2"}
    path = f"/judging/sheets/{sheet}/protests"
    judge.post(path, {**word, "reason": "Not so.", "silent": False})
