"""Every setting, read once from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import click

_ORIGIN: Final = re.compile(r"https?://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set; all of it has a default that works on one machine.

    *database* is an SQLAlchemy URL; *proxies* the number of reverse proxies in
    front whose forwarded headers are believed; *origins* the other origins whose
    pages may open the live socket, read snapshots and hold boards in a frame;
    *fans_out* whether events go straight to idle screens (scoreboard/fanout.py)
    or the stock way. *certificate* is the folder of the hall's own certificates;
    where it is given, *porch* is the port of the plain page that hands them out
    (0: none), on *host*, and *port* the one that serves with them.
    """

    data: Path
    database: str
    proxies: int = 0
    origins: tuple[str, ...] = ()
    fans_out: bool = True
    certificate: Path | None = None
    host: str = ""
    port: int = 443
    porch: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings that ``JIANGSAI_…`` variables state.

        Raises ClickException where an origin is none: a board that is missing
        on somebody's page would not say why.
        """
        data = Path(environment.get("JIANGSAI_DATA", "data")).resolve()
        certificate = environment.get("JIANGSAI_CERTIFICATE")
        return cls(
            data=data,
            database=environment.get("JIANGSAI_DATABASE_URL")
            or f"sqlite:///{data / 'jiangsai.sqlite3'}",
            proxies=int(environment.get("JIANGSAI_PROXIES", "0")),
            origins=_origins(environment.get("JIANGSAI_ORIGINS", "")),
            fans_out=environment.get("JIANGSAI_FANOUT", "direct") != "stock",
            certificate=Path(certificate).resolve() if certificate else None,
            host=environment.get("JIANGSAI_HOST", ""),
            port=int(environment.get("JIANGSAI_PORT", "443")),
            porch=int(environment.get("JIANGSAI_PORCH", "0")),
        )


def _origins(listed: str) -> tuple[str, ...]:
    named = [each.strip() for each in listed.split(",") if each.strip()]
    for origin in named:
        if not _ORIGIN.fullmatch(origin.removesuffix("/")):
            raise click.ClickException(
                f"JIANGSAI_ORIGINS: {origin!r} is no origin. Write https://name or "
                "https://name:port, several parted by commas, without a path.\n"
                f"JIANGSAI_ORIGINS 中的 {origin!r} 不是来源地址，请写成 https://域名 或 "
                "https://域名:端口，多个用逗号分隔，不带路径。"
            )
    return tuple(origin.removesuffix("/") for origin in named)
