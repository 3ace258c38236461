"""Runs the demo beside the server: sets the competition up once, prints where to look, marks."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Final

import requests
import segno

from competition.rehearsal.caller import Caller, Refused
from competition.rehearsal.judges import Judge, PanelAtWork
from competition.rehearsal.staging import TRADES, Staged, stage

_START_S: Final = 30.0
_PAUSE_S: Final = 2.5
_RUSH: Final = 0.45


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator asked of the demo; *pace* is how much faster than people judges are."""

    judges: bool = True
    pace: float = 1.0


def run(
    server: subprocess.Popen[bytes], port: int, password: str, data: Path, options: Options
) -> int:
    """Run the demo until the server ends or somebody presses Ctrl-C; return the exit status."""
    stopping = threading.Event()

    base = f"http://127.0.0.1:{port}"
    try:
        if not _answers(server, base):
            return 1
        trades = _staged(base, password, data)
    except KeyboardInterrupt:
        return 0
    _stop_on_signal(stopping)
    _tell(port, password, trades, data)
    panels = _panels(base, trades, options.pace) if options.judges else []
    for panel in panels:
        threading.Thread(target=_work, args=(panel, stopping), daemon=True).start()
    while not stopping.wait(0.3):
        if server.poll() is not None:
            return server.returncode or 1
    _say("\nStopping.  正在停止。")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _today() -> date:
    return date.fromtimestamp(time.time())  # noqa: DTZ012 - the hall's own calendar


def _stop_on_signal(stopping: threading.Event) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _answers(server: subprocess.Popen[bytes], base: str) -> bool:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if requests.get(f"{base}/health", timeout=2).ok:
                return True
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.1)
    return False


def _staged(base: str, password: str, data: Path) -> list[Staged]:
    kept = data / "demo.json"
    if kept.exists():
        return [Staged(**row) for row in json.loads(kept.read_text())]
    _say("Setting the demo competition up …  正在布置演示赛事……")
    organiser = Caller(base)
    organiser.fill("/sign-in", {"code": "organiser", "password": password})
    trades = stage(organiser, _today())
    kept.touch(mode=0o600)
    kept.write_text(json.dumps([asdict(trade) for trade in trades], ensure_ascii=False))
    return trades


def _panels(base: str, trades: list[Staged], pace: float) -> list[PanelAtWork]:
    working = []
    for staged, plan in zip(trades, TRADES, strict=True):
        codes = sorted(code for code in staged.pins if code != staged.chief)
        for _, seats, _ in plan.panels:
            judges = [Judge(base, code, staged.pins[code]) for code in codes[:seats]]
            codes = codes[seats:]
            working.append(PanelAtWork(judges, _PAUSE_S / pace, _RUSH, staged.trade))
    return working


def _work(panel: PanelAtWork, stopping: threading.Event) -> None:
    try:
        panel.work(stopping)
    except Refused as failure:
        if not stopping.is_set():
            _say(f"A simulated judge stopped: {failure}")


def _tell(port: int, password: str, trades: list[Staged], data: Path) -> None:
    here = f"http://localhost:{port}"
    there = f"http://{_lan_address()}:{port}"
    _say(f"""
  匠赛 Jiangsai: the demo competition is open.  演示赛事已开始。

  board    大屏      {here}/board/{trades[0].trade}
  tablet   裁判平板  {here}/judging/
  office   赛事组织  {here}/organise/
  public   公众      {here}/
  on the LAN 局域网  {there}/

  organiser 组织者   organiser  {password}
""")
    for trade in trades:
        judge = min(code for code in trade.pins if code != trade.chief)
        _say(
            f"  {trade.code} {trade.names['zh']} {trade.names['en']}: "
            f"judge 裁判 {judge} PIN {trade.pins[judge]}, "
            f"chief 裁判长 {trade.chief} PIN {trade.pins[trade.chief]}"
        )
    _say(f"\n  Data 数据: {data} (demo.json holds every PIN)\n  Ctrl-C stops.  按 Ctrl-C 停止。\n")
    segno.make(f"{there}/board/{trades[0].trade}", error="l").terminal(compact=True)


def _lan_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: this only asks which way packets would leave.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
