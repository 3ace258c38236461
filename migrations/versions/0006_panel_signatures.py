"""A sheet has a day, a state and signatures; what is done with sheets is chained, line by line."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add days, states, acts and what a correction says; sheets of one day get it."""
    widen_sheet()
    with op.batch_alter_table("trade") as table:
        table.add_column(sa.Column("signing", sa.String(), nullable=False, server_default="chief"))
        table.create_check_constraint(
            op.f("ck_trade_signing_known"), "signing in ('chief', 'panel')"
        )
    for sealed in ("ledger_head", "trade_signature"):
        with op.batch_alter_table(sealed) as table:
            table.add_column(sa.Column("acts", sa.Integer(), server_default="0", nullable=False))
            table.add_column(sa.Column("acts_hash", sa.String(length=64), nullable=True))
    # Plain statements: SQLite would make the ledger anew, and lose what guards it.
    for column in ("replaces", "reason"):
        op.execute(f"alter table ledger_line add column {column} varchar")
    for column in ("requester_id", "approver_id"):
        op.execute(
            f"alter table ledger_line add column {column} integer "
            f"constraint fk_ledger_line_{column} references account (id)"
        )
    add_sheet_act()


def widen_sheet() -> None:
    """Give sheets a day and a state; a sheet without a day holds what no other day does."""
    with op.batch_alter_table("sheet") as table:
        table.add_column(sa.Column("day", sa.Integer(), nullable=True))
        table.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))
        table.drop_constraint(op.f("uq_sheet_entry_id_criterion_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_sheet_entry_id_criterion_id_day"), ["entry_id", "criterion_id", "day"]
        )
        table.create_check_constraint(
            op.f("ck_sheet_state_known"), "state in ('open', 'signed', 'locked')"
        )
    op.execute(
        "update sheet set day = (select min(sub_criterion.day) from sub_criterion"
        " where sub_criterion.criterion_id = sheet.criterion_id)"
        " where criterion_id in (select criterion_id from sub_criterion group by criterion_id"
        " having count(distinct day) = 1 and count(day) = count(*))"
    )
    # A module that had moved to another panel left its sheets behind.
    duty = (
        "select panel_duty.panel_id from panel_duty join criterion"
        " on criterion.code = panel_duty.criterion_code"
        " where criterion.id = sheet.criterion_id and panel_duty.trade_id = sheet.trade_id"
    )
    op.execute(f"update sheet set panel_id = ({duty}) where exists ({duty})")  # noqa: S608 - our words


def add_sheet_act() -> None:
    """Add what is done with sheets besides marking."""
    op.create_table(
        "sheet_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("marks", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind in ('signature', 'reopening', 'lock', 'unlock', 'round', 'absence', 'presence',"
            " 'request', 'approval', 'decline')",
            name=op.f("ck_sheet_act_kind_known"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_sheet_act_author_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_sheet_act_sheet_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_sheet_act_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_act")),
        sa.UniqueConstraint("trade_id", "number", name=op.f("uq_sheet_act_trade_id_number")),
    )
    with op.batch_alter_table("sheet_act") as table:
        table.create_index(op.f("ix_sheet_act_sheet_id"), ["sheet_id"], unique=False)
    refuse_changes("sheet_act")


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
    """Take them back; fails where a module's sheets were opened for several days."""
    op.drop_table("sheet_act")
    for column in ("approver_id", "requester_id", "reason", "replaces"):
        op.execute(f"alter table ledger_line drop column {column}")
    for sealed in ("trade_signature", "ledger_head"):
        with op.batch_alter_table(sealed) as table:
            table.drop_column("acts_hash")
            table.drop_column("acts")
    with op.batch_alter_table("trade") as table:
        table.drop_constraint(op.f("ck_trade_signing_known"), type_="check")
        table.drop_column("signing")
    with op.batch_alter_table("sheet") as table:
        table.drop_constraint(op.f("ck_sheet_state_known"), type_="check")
        table.drop_constraint(op.f("uq_sheet_entry_id_criterion_id_day"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_sheet_entry_id_criterion_id"), ["entry_id", "criterion_id"]
        )
        table.drop_column("state")
        table.drop_column("day")
