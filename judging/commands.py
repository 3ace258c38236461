"""What operators do with schemes and ledgers at the command line."""

import sys
from pathlib import Path
from typing import IO, Final, NoReturn

import click
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import people
from competition.accounts.models import Account, Grant
from competition.commands import opened, trade_called
from competition.db import Database
from competition.programme.models import Trade
from competition.programme.trades import competitions, trade_ids
from competition.scoring.report import printed
from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade import TradeFile
from competition.scoring.trade_file import load
from competition.scoring.values import TradeId
from judging import (
    acts,
    chain,
    dossier,
    intake,
    remarks,
    rulings,
    scheme_source,
    schemes,
    second_entry,
    settled,
    ties,
)
from judging.scheme_file.summary import summary

_CHAINS: Final = (
    ("lines", (chain.verify,), chain.head),
    ("rulings", (rulings.verify,), rulings.head),
    ("acts", (acts.verify, settled.verify, second_entry.verify, ties.verify), acts.head),
    ("remarks", (remarks.verify,), remarks.head),
)
_OPERATOR: Final = people.NewAccount(
    "operator", {"zh": "系统操作员", "en": "Operator"}, None, None, None, None, None
)
"""Whoever works at the command line where no organiser is named; it cannot sign in."""


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
        _refuse(refused)
    click.echo(standings, nl=False)


@click.group()
def trade() -> None:
    """Move trades between the running system and trade files."""


@trade.command("export")
@click.argument("code", metavar="TRADE")
@click.option("--out", type=click.File("wb", lazy=True), default="-", help="Write to this file.")
@click.option("--competition", type=int, help="Number of its competition, if several have one.")
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def export_trade(code: str, out: IO[bytes], competition: int | None, data: str | None) -> None:
    """Print the trade with the code TRADE as a trade file (docs/trade-file.md)."""
    with opened(data) as database:
        number = _trade_of(database, code, competition)
        with database.read() as session:
            written = dossier.file_of(session, number)
    out.write(written)


@trade.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--competition", type=int, help="Number of the competition it belongs to.")
@click.option("--as", "author", metavar="CODE", help="Account in whose name; else an organiser's.")
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def import_trade(file: Path, competition: int | None, author: str | None, data: str | None) -> None:
    """Make a trade of the trade FILE (docs/trade-file.md), with marks and rulings."""
    try:
        given = intake.read(file.read_bytes())
    except UnusableDocument as refused:
        _refuse(refused)
    with opened(data) as database:
        with database.read() as session:
            target = _competition_of(session, competition)
            by = _author(session, author)
        if by is None:
            by = database.write(people.add, _OPERATOR)
        taken = database.write(intake.take_in, intake.Intake(given, file.name, target, by))
    _print_taken(given, taken)


@click.group()
def ledger() -> None:
    """Look after the marks ledger."""


@ledger.command("verify")
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def verify(data: str | None) -> None:
    """Check every line's hash and place; print the first fault of each trade."""
    faults = 0
    with opened(data) as database, database.read() as session:
        there = trade_ids(session)
        for trade in sorted({*there, *chain.trades(session)}):
            if trade in there:
                faults += _faults(session, trade)
            else:
                faults += 1
                click.echo(f"trade {trade}: is not there, but lines of it are")
    sys.exit(1 if faults else 0)


def _faults(session: Session, trade: TradeId) -> int:
    """Print what is kept of a trade, and what is wrong with it; return in how many chains."""
    faults = 0
    for name, verified, head in _CHAINS:
        wrong = next(filter(None, (each(session, trade) for each in verified)), None)
        made, end = head(session, trade)
        faults += wrong is not None
        if made or wrong or name == "lines":
            click.echo(f"trade {trade}: {made} {name}, {wrong or 'intact, ' + end[:16]}")
    return faults


def _refuse(refused: UnusableDocument) -> NoReturn:
    click.echo(str(refused), err=True)
    sys.exit(1)


def _trade_of(database: Database, code: str, competition: int | None) -> int:
    if competition is None:
        return trade_called(database, code)
    with database.read() as session:
        number = session.scalar(
            select(Trade.id).where(Trade.code == code, Trade.competition_id == competition)
        )
    if number is None:
        raise click.ClickException(
            f"Competition {competition} has no trade with the code {code}.\n"
            f"赛事 {competition} 里没有代码为 {code} 的赛项。"
        )
    return number


def _competition_of(session: Session, asked: int | None) -> int | None:
    """Return the competition that is asked for, else the only one; None where there is none."""
    there = {each.id: each.names for each in competitions(session)}
    if asked is None and len(there) <= 1:
        return next(iter(there), None)
    if asked in there:
        return asked
    listed = "\n".join(
        f"  {number}  {' / '.join(names.values())}" for number, names in sorted(there.items())
    )
    said = (
        (
            "There are several competitions. Name one with --competition.",
            "有多个赛事，请用 --competition 指定。",
        )
        if asked is None
        else (f"There is no competition {asked}.", f"没有赛事 {asked}。")
    )
    raise click.ClickException("\n".join([*said, *([listed] if listed else [])]))


def _author(session: Session, code: str | None) -> int | None:
    """Return the account that imports: the one with *code*, else the first organiser.

    Where there is no organiser: the operator's own, or None while it is not made.
    """
    query = select(Account.id).order_by(Account.id).limit(1)
    if code is None:
        organisers = select(Grant.account_id).where(Grant.role == Role.ORGANISER)
        found = session.scalar(query.where(Account.id.in_(organisers)))
        return found or session.scalar(query.where(Account.code == _OPERATOR.code))
    found = session.scalar(query.where(Account.code == code))
    if found is None:
        raise click.ClickException(f"There is no account {code}.\n没有账号 {code}。")
    return found


def _print_taken(given: TradeFile, taken: intake.TakenIn) -> None:
    state = "its sheets are open" if taken.is_open else "its scheme is a draft"
    click.echo(
        f"Trade {given.trade.code} is number {taken.trade} of competition {taken.competition}: "
        f"{taken.entries} entries, {taken.marks} ledger lines, {taken.rulings} rulings; {state}."
    )
    click.echo("The public sees nothing of it until an organiser decides what.")
    if taken.known:
        click.echo(f"Delegations that kept the names they had: {', '.join(taken.known)}.")


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
