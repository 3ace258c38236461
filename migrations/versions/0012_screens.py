"""Screens are taken in and told what to show; ceremonies are told scene by scene."""

import sqlalchemy as sa
from alembic import op

from competition.db import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    add_screen()
    add_ceremony()


def add_screen() -> None:
    """Add the screens that were taken in."""
    op.create_table(
        "screen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shows", sa.JSON(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_blank", sa.Boolean(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("reloads", sa.Integer(), nullable=False),
        sa.Column("identified_at", Moment(timezone=True), nullable=False),
        sa.Column("taken_in_at", Moment(timezone=True), nullable=False),
        sa.Column("taken_in_by", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", Moment(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "theme in ('dark', 'light', 'contrast')", name=op.f("ck_screen_theme_known")
        ),
        sa.CheckConstraint(
            "language in ('zh', 'en', 'both')", name=op.f("ck_screen_language_known")
        ),
        sa.ForeignKeyConstraint(
            ["taken_in_by"], ["account.id"], name=op.f("fk_screen_taken_in_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_screen_token_hash")),
    )


def add_ceremony() -> None:
    """Add the ceremonies, each with all of its scenes."""
    op.create_table(
        "ceremony",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("scenes", sa.JSON(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ledger_hash", sa.String(), nullable=True),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.CheckConstraint("step >= 0", name=op.f("ck_ceremony_step_counted")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_ceremony_made_by")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_ceremony_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony")),
    )
    op.create_index(op.f("ix_ceremony_trade_id"), "ceremony", ["trade_id"])


def downgrade() -> None:
    """Take them back."""
    op.drop_table("ceremony")
    op.drop_table("screen")
