"""What a trade file holds has its place: teams, rulings, earlier votes, seats still empty."""

import sqlalchemy as sa
from alembic import op

from competition.db import Exact, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ruling", "vote_round")
STATUSES = "status in ('ranked', 'guest', 'withdrawn', 'excluded', 'void')"
STATUSES_BEFORE = "status in ('ranked', 'guest', 'withdrawn', 'excluded')"


def upgrade() -> None:
    """Add the tables and columns."""
    add_team()
    add_ruling()
    add_vote_round()
    with op.batch_alter_table("criterion") as table:
        table.add_column(sa.Column("judges", sa.Integer(), nullable=True))
    widen_entry()
    with op.batch_alter_table("judge_seat") as table:
        table.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("trade_signature") as table:
        table.add_column(sa.Column("rulings", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("rulings_hash", sa.String(length=64), nullable=True))
    for table_name in APPEND_ONLY:
        refuse_changes(table_name)


def add_team() -> None:
    """Add teams whose members are marked."""
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("earlier", Exact(length=40), nullable=True),
        sa.Column("lot", sa.Integer(), nullable=True),
        sa.Column("time", Exact(length=40), nullable=True),
        sa.Column("scale", Exact(length=40), nullable=True),
        sa.Column("honours", sa.JSON(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.CheckConstraint(STATUSES, name=op.f("ck_team_status_known")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_team_delegation_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_team_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("trade_id", "code", name=op.f("uq_team_trade_id_code")),
    )


def add_ruling() -> None:
    """Add what the jury rules besides the marks."""
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind in ('penalty', 'adjustment', 'decision', 'withdrawal')",
            name=op.f("ck_ruling_kind_known"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_ruling_author_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_ruling_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint("trade_id", "number", name=op.f("uq_ruling_trade_id_number")),
    )


def add_vote_round() -> None:
    """Add the votes of earlier rounds."""
    op.create_table(
        "vote_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["aspect_id"], ["aspect.id"], name=op.f("fk_vote_round_aspect_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_vote_round_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_round")),
        sa.UniqueConstraint(
            "sheet_id",
            "aspect_id",
            "number",
            name=op.f("uq_vote_round_sheet_id_aspect_id_number"),
        ),
    )


def widen_entry() -> None:
    """Let an entry be void, be without station and delegation, and carry what rules ask for."""
    with op.batch_alter_table("entry") as table:
        for column, kind in (
            ("team_id", sa.Integer()),
            ("birth", sa.Date()),
            ("earlier", Exact(length=40)),
            ("lot", sa.Integer()),
            ("time", Exact(length=40)),
            ("scale", Exact(length=40)),
            ("level", sa.Integer()),
        ):
            table.add_column(sa.Column(column, kind, nullable=True))
        table.add_column(sa.Column("honours", sa.JSON(), nullable=False, server_default="[]"))
        table.alter_column("delegation_id", existing_type=sa.Integer(), nullable=True)
        table.alter_column("station", existing_type=sa.String(), nullable=True)
        table.create_foreign_key(op.f("fk_entry_team_id"), "team", ["team_id"], ["id"])
        table.drop_constraint(op.f("ck_entry_status_known"), type_="check")
        table.create_check_constraint(op.f("ck_entry_status_known"), STATUSES)


def refuse_changes(table: str) -> None:
    """Let lines of *table* be added only."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{act} before {act} on {table} "
                f"begin select raise(abort, '{table}: lines are only added'); end"
            )
        return
    op.execute(
        f"create trigger {table}_no_change before update or delete on {table} "
        "for each row execute function lines_are_only_added()"
    )
    op.execute(
        f"create trigger {table}_no_truncate before truncate on {table} "
        "for each statement execute function lines_are_only_added()"
    )


def downgrade() -> None:
    """Take the tables and columns back; an entry without a station gets its code as one."""
    with op.batch_alter_table("trade_signature") as table:
        table.drop_column("rulings_hash")
        table.drop_column("rulings")
    op.execute("delete from judge_seat where account_id is null")
    with op.batch_alter_table("judge_seat") as table:
        table.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
    op.execute("update entry set status = 'excluded' where status = 'void'")
    op.execute("update entry set station = code where station is null")
    with op.batch_alter_table("entry") as table:
        table.drop_constraint(op.f("ck_entry_status_known"), type_="check")
        table.create_check_constraint(op.f("ck_entry_status_known"), STATUSES_BEFORE)
        table.drop_constraint(op.f("fk_entry_team_id"), type_="foreignkey")
        table.alter_column("station", existing_type=sa.String(), nullable=False)
        table.alter_column("delegation_id", existing_type=sa.Integer(), nullable=False)
        for column in ("level", "honours", "scale", "time", "lot", "earlier", "birth", "team_id"):
            table.drop_column(column)
    with op.batch_alter_table("criterion") as table:
        table.drop_column("judges")
    for table_name in (*APPEND_ONLY, "team"):
        op.drop_table(table_name)
