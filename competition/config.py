"""Every setting, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set; all of it has a default that works on one machine.

    *database* is an SQLAlchemy URL; *proxies* the number of reverse proxies in
    front whose forwarded headers are believed; *origins* the other origins whose
    pages may open the live socket.
    """

    data: Path
    database: str
    proxies: int = 0
    origins: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings that ``JIANGSAI_…`` variables state."""
        data = Path(environment.get("JIANGSAI_DATA", "data")).resolve()
        origins = environment.get("JIANGSAI_ORIGINS", "")
        return cls(
            data=data,
            database=environment.get("JIANGSAI_DATABASE_URL")
            or f"sqlite:///{data / 'jiangsai.sqlite3'}",
            proxies=int(environment.get("JIANGSAI_PROXIES", "0")),
            origins=tuple(origin for origin in origins.split(",") if origin),
        )
