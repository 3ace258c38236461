"""A trade that moves does not wait until all others of a large competition have been looked at."""

from scoreboard.waiting import Waiting


def drained(waiting: Waiting) -> list[int]:
    """Return the trades in the order in which it is their turn."""
    found = []
    while waiting:
        found.append(waiting.next())
    return found


def test_trades_come_in_their_order_and_those_that_moved_come_first() -> None:
    waiting = Waiting([11, 12, 13, 14])
    assert waiting.next() == 11
    waiting.move([14])
    waiting.move([11])
    waiting.move([14])
    assert drained(waiting) == [14, 11, 12, 13]


def test_a_trade_that_was_added_waits_and_the_others_keep_their_turn() -> None:
    before = Waiting([11, 12, 13])
    assert before.next() == 11
    before.move([13])
    after = Waiting([10, 11, 12, 13])
    after.follow(before, [11, 12, 13])
    assert 11 not in after
    assert drained(after) == [13, 10, 12]
