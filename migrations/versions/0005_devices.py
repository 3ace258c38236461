"""Tablets are paired, listed and revocable; wrong PINs are counted by where they were typed."""

import sqlalchemy as sa
from alembic import op

from competition.db import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    add_device()
    add_pairing_code()
    add_paired_only()
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("device_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_sign_in_device_id"), "device", ["device_id"], ["id"])
        table.create_index(op.f("ix_sign_in_device_id"), ["device_id"])
    with op.batch_alter_table("failed_sign_in") as table:
        table.add_column(sa.Column("device_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("address", sa.String(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_failed_sign_in_device_id"), "device", ["device_id"], ["id"]
        )


def add_device() -> None:
    """Add the tablets."""
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("paired_at", Moment(timezone=True), nullable=False),
        sa.Column("paired_by", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", Moment(timezone=True), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.Column("battery", sa.Integer(), nullable=True),
        sa.Column("charging", sa.Boolean(), nullable=True),
        sa.Column("revoked_at", Moment(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("battery between 0 and 100", name=op.f("ck_device_battery_percent")),
        sa.CheckConstraint("unsent >= 0", name=op.f("ck_device_unsent_counted")),
        sa.ForeignKeyConstraint(["paired_by"], ["account.id"], name=op.f("fk_device_paired_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["account.id"], name=op.f("fk_device_revoked_by")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_device_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("tag", name=op.f("uq_device_tag")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_index(op.f("ix_device_trade_id"), "device", ["trade_id"])


def add_pairing_code() -> None:
    """Add the codes that pair one tablet each."""
    op.create_table(
        "pairing_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("ends_at", Moment(timezone=True), nullable=False),
        sa.Column("used_at", Moment(timezone=True), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_pairing_code_device_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_pairing_code_made_by")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_pairing_code_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairing_code_code_hash")),
    )
    op.create_index(op.f("ix_pairing_code_trade_id"), "pairing_code", ["trade_id"])


def add_paired_only() -> None:
    """Add which trades take paired tablets only."""
    op.create_table(
        "paired_only",
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_paired_only_account_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_paired_only_trade_id")),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_paired_only")),
    )


def downgrade() -> None:
    """Take the tables and columns back; pairings are lost."""
    with op.batch_alter_table("failed_sign_in") as table:
        table.drop_constraint(op.f("fk_failed_sign_in_device_id"), type_="foreignkey")
        table.drop_column("address")
        table.drop_column("device_id")
    with op.batch_alter_table("sign_in") as table:
        table.drop_index(op.f("ix_sign_in_device_id"))
        table.drop_constraint(op.f("fk_sign_in_device_id"), type_="foreignkey")
        table.drop_column("device_id")
    for name in ("paired_only", "pairing_code", "device"):
        op.drop_table(name)
