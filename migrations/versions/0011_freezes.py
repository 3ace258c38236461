"""Public pictures are frozen and let go, each time by a row that stays."""

import sqlalchemy as sa
from alembic import op

from competition.db import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; its rows are only added."""
    op.create_table(
        "board_freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('plan', 'freeze', 'lift')", name=op.f("ck_board_freeze_kind_known")
        ),
        sa.CheckConstraint(
            "(kind = 'freeze') = (document is not null and version is not null"
            " and edition is not null)",
            name=op.f("ck_board_freeze_picture_kept"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_board_freeze_recorded_by")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_board_freeze_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_freeze")),
    )
    op.create_index(op.f("ix_board_freeze_trade_id"), "board_freeze", ["trade_id"])
    guard()


def guard() -> None:
    """Refuse to change or remove a row."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"create trigger board_freeze_no_{act} before {act} on board_freeze "
                "begin select raise(abort, 'board_freeze: lines are only added'); end"
            )
        return
    op.execute(
        "create trigger board_freeze_no_change before update or delete on board_freeze "
        "for each row execute function lines_are_only_added()"
    )
    op.execute(
        "create trigger board_freeze_no_truncate before truncate on board_freeze "
        "for each statement execute function lines_are_only_added()"
    )


def downgrade() -> None:
    """Drop the table; what was frozen is live again."""
    op.drop_table("board_freeze")
