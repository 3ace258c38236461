"""A second person's entries of a sheet are lines that stay; a panel has a leader."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; whoever sits in the first seat leads."""
    with op.batch_alter_table("panel") as table:
        table.add_column(sa.Column("leader", sa.Integer(), nullable=False, server_default="1"))
        table.create_check_constraint(op.f("ck_panel_leader_from_one"), "leader >= 1")
    op.create_table(
        "second_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["aspect_id"], ["aspect.id"], name=op.f("fk_second_entry_aspect_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_second_entry_author_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_second_entry_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_entry")),
        sa.UniqueConstraint("uuid", name=op.f("uq_second_entry_uuid")),
    )
    with op.batch_alter_table("second_entry") as table:
        table.create_index(op.f("ix_second_entry_sheet_id"), ["sheet_id"], unique=False)
    refuse_changes("second_entry")


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
    """Take them back; second entries are lost."""
    op.drop_table("second_entry")
    with op.batch_alter_table("panel") as table:
        table.drop_constraint(op.f("ck_panel_leader_from_one"), type_="check")
        table.drop_column("leader")
