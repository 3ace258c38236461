"""A real Chromium for tests, with Chinese fonts: given by path, from PATH, or from npm."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from hatch_build import node, npm

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / ".cache" / "chromium"
PINNED: Final = ROOT / "tests" / "browser"
PACKED: Final = FOLDER / "node_modules" / "@sparticuz" / "chromium" / "bin"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
MAC: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages of one person share a process, and none waits in reserve for a page to come.
    "--renderer-process-limit=1",
)
UNPACK: Final = """
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
const [from, to] = process.argv.slice(1);
await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
"""


@dataclass(frozen=True)
class Chromium:
    """Where the browser is and what it must find in its environment."""

    program: Path
    environment: dict[str, str]

    @property
    def launch(self) -> dict[str, Any]:
        """Return how Playwright starts it."""
        return {
            "executable_path": str(self.program),
            "args": list(FLAGS),
            "env": {**os.environ, **self.environment},
        }


def find(scratch: Path) -> Chromium | None:
    """Return the browser of this machine, or None; it may write into *scratch*."""
    environment = {"HOME": str(scratch)} | fonts(scratch)
    given = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if given:
        return Chromium(Path(given), environment)
    if (FOLDER / "chromium").exists():
        libraries = {"LD_LIBRARY_PATH": str(FOLDER / "lib")}
        return Chromium(FOLDER / "chromium", environment | libraries)
    return Chromium(MAC, environment) if MAC.exists() else None


def fonts(scratch: Path) -> dict[str, str]:
    """Return the setting that lets the browser write Chinese, where the system has no such font."""
    wheel = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if has_chinese_font() or wheel is None or wheel.origin is None:
        return {}
    folders = [Path(wheel.origin).parent, FOLDER / "fonts", Path("/usr/share/fonts")]
    lines = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    settings = scratch / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig>{lines}<cachedir>{escape(str(scratch))}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(settings)}


def has_chinese_font() -> bool:
    """Answer whether the system knows a font for Chinese."""
    program = shutil.which("fc-list")
    if program is None:
        return sys.platform == "darwin"
    listed = subprocess.run([program, ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def install() -> None:
    """Install the pinned npm package and unpack it; elsewhere than on Linux x86-64 do nothing."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINNED / name, FOLDER)
    shutil.copy(ROOT / ".npmrc", FOLDER)
    node(FOLDER, npm(), "ci", "--cache", str(FOLDER.parent / "npm"))
    for packed in ("al2023.tar", "swiftshader.tar", "fonts.tar", "chromium"):
        plain = FOLDER / f"{packed}.part"
        source = PACKED / f"{packed}.br"
        node(FOLDER, "--input-type=module", "--eval", UNPACK, str(source), str(plain))
        if packed.endswith(".tar"):
            shutil.unpack_archive(plain, FOLDER, "tar")
            plain.unlink()
        else:
            plain.chmod(0o755)
            plain.rename(FOLDER / packed)
    shutil.rmtree(FOLDER / "node_modules")


if __name__ == "__main__":
    install()
