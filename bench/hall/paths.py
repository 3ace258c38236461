"""From a judge's post to the last screen; with readers that stall; with everybody coming back."""

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
_GONE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Path:
    """From the post of a mark to the last screen of its trade, and the share of one processor."""

    screens: int
    trades: int
    marks: int
    p50_ms: float
    p99_ms: float
    cpu_share: float
    unheard: int


@dataclass(frozen=True, slots=True)
class Stall:
    """Half the readers stall: judges' 99th percentile without and with them, and what came."""

    p99_ms: float
    p99_stalled_ms: float
    broken: int
    seats_back_s: float


@dataclass(frozen=True, slots=True)
class Return:
    """Everybody is dropped and comes back while judges go on."""

    screens: int
    current: int
    seconds: float
    p99_ms: float


def whole_path(
    server: Server, tools: Tools, trades: Sequence[Marked], viewers: int, pace: tuple[float, float]
) -> Path:
    """Return how long marks took to the last screen, at so many a second for so many seconds."""
    first = {trade.trade: _version(server, trade.trade) for trade in trades}
    view = View(viewers, server.port, first_trade=trades[0].trade, trades=len(trades))
    with screens(tools, view) as gallery:
        time.sleep(_SETTLE_S)
        before, begun = server.cpu_seconds(), time.monotonic()
        posts = mark(server, trades, *pace)
        time.sleep(_SETTLE_S)
        share = (server.cpu_seconds() - before) / (time.monotonic() - begun)
        report = gallery.stop()
    each = viewers // len(trades)
    took, unheard = _latencies(posts, report.events, first, each)
    if not took:
        raise RuntimeError(f"No screen heard of any mark; {posts.failed} were refused.")
    p99 = took[int(len(took) * 0.99)]
    return Path(viewers, len(trades), len(took), took[len(took) // 2], p99, share, unheard)


def stalled(server: Server, tools: Tools, trades: Sequence[Marked], viewers: int) -> Stall:
    """Return what half the readers do to the others by not reading."""
    pace = (40.0, 8.0)
    view = View(viewers, server.port, first_trade=trades[0].trade)
    with screens(tools, view) as gallery:
        calm = mark(server, trades[:1], *pace)
        live = server.open_files()
        gallery.stop()
    _wait_until_gone(server, live - viewers)
    sparse = View(viewers, server.port, first_trade=trades[0].trade, stalled=viewers // 2)
    with screens(tools, sparse) as gallery:
        filled = server.open_files()
        troubled = mark(server, trades[:1], *pace)
        after = _wait_until_gone(server, filled - viewers // 2)
        gallery.resume()
        time.sleep(_SETTLE_S)
        report = gallery.stop()
    return Stall(calm.p99_ms(), troubled.p99_ms(), report.broken, after)


def come_back(
    server: Server, tools: Tools, trades: Sequence[Marked], viewers: int, within_ms: int
) -> Return:
    """Return how long everybody who was dropped takes to be current again."""
    view = View(viewers, server.port, first_trade=trades[0].trade)
    with screens(tools, view) as gallery, ThreadPoolExecutor(1) as judges:
        time.sleep(_SETTLE_S)
        posting = judges.submit(mark, server, trades[:1], 20.0, 6.0)
        time.sleep(_SETTLE_S / 2)
        current, seconds = gallery.drop(within_ms)
        posts: Posts = posting.result()
        gallery.stop()
    return Return(viewers, current, seconds, posts.p99_ms())


def _latencies(
    posts: Posts, events: Sequence[Heard], first: dict[int, int], screens_each: int
) -> tuple[list[float], int]:
    """Return the milliseconds from post to last screen, sorted, and how many marks had none."""
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
            took.append((found.last - post.sent) * 1e3)
    return sorted(took), unheard


def _version(server: Server, trade: int) -> int:
    answer = requests.get(f"{server.base}/live/trades/{trade}", timeout=30)
    return int(answer.json()["version"])


def _wait_until_gone(server: Server, wanted: int) -> float:
    """Return after how many seconds no more than so many files are open; a minute at most."""
    begun = time.monotonic()
    while server.open_files() > wanted + 8 and time.monotonic() < begun + _GONE_S:
        time.sleep(0.1)
    return time.monotonic() - begun
