"""Hashes PINs and passwords as the program does, for what a thousand sign-ins in tests can pay."""

from typing import Final

from argon2 import PasswordHasher
from flask import Flask

from competition.accounts import sign_in
from wsgi import create_app

DEAR: Final = sign_in._HASHER  # noqa: SLF001 - what the program itself takes


def hash_quickly() -> None:
    """Let this process hash with the least that argon2id takes."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    sign_in._HASHER = quick  # type: ignore[misc] # noqa: SLF001 - for this process only
    # An unknown code is still told no sooner than a known one.
    sign_in._NOBODYS = quick.hash("nobody's")  # type: ignore[misc] # noqa: SLF001


def make() -> Flask:
    """Return the application as it is, but for the price of its hashes."""
    hash_quickly()
    return create_app()
