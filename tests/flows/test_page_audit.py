"""The auditor of pages tells lost marks from refused ones that the judge has marked anew."""

import json
from typing import Any

from bench.hall.page_audit import OnPages, audit
from bench.hall.tablet import Diary, Sent, Tap
from bench.hall.wire import refused_marks

ME, OTHER = 2, 3
SHEET, ASPECT = 2, 12


def tap(
    value: str, *, is_kept: bool = True, is_refused: bool = False, before: str | None = None
) -> Tap:
    return Tap(ME, SHEET, ASPECT, value, is_kept, is_refused, before)


def line(number: int, value: str, sequence: int, author: int = ME) -> dict[str, Any]:
    return {
        "number": number,
        "uuid": f"uuid-{author}-{sequence}",
        "author_id": author,
        "seat": 0,
        "sheet_id": SHEET,
        "aspect_id": ASPECT,
        "value": value,
        "sequence": sequence,
    }


def turned_away(value: str, sequence: int) -> Sent:
    return Sent(f"uuid-{ME}-{sequence}", SHEET, ASPECT, value, 1, ME, "d-1", sequence)


def judged(taps: list[Tap], lines: list[dict[str, Any]], *refusals: Sent) -> OnPages:
    diary = Diary(taps=taps, turned_away={mark.uuid: mark for mark in refusals})
    return audit(lines, diary)


def test_a_refusal_that_came_while_the_judge_marked_anew_is_no_loss() -> None:
    # The newer mark was refused before anybody could see it as kept.
    taps = [tap("1"), tap("3"), tap("1", is_kept=False, is_refused=True)]
    found = judged(taps, [line(1, "1", 16)], turned_away("3", 25), turned_away("1", 26))
    assert found == OnPages()


def test_of_two_refused_marks_of_a_cell_the_last_one_has_to_be_shown() -> None:
    taps = [tap("2"), tap("1", is_refused=True)]
    assert judged(taps, [], turned_away("2", 46), turned_away("1", 47)) == OnPages()


def test_a_mark_whose_successor_was_killed_before_it_was_seen_is_no_loss() -> None:
    taps = [tap("9"), tap("13", is_kept=False)]
    assert judged(taps, [line(1, "13", 5)], turned_away("9", 4)) == OnPages()


def test_a_kept_mark_that_was_never_sent_is_lost_although_the_judge_marked_anew() -> None:
    others = line(1, "7", 1, OTHER)
    found = judged([tap("9"), tap("13")], [others, line(2, "13", 5)])
    assert len(found.lost) == 1


def test_a_refused_mark_of_which_the_judge_never_heard_is_lost() -> None:
    found = judged([tap("9")], [line(1, "7", 1, OTHER)], turned_away("9", 4))
    assert len(found.lost) == 1


def test_a_refused_mark_is_lost_when_what_came_after_it_never_left_the_page() -> None:
    taps = [tap("9"), tap("13", is_kept=False)]
    assert len(judged(taps, [], turned_away("9", 4)).lost) == 1


def test_another_refusal_of_the_cell_explains_no_lost_mark() -> None:
    taps = [tap("9"), tap("13"), tap("17")]
    found = judged(taps, [line(1, "17", 6)], turned_away("9", 4))
    assert [each for each in found.lost if "'13'" in each]
    assert len(found.lost) == 1


def test_a_line_that_was_refused_before_counts_as_written() -> None:
    found = judged([tap("9")], [line(1, "9", 4)], turned_away("9", 4))
    assert found == OnPages()


def test_a_line_that_replaced_what_its_page_did_not_show_is_an_overwriting() -> None:
    lines = [line(1, "5", 4), line(2, "7", 1, OTHER), line(3, "9", 5)]
    taps = [tap("5", before=""), tap("9", before="5")]
    (found,) = judged(taps, lines).overwritten
    assert found == "line 3 replaced 7 by 3, its page showed ['5']"


def test_a_line_that_replaced_what_its_page_showed_or_what_is_its_own_is_none() -> None:
    lines = [line(1, "7", 1, OTHER), line(2, "9", 5), line(3, "8", 6), line(4, "9", 7)]
    taps = [tap("9", before="7"), tap("8", before="4"), tap("9", before="8")]
    assert judged(taps, lines) == OnPages()
    # Where it was refused first, and sent again by whoever had read what stood there.
    again = [tap("9", before=""), tap("9", is_kept=False, before="7")]
    assert judged(again, lines[:2]) == OnPages()
    assert judged([tap("9")], lines[:2]) == OnPages()


def a_mark(number: int = 4) -> dict[str, object]:
    return {
        "uuid": f"uuid-2-{number}",
        "judge": ME,
        "aspect": ASPECT,
        "value": "9",
        "base": 1,
        "device": "d-1",
        "sequence": number,
    }


def request(path: str, body: object) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: hall\r\n\r\n{json.dumps(body)}".encode()


def test_the_line_knows_a_refused_mark() -> None:
    answer = b'HTTP/1.1 409 CONFLICT\r\n\r\n{"code": "stale-mark"}'
    assert refused_marks(request("/judging/sheets/2/marks", a_mark()), answer) == [
        turned_away("9", 4)
    ]


def test_the_line_knows_the_refused_marks_of_a_batch() -> None:
    batch = {"letters": [{"sheet": 2, "mark": a_mark(number)} for number in (3, 4, 5)]}
    statuses = {"uuid-2-5": 500, "uuid-2-4": 409, "uuid-2-3": 201}
    answers = [{"uuid": uuid, "status": each, "body": {}} for uuid, each in statuses.items()]
    answer = f"HTTP/1.1 200 OK\r\n\r\n{json.dumps({'answers': answers})}".encode()
    sent = request("/judging/sheets/marks", batch)
    assert refused_marks(sent, answer) == [turned_away("9", 4)]
    assert refused_marks(sent, b'HTTP/1.1 422 X\r\n\r\n{"code": "invalid"}') == []


def test_the_line_takes_nothing_else_for_a_refusal() -> None:
    mark = request("/judging/sheets/2/marks", a_mark())
    for status in (200, 201, 401, 408, 425, 429, 500, 502):
        assert refused_marks(mark, f"HTTP/1.1 {status} X\r\n\r\n".encode()) == []
    other = request("/judging/received", a_mark())
    assert refused_marks(other, b"HTTP/1.1 409 CONFLICT\r\n\r\n") == []
    assert refused_marks(b"GET /judging/sheets/2 HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 X\r\n") == []
