"""The ledger and the audit log take new lines only: the database refuses changes."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("ledger_line", "audit_line")


def upgrade() -> None:
    """Refuse to change or remove a line."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("update", "delete"):
                op.execute(
                    f"create trigger {table}_no_{act} before {act} on {table} "
                    f"begin select raise(abort, '{table}: lines are only added'); end"
                )
        return
    op.execute(
        "create function lines_are_only_added() returns trigger language plpgsql as $$ "
        "begin raise exception '%: lines are only added', tg_table_name; end $$"
    )
    for table in TABLES:
        op.execute(
            f"create trigger {table}_no_change before update or delete on {table} "
            "for each row execute function lines_are_only_added()"
        )
        op.execute(
            f"create trigger {table}_no_truncate before truncate on {table} "
            "for each statement execute function lines_are_only_added()"
        )


def downgrade() -> None:
    """Let lines be changed again."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("update", "delete"):
                op.execute(f"drop trigger {table}_no_{act}")
        return
    for table in TABLES:
        op.execute(f"drop trigger {table}_no_change on {table}")
        op.execute(f"drop trigger {table}_no_truncate on {table}")
    op.execute("drop function lines_are_only_added()")
