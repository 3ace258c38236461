"""From a judge's post to the last screen; with readers that pause; with everybody coming back."""

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import requests

from bench.hall.gallery import Heard, Tools, View, screens
from bench.hall.marking import Marked, Posts, mark
from bench.hall.server import Server

_SETTLE_S: Final = 1.0
_TROUBLED: Final = 300.0
"""Marks a second while readers pause: what a push brings then fills their connections."""


@dataclass(frozen=True, slots=True)
class Path:
    """From when a mark was due to the last screen of its trade, and the share of one processor.

    *refused* marks never came to be, *unheard* ones did not reach every screen.
    """

    screens: int
    trades: int
    marks: int
    p50_ms: float
    p99_ms: float
    cpu_share: float
    unheard: int
    refused: int


@dataclass(frozen=True, slots=True)
class Stall:
    """Half the readers pause: judges' 99th percentile without and with them, and what came.

    *broken* counts frames that make no sense and deltas that lack one before;
    *cut* is how many of those who paused were cut off and would come back.
    """

    p99_ms: float
    p99_stalled_ms: float
    broken: int
    cut: int
    refused: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Within how long everybody comes back, and for how long judges mark meanwhile."""

    within_ms: int
    marking_s: float


@dataclass(frozen=True, slots=True)
class Return:
    """Everybody is dropped and comes back while judges go on."""

    screens: int
    current: int
    seconds: float
    p99_ms: float
    refused: int


def whole_path(
    server: Server, tools: Tools, trades: Sequence[Marked], viewers: int, pace: tuple[float, float]
) -> Path:
    """Return how long marks took to the last screen, at so many a second for so many seconds.

    Each trade has a mark already: before a judge marks, the tablet has asked for the sheet.
    """
    mark(server, trades, pace[0], len(trades) / pace[0])
    first = {trade.trade: _version(server, trade.trade) for trade in trades}
    view = View(viewers, server.port, first_trade=trades[0].trade, trades=len(trades))
    with screens(tools, view) as gallery:
        time.sleep(_SETTLE_S)
        before, begun = server.cpu_seconds(), time.monotonic()
        posts = mark(server, trades, *pace)
        share = (server.cpu_seconds() - before) / (time.monotonic() - begun)
        time.sleep(_SETTLE_S)
        report = gallery.stop()
    each = viewers // len(trades)
    took, unheard = _latencies(posts, report.events, first, each)
    if not took:
        raise RuntimeError(f"No screen heard of any mark; {posts.failed} were refused.")
    p99 = took[int(len(took) * 0.99)]
    figures = (took[len(took) // 2], p99, share, unheard, posts.failed)
    return Path(viewers, len(trades), len(took), *figures)


def stalled(
    server: Server, tools: Tools, trades: Sequence[Marked], viewers: int, seconds: float
) -> Stall:
    """Return what half the readers do to the others by not reading for half the time."""
    view = View(viewers, server.port, first_trade=trades[0].trade)
    with screens(tools, view) as gallery:
        time.sleep(_SETTLE_S)
        calm = mark(server, trades[:1], _TROUBLED, seconds)
        gallery.stop()
    sparse = View(viewers, server.port, first_trade=trades[0].trade, stalled=viewers // 2)
    with screens(tools, sparse) as gallery, ThreadPoolExecutor(1) as judges:
        time.sleep(_SETTLE_S)
        posting = judges.submit(mark, server, trades[:1], _TROUBLED, seconds)
        time.sleep(seconds / 2)
        gallery.resume()
        troubled: Posts = posting.result()
        time.sleep(_SETTLE_S)
        report = gallery.stop()
    refused = calm.failed + troubled.failed
    return Stall(calm.p99_ms(), troubled.p99_ms(), report.broken, report.dead, refused)


def come_back(
    server: Server, tools: Tools, trades: Sequence[Marked], viewers: int, how: Drop
) -> Return:
    """Return how long everybody who was dropped takes to be current again."""
    view = View(viewers, server.port, first_trade=trades[0].trade, at_once=viewers)
    with screens(tools, view) as gallery, ThreadPoolExecutor(1) as judges:
        time.sleep(_SETTLE_S)
        posting = judges.submit(mark, server, trades[:1], 20.0, how.marking_s)
        time.sleep(_SETTLE_S / 2)
        current, seconds = gallery.drop(how.within_ms)
        posts: Posts = posting.result()
        gallery.stop()
    return Return(viewers, current, seconds, posts.p99_ms(), posts.failed)


def _latencies(
    posts: Posts, events: Sequence[Heard], first: dict[int, int], screens_each: int
) -> tuple[list[float], int]:
    """Return the milliseconds from when each mark was due until every screen had it."""
    heard: defaultdict[int, list[Heard]] = defaultdict(list)
    for event in events:
        heard[event.trade].append(event)
    versions = {trade: [event.version for event in each] for trade, each in heard.items()}
    took, unheard = [], 0
    lines = {trade: min(p.line for p in posts.made if p.trade == trade) for trade in heard}
    for post in posts.made:
        wanted = first[post.trade] + post.line - lines.get(post.trade, 0) + 1
        at = bisect_left(versions.get(post.trade, []), wanted)
        found = heard[post.trade][at] if at < len(heard.get(post.trade, [])) else None
        if found is None or found.count < screens_each:
            unheard += 1
        else:
            took.append((found.last - post.due) * 1e3)
    return sorted(took), unheard


def _version(server: Server, trade: int) -> int:
    answer = requests.get(f"{server.base}/live/trades/{trade}", timeout=30)
    return int(answer.json()["version"])
