"""Runs migrations against the database that the program or the environment names."""

import os

from alembic import context

from competition.accounts import models as accounts
from competition.audit import AuditLine
from competition.config import Settings
from competition.db import Base
from competition.engines import writing_engine
from competition.programme import models as programme
from competition.registration import models as registration
from judging import arrangements
from judging import models as judging
from judging import remark_models as remarks
from scoreboard import hall_models as hall
from scoreboard import models as scoreboard

# Importing a module registers its tables.
REGISTERED = (
    accounts,
    AuditLine,
    programme,
    registration,
    judging,
    arrangements,
    remarks,
    hall,
    scoreboard,
)

url = context.config.attributes.get("url") or Settings.from_environment(os.environ).database
engine = writing_engine(url)
is_sqlite = engine.dialect.name == "sqlite"
if is_sqlite:
    # A table that others refer to is made anew under another name, then renamed.
    engine.raw_connection().cursor().execute("pragma foreign_keys = off")
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        user_module_prefix="competition.db.",
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite and (lost := connection.exec_driver_sql("pragma foreign_key_check").all()):
        raise RuntimeError(f"rows refer to nothing: {lost[:5]}")
    connection.commit()
engine.dispose()
