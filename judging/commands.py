"""What operators do with schemes and ledgers at the command line."""

import sys
from pathlib import Path
from typing import IO

import click
import orjson

from competition.commands import opened, trade_called
from competition.programme.trades import trade_ids
from competition.scoring.report import printed
from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade_file import load
from judging import chain, scheme_source, schemes
from judging.scheme_file.summary import summary


@click.group()
def scheme() -> None:
    """Check and import marking schemes."""


@scheme.command("check")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(file: IO[bytes], *, as_json: bool) -> None:
    """Read a marking scheme and print its counts, its sums, and what is wrong with it."""
    found = summary(scheme_source.read(file.read()))
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        _print(found)
    sys.exit(1 if found["errors"] else 0)


@scheme.command("import")
@click.argument("trade")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def import_scheme(trade: str, file: Path, data: str | None) -> None:
    """Import a scheme FILE as the newest draft of the trade with the code TRADE."""
    reading = scheme_source.read(file.read_bytes())
    found = summary(reading)
    if reading.draft is None or found["errors"]:
        _print(found)
        sys.exit(1)
    warnings = scheme_source.stored(reading.problems)
    with opened(data) as database:
        number = trade_called(database, trade)
        new = schemes.NewScheme(number, reading.draft, file.name, warnings, None)
        database.write(schemes.store, new)
    _print(found)


@click.command("score")
@click.argument("file", type=click.File("rb"))
def score(file: IO[bytes]) -> None:
    """Print the standings of a trade FILE (docs/trade-file.md) as JSON."""
    try:
        standings = printed(load(file.read()))
    except UnusableDocument as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    click.echo(standings, nl=False)


@click.group()
def ledger() -> None:
    """Look after the marks ledger."""


@ledger.command("verify")
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def verify(data: str | None) -> None:
    """Check every line's hash and place; print the first fault of each trade."""
    faults = 0
    with opened(data) as database, database.read() as session:
        for trade in trade_ids(session):
            fault = chain.verify(session, trade)
            lines, last = chain.head(session, trade)
            faults += fault is not None
            click.echo(f"trade {trade}: {lines} lines, {fault or 'intact, ' + last[:16]}")
    sys.exit(1 if faults else 0)


def _print(found: dict[str, object]) -> None:
    for key in ("criteria", "sub_criteria", "aspects", "calculations", "total"):
        click.echo(f"{key:13} {_plain(found[key])}")
    sections = found["sections"]
    for row in sections if isinstance(sections, list) else ():
        click.echo(f"section {row['code']:5} declared {row['declared']}, marked {row['marked']}")
    for severity in ("errors", "warnings"):
        listed = found[severity]
        for row in listed if isinstance(listed, list) else ():
            place = f"{row['sheet'] or ''} {row['column'] or ''}{row['row'] or ''}".strip()
            click.echo(f"{severity[:-1]:8} {place}: {row['message']}", err=True)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {count}" for key, count in value.items())
    return str(value)
