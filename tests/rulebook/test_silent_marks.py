"""A mark that says nothing, which no file keeps, is no mark to the engine either."""

from competition.scoring.standings import score
from competition.scoring.trade import Entry, Head, Mark, Scheme, TradeFile
from competition.scoring.trade_file import from_document

DOCUMENT = {
    "format": "jiangsai.trade/1",
    "trade": {"code": "17"},
    "scheme": {
        "criteria": [
            {
                "code": "A",
                "sub_criteria": [
                    {
                        "code": "A1",
                        "aspects": [{"id": "A1.1", "kind": "rank", "max": "9", "points": "1"}],
                    }
                ],
            }
        ]
    },
}


def test_a_mark_that_says_nothing_is_no_mark() -> None:
    scheme: Scheme = from_document(DOCUMENT).scheme
    entries = (Entry("C01"), Entry("C02"))
    without = TradeFile(Head("17"), scheme, entries=entries)
    silent = TradeFile(Head("17"), scheme, entries=entries, marks=(Mark("C01", "A1.1"),))
    assert score(silent) == score(without)
    assert not score(silent).is_complete
