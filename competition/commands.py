"""What operators do at the command line: serve, migrate, add the first organiser, demo."""

import os
import resource
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from competition import certificate as certificates
from competition.access import Role
from competition.accounts import people
from competition.accounts.sign_in import secret_hash
from competition.config import Settings
from competition.db import Database
from competition.engines import writing_engine
from competition.errors import Refusal
from competition.programme.models import Trade
from competition.registration import enrol
from competition.registration import roster as rosters
from competition.rehearsal.demo import Options
from competition.rehearsal.demo import run as run_demo

_CALLED: Final = {
    Role.ORGANISER: {"zh": "赛事组织者", "en": "Organiser"},
    Role.OPERATOR: {"zh": "大屏操作员", "en": "Screen operator"},
}
ROOT: Final = Path(__file__).resolve().parent.parent
_PASSWORD: Final = "demo-password"  # noqa: S105 - a file name


def settings_at(data: str | None) -> Settings:
    """Return the settings, with their folder at *data* where that is given; the folder exists."""
    if data is not None:
        os.environ["JIANGSAI_DATA"] = str(Path(data).resolve())
    settings = Settings.from_environment(os.environ)
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe = settings.data / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError as failure:
        raise click.ClickException(
            f"The data folder {settings.data} cannot be written ({failure.strerror}). "
            "Choose another with --data or JIANGSAI_DATA.\n"
            f"数据目录 {settings.data} 不可写，请用 --data 或 JIANGSAI_DATA 另选。"
        ) from None
    return settings


def upgrade(settings: Settings) -> None:
    """Bring the database up to this program; refuses one that a newer program has made."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = settings.database
    script = ScriptDirectory.from_config(config)
    engine = writing_engine(settings.database)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as failure:
        raise click.ClickException(
            f"The database cannot be opened: {failure.orig}\n"
            "Check JIANGSAI_DATABASE_URL, and that its server runs.\n"
            "无法打开数据库，请检查 JIANGSAI_DATABASE_URL 和数据库服务。"
        ) from None
    finally:
        engine.dispose()
    try:
        if found is not None:
            script.get_revision(found)
    except CommandError:
        raise click.ClickException(
            f"The database is at {found}, which this program does not know: "
            "a newer version of Jiangsai has used it. Install that version or newer.\n"
            f"数据库版本 {found} 比本程序新，请安装相同或更新的版本。"
        ) from None
    if found != script.get_current_head():
        command.upgrade(config, "head")


@click.command()
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def migrate(data: str | None) -> None:
    """Bring the database up to this version of the program."""
    upgrade(settings_at(data))
    click.echo("The database is up to date.")


@click.command()
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
@click.option("--host", default="0.0.0.0", show_default=True)  # noqa: S104 - a hall's LAN
@click.option("--port", default=8000, show_default=True)
@click.option("--certificate", type=click.Path(path_type=Path), help="Folder with certificates.")
@click.option("--install-port", default=8080, show_default=True, help="0: no page to fetch them.")
def serve(
    data: str | None, host: str, port: int, certificate: Path | None, install_port: int
) -> None:
    """Serve everything from one process."""
    settings = settings_at(data)
    refuse_taken_port(host, port)
    upgrade(settings)
    arguments = server_arguments(host, port)
    if certificate is not None:
        arguments[-1:-1] = secure_arguments(certificate, host, port, install_port)
    os.execv(arguments[0], arguments)  # noqa: S606 - our own interpreter


@click.command()
@click.option("--host", "names", multiple=True, help="One more name or address of the server.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for them.")
@click.option(
    "--renew", "renews", is_flag=True, help="Only the server's, with the authority there."
)
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def certificate(
    *, names: tuple[str, ...], out: Path | None, renews: bool, data: str | None
) -> None:
    """Make certificates of the hall's own, so that tablets work without network."""
    found = certificates.Certificates((out or settings_at(data).data / "certificate").resolve())
    try:
        hosts = [certificates.host(name) for name in names]
        ends = certificates.renew(found, hosts) if renews else certificates.make(found, hosts)
    except certificates.Exists as failure:
        raise click.ClickException(
            f"{failure} is there already, and tablets may trust it. Renew the server's certificate "
            "with --renew, or choose another folder with --out.\n"
            f"{failure} 已存在，可能已有平板信任它。"
            "请用 --renew 更新服务器证书，或用 --out 另选目录。"
        ) from None
    except certificates.Unusable as failure:
        raise click.BadParameter(
            f"“{failure}” is no name or address.", param_hint="--host"
        ) from None
    except certificates.Beyond as failure:
        raise click.ClickException(
            f"The authority in {found.folder} was not made for {failure}. Make new certificates in "
            "another folder, and install the new authority on the tablets.\n"
            f"该目录的根证书不能为 {failure} 作保。请在另一目录生成新证书，并在平板上重新安装。"
        ) from None
    except OSError as failure:
        raise click.ClickException(f"{failure.filename}: {failure.strerror}") from None
    _tell_certificate(found, ends)


