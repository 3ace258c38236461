"""The composition root: the only module that knows every package."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click
from flask import Flask, request
from flask_smorest import Api
from werkzeug.http import parse_cookie
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from competition import i18n, logs, native, porch, web
from competition.accounts.presence import Presence
from competition.accounts.sessions import Sessions
from competition.accounts.views import blueprint as accounts
from competition.commands import operators
from competition.config import Settings
from competition.db import Database
from competition.programme.journey import Journey
from competition.programme.views import blueprint as programme
from competition.registration import enrol
from competition.registration.views import blueprint as registration
from judging import panels, schemes, sheets
from judging.avoidance_desk import blueprint as avoidance
from judging.batches import blueprint as batches
from judging.checking import blueprint as checking
from judging.checking_desk import blueprint as checking_desk
from judging.commands import ledger as ledger_commands
from judging.commands import scheme as scheme_commands
from judging.commands import score as score_command
from judging.commands import trade as trade_commands
from judging.company import Company
from judging.desk import blueprint as desk
from judging.devices_desk import blueprint as devices_desk
from judging.evidence import blueprint as evidence
from judging.kit import blueprint as kit
from judging.marking_desk import blueprint as marking
from judging.memory import Memory
from judging.pairing import blueprint as pairing
from judging.plan import Plans
from judging.receipts import blueprint as receipts
from judging.recheck_desk import blueprint as recheck
from judging.remarks_desk import blueprint as remarks
from judging.rules_desk import blueprint as rules
from judging.rulings_desk import blueprint as rulings
from judging.stations_desk import blueprint as stations
from judging.timetable_desk import blueprint as timetable
from judging.views import blueprint as judging
from judging.warnings_desk import blueprint as warnings
from scoreboard import boards, neighbours, results, sockets
from scoreboard.courses import Courses
from scoreboard.curtain import Curtain
from scoreboard.freeze_desk import blueprint as freeze_desk
from scoreboard.officials import Officials
from scoreboard.overlay import blueprint as overlay
from scoreboard.overview import Overview
from scoreboard.progress_desk import blueprint as progress_desk
from scoreboard.progress_desk import on_walls as progress_wall
from scoreboard.publisher import Publisher
from scoreboard.roll_call import RollCall
from scoreboard.screen_console import blueprint as screen_console
from scoreboard.signals import Usher
from scoreboard.stage import blueprint as stage
from scoreboard.views import blueprint as scoreboard
from scoreboard.wall import blueprint as wall
from scoreboard.whole_sends import WholeSends

HERE = Path(__file__).parent


_PAGES: Final = (
    porch.blueprint,
    accounts,
    programme,
    registration,
    kit,
    evidence,
    desk,
    devices_desk,
    marking,
    checking_desk,
    rules,
    rulings,
    remarks,
    stations,
    recheck,
    avoidance,
    timetable,
    warnings,
    scoreboard,
    freeze_desk,
    boards.blueprint,
    progress_desk,
    progress_wall,
    wall,
    screen_console,
    stage,
    overlay,
)


def create_app(environment: Mapping[str, str] | None = None) -> Flask:
    """Return the application around the database that *environment* names."""
    settings = Settings.from_environment(os.environ if environment is None else environment)
    app = _App(
        __name__,
        static_folder=HERE / "competition" / "static",
        template_folder=HERE / "competition" / "templates",
    )
    app.url_map.converters["int"] = _Id
    logs.set_up(app)
    database = Database(settings.database)
    sessions = Sessions(database)
    i18n.set_up(app)
    # Straight from the environment: the request's own cookies are found by way of all its headers.
    web.set_up(app, database, lambda: sessions.whose(parse_cookie(request.environ)))
    app.extensions["sessions"] = sessions
    app.extensions["presence"] = Presence(database)
    app.extensions["plans"] = Plans(database)
    app.extensions["company"] = Company(database)
    app.extensions["memory"] = Memory()
    app.extensions["roll_call"] = RollCall(database)
    app.extensions["journey"] = Journey(
        (schemes.step, enrol.step, panels.step, sheets.step, results.step)
    )
    _register(app)
    neighbours.set_up(app, settings.origins)
    _go_live(app, database, settings)
    # What comes to the porch comes past the proxies.
    porch.open_porch(app, settings)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app,
            x_for=settings.proxies,
            x_proto=settings.proxies,
            x_host=settings.proxies,
        )
    return app


class _App(Flask):
    """Flask, but for what it finds out anew at every hook of every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return *func*: nothing here is a coroutine, and asking each time takes longer than it."""
        return func


class _Id(IntegerConverter):
    """A number in an address, no larger than the databases hold: beyond that nothing is there."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


def _register(app: Flask) -> None:
    app.config.update(
        API_TITLE="Jiangsai", API_VERSION="v1", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX="/api"
    )
    api = Api(app)
    api.register_blueprint(judging)
    api.register_blueprint(pairing)
    api.register_blueprint(checking)
    api.register_blueprint(receipts)
    api.register_blueprint(batches)
    for blueprint in _PAGES:
        app.register_blueprint(blueprint)
    # flask-smorest answers errors in a shape of its own; ours is in docs/protocol.md.
    web.answer_errors(app)


def _go_live(app: Flask, database: Database, settings: Settings) -> None:
    socketio = sockets.make_socketio(settings.origins, fans_out=settings.fans_out)
    pages = app.wsgi_app
    socketio.init_app(app)
    officials = Officials(socketio, app.extensions["sessions"].whose)
    publisher = Publisher(
        database,
        lambda event, payload, trade: socketio.emit(event, payload, to=sockets.room(trade)),
        officials.push,
    )
    courses = Courses(database, publisher)
    curtain = Curtain(database, publisher, courses)
    overview = Overview(
        database,
        publisher,
        lambda event, payload, number: socketio.emit(event, payload, to=boards.room(number)),
    )
    sockets.set_up(socketio, publisher)
    officials.set_up(publisher)
    boards.set_up(socketio, lambda: overview)
    usher = Usher(socketio, database, publisher.epoch)
    usher.set_up()
    publisher.at_the_end(usher.stop)
    app.wsgi_app = WholeSends(app.wsgi_app, pages)  # type: ignore[method-assign]
    app.extensions["publisher"] = publisher
    app.extensions["epoch"] = publisher.epoch
    app.extensions["curtain"] = curtain
    app.extensions["courses"] = courses
    app.extensions["overview"] = overview
    app.extensions["usher"] = usher
    native.leave_in_peace()
    attendants = sockets.attendants(socketio)
    for attendant in attendants:
        publisher.at_the_end(attendant.stop)
    for each in (publisher, curtain, courses, overview, usher, *attendants):
        socketio.start_background_task(each.run)


@click.group()
def cli() -> None:
    """Jiangsai (匠赛): skills competitions, judged and shown live."""


for command in (*operators, scheme_commands, ledger_commands, score_command, trade_commands):
    cli.add_command(command)

if __name__ == "__main__":
    sys.exit(cli())
