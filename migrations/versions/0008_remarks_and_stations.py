"""Remarks with photos, which sheets are open where, and trades whose stations are scanned first."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what judges remark, which is only added, and what helps them to the right sheet."""
    add_picture()
    add_remark()
    for guarded in ("picture", "remark"):
        refuse_changes(guarded)
    op.create_table(
        "open_sheet",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_open_sheet_account_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_open_sheet_sheet_id")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_open_sheet")),
    )
    with op.batch_alter_table("open_sheet") as table:
        table.create_index(op.f("ix_open_sheet_sheet_id"), ["sheet_id"], unique=False)
    op.create_table(
        "station_scan",
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_station_scan_account_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_station_scan_trade_id")),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_station_scan")),
    )


def add_picture() -> None:
    """Add the photos, each once, by the hash of its bytes."""
    op.create_table(
        "picture",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "type in ('image/jpeg', 'image/png', 'image/webp')",
            name=op.f("ck_picture_type_known"),
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_picture")),
    )


def add_remark() -> None:
    """Add what judges remark about sheets."""
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("sub_code", sa.String(), nullable=False),
        sa.Column("aspect_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("withdraws", sa.String(length=36), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("taken_at", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["aspect_id"], ["aspect.id"], name=op.f("fk_remark_aspect_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_remark_author_id")),
        sa.ForeignKeyConstraint(
            ["picture_sha256"], ["picture.sha256"], name=op.f("fk_remark_picture_sha256")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_remark_sheet_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_remark_trade_id")),
        sa.ForeignKeyConstraint(["withdraws"], ["remark.uuid"], name=op.f("fk_remark_withdraws")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("trade_id", "number", name=op.f("uq_remark_trade_id_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_remark_uuid")),
        sa.UniqueConstraint("withdraws", name=op.f("uq_remark_withdraws")),
    )
    with op.batch_alter_table("remark") as table:
        table.create_index(op.f("ix_remark_sheet_id"), ["sheet_id"], unique=False)


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
    """Take them back."""
    for table in ("station_scan", "open_sheet", "remark", "picture"):
        op.drop_table(table)