@click.group()
def organiser() -> None:
    """People who may set up competitions."""


@organiser.command("add")
@click.argument("code")
@click.option("--name", default="")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--screens", is_flag=True, help="May run screens and ceremonies, nothing else.")
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def add_organiser(code: str, name: str, password: str, data: str | None, *, screens: bool) -> None:
    """Add somebody who may set up competitions; CODE is what they sign in with."""
    role = Role.OPERATOR if screens else Role.ORGANISER
    with opened(data) as database:
        put_organiser(database, code, name, password, role)
    click.echo(f"{code} may sign in.")


@click.group()
def roster() -> None:
    """Import rosters."""


@roster.command("import")
@click.argument("trade")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", help="Folder of the database (JIANGSAI_DATA).")
def import_roster(trade: str, file: Path, data: str | None) -> None:
    """Import the roster FILE (CSV or Excel) into the trade with the code TRADE."""
    read = rosters.read(file.read_bytes())
    for bad in read.problems:
        place = f"row {bad.row}: " if bad.row else ""
        click.echo(f"error {place}{rosters.PROBLEMS[bad.code] % bad.values}", err=True)
    if read.problems:
        raise click.ClickException("Nothing was imported.")
    with opened(data) as database:
        new = enrol.Enrolment(trade_called(database, trade), read.rows, None)
        count = database.write(enrol.enrol, new)
    click.echo(f"{count} entries imported into trade {trade}.")


@contextmanager
def opened(data: str | None) -> Iterator[Database]:
    """Lend the database in the folder *data*, up to date; refusals end the command."""
    settings = settings_at(data)
    upgrade(settings)
    database = Database(settings.database)
    try:
        yield database
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    finally:
        database.close()


def trade_called(database: Database, code: str) -> int:
    """Return the id of the one trade with *code*; ends the command when there is not just one."""
    with database.read() as session:
        numbers = session.scalars(select(Trade.id).where(Trade.code == code)).all()
    if len(numbers) != 1:
        raise click.ClickException(f"There are {len(numbers)} trades with the code {code}.")
    return numbers[0]


@click.command()
@click.option("--data", help="Folder that keeps the demo (default: ./jiangsai-demo).")
@click.option("--host", default="0.0.0.0", show_default=True)  # noqa: S104 - a hall's LAN
@click.option("--port", default=8000, show_default=True)
@click.option("--fresh", is_flag=True, help="Start over with an empty database.")
@click.option("--judges/--no-judges", default=True, help="Let simulated judges mark.")
@click.option("--pace", default=1.0, show_default=True, help="How much faster than people.")
def demo(*, data: str | None, host: str, port: int, fresh: bool, judges: bool, pace: float) -> None:
    """Run a demo competition with judges that mark by themselves."""
    settings = settings_at(data or "jiangsai-demo")
    _refuse_real_data(settings)
    if fresh or not (settings.data / "demo.json").exists():
        _forget(settings)
    refuse_taken_port(host, port)
    upgrade(settings)
    password = _demo_password(settings)
    server = subprocess.Popen(server_arguments(host, port))  # noqa: S603 - our own interpreter
    try:
        status = run_demo(server, port, password, settings.data, Options(judges, pace))
    finally:
        server.terminate()
        server.wait(15)
    sys.exit(status)


