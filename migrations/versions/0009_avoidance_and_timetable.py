"""Judges avoid their own, trades are suspended, modules have a time to be marked in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; every trade avoids all three ties, of which nobody has any yet."""
    with op.batch_alter_table("trade") as table:
        table.add_column(
            sa.Column(
                "avoids",
                sa.JSON(),
                nullable=False,
                server_default='["delegation", "unit", "coach"]',
            )
        )
    with op.batch_alter_table("entry") as table:
        table.add_column(sa.Column("unit", sa.String(), nullable=True))
        table.add_column(sa.Column("coaches", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("ledger_head") as table:
        table.add_column(sa.Column("suspended_at", sa.String(), nullable=True))
    add_judge_ties()
    add_seat_exception()
    op.create_table(
        "marking_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_at > begins_at", name=op.f("ck_marking_window_ends_after_beginning")
        ),
        sa.ForeignKeyConstraint(
            ["trade_id"], ["trade.id"], name=op.f("fk_marking_window_trade_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_window")),
        sa.UniqueConstraint(
            "trade_id",
            "criterion_code",
            "day",
            name=op.f("uq_marking_window_trade_id_criterion_code_day"),
        ),
    )


def add_judge_ties() -> None:
    """Add whom a judge is close to."""
    op.create_table(
        "judge_ties",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("coached", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_judge_ties_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_judge_ties_delegation_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_judge_ties_trade_id")),
        sa.PrimaryKeyConstraint("account_id", "trade_id", name=op.f("pk_judge_ties")),
    )


def add_seat_exception() -> None:
    """Add what the chief judge lets pass all the same; its lines are only added."""
    op.create_table(
        "seat_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("panel", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_seat_exception_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_seat_exception_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["trade_id"], ["trade.id"], name=op.f("fk_seat_exception_trade_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_exception")),
    )
    with op.batch_alter_table("seat_exception") as table:
        table.create_index(op.f("ix_seat_exception_trade_id"), ["trade_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"create trigger seat_exception_no_{act} before {act} on seat_exception "
                "begin select raise(abort, 'seat_exception: lines are only added'); end"
            )
        return
    op.execute(
        "create trigger seat_exception_no_change before update or delete on seat_exception "
        "for each row execute function lines_are_only_added()"
    )
    op.execute(
        "create trigger seat_exception_no_truncate before truncate on seat_exception "
        "for each statement execute function lines_are_only_added()"
    )


def downgrade() -> None:
    """Take them back, with all that they held."""
    for table_name in ("marking_window", "seat_exception", "judge_ties"):
        op.drop_table(table_name)
    with op.batch_alter_table("ledger_head") as table:
        table.drop_column("suspended_at")
    with op.batch_alter_table("entry") as table:
        table.drop_column("coaches")
        table.drop_column("unit")
    with op.batch_alter_table("trade") as table:
        table.drop_column("avoids")
