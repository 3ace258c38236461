"""A place in memory for what tests write, so that nobody waits for the disk."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

PLACE: Final = Path("/dev/shm")  # noqa: S108 - in a folder of our own there
ROOM: Final = 4 * 2**30


def move_in() -> Callable[[], None]:
    """Let temporary files of this process and its children lie in memory; return how to move out.

    Databases wait for the disk at every commit, and the tests commit ten thousand
    times.  What they leave there goes with them: whoever wants to keep it sets TMPDIR.
    """
    if "TMPDIR" in os.environ or not has_room(PLACE):
        return lambda: None
    folder = tempfile.TemporaryDirectory(
        prefix="jiangsai-tests-", dir=PLACE, ignore_cleanup_errors=True
    )
    # PostgreSQL does not run as root, and passes through as somebody else.
    Path(folder.name).chmod(0o711)
    os.environ["TMPDIR"] = folder.name
    tempfile.tempdir = None

    def move_out() -> None:
        del os.environ["TMPDIR"]
        tempfile.tempdir = None
        folder.cleanup()

    return move_out


def has_room(place: Path) -> bool:
    """Answer whether programs may be put at *place* and run, and much else beside them."""
    if not os.access(place, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(place)
    return not found.f_flag & os.ST_NOEXEC and found.f_bavail * found.f_frsize >= ROOM