def put_organiser(
    database: Database, code: str, name: str, password: str, role: Role = Role.ORGANISER
) -> None:
    """Add an organiser, or an operator of screens; raises CodeTaken."""
    names = {"zh": name, "en": name} if name else dict(_CALLED[role])
    hashed = secret_hash(password)
    new = people.NewAccount(code, names, hashed, None, role, None, None)
    database.write(people.add, new)


def refuse_taken_port(host: str, port: int) -> None:
    """Say clearly when somebody else listens on *port* already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            raise click.ClickException(
                f"Port {port} cannot be used ({failure.strerror}). "
                "Stop the program that uses it, or choose another with --port.\n"
                f"端口 {port} 不可用，请停掉占用它的程序，或用 --port 另选。"
            ) from None


def _tell_certificate(found: certificates.Certificates, ends: datetime) -> None:
    address = next(iter(certificates.addresses()), "localhost")
    click.echo(f"""
  {found.authority}   tablets install this 平板安装此文件
  {found.authority_key}   signs; keep it secret 用于签发，请保密
  {found.server}   the server's, until 服务器证书有效期至 {ends:%Y-%m-%d}

  SHA-256  {found.fingerprint()}

  Serve 启动   jiangsai serve --certificate {found.folder}
  Install 安装 http://{address}:8080/install  (then 启动后)
  Judges 裁判  https://{address}:8000/judging/
""")


def server_arguments(host: str, port: int) -> list[str]:
    """Return the command that serves; the process may open as many files as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--chdir",
        str(ROOT),
        "--worker-class=competition.serving.Worker",
        "--workers=1",
        "--worker-connections=20000",
        "--backlog=2048",
        # Tablets ask every 4 s: each question would shake hands anew.
        "--keep-alive=10",
        "--graceful-timeout=3",
        "--timeout=60",
        "--no-control-socket",
        "--log-level=warning",
        f"--bind={host}:{port}",
        "wsgi:create_app()",
    ]


def secure_arguments(folder: Path, host: str, port: int, install_port: int) -> list[str]:
    """Return what lets the server use the certificates in *folder*, and hand them to tablets."""
    found = certificates.Certificates(folder.resolve())
    if not (found.server.exists() and found.authority.exists()):
        raise click.ClickException(
            f"{folder} holds no certificates. Make them: jiangsai certificate --out {folder}\n"
            f"{folder} 里没有证书，请先运行 jiangsai certificate --out {folder}"
        )
    if install_port:
        refuse_taken_port(host, install_port)
    os.environ |= {
        "JIANGSAI_CERTIFICATE": str(found.folder),
        "JIANGSAI_HOST": host,
        "JIANGSAI_PORT": str(port),
        "JIANGSAI_PORCH": str(install_port),
    }
    return [f"--certfile={found.server}", f"--keyfile={found.server}"]


def _refuse_real_data(settings: Settings) -> None:
    holds_data = any(settings.data.glob("jiangsai.sqlite3*"))
    if holds_data and not (settings.data / _PASSWORD).exists():
        raise click.ClickException(
            f"{settings.data} holds a competition that is not the demo. Choose another folder.\n"
            f"{settings.data} 里有真实赛事数据，不是演示。请另选目录。"
        )


def _forget(settings: Settings) -> None:
    for path in settings.data.glob("jiangsai.sqlite3*"):
        path.unlink()
    for name in (_PASSWORD, "demo.json"):
        (settings.data / name).unlink(missing_ok=True)


def _demo_password(settings: Settings) -> str:
    kept = settings.data / _PASSWORD
    if kept.exists():
        return kept.read_text().strip()
    password = secrets.token_urlsafe(9)
    kept.touch(mode=0o600)
    kept.write_text(password)
    with opened(str(settings.data)) as database:
        put_organiser(database, "organiser", "", password)
    return password


operators: Final = (serve, migrate, certificate, organiser, roster, demo)
