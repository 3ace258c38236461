"""A seat of a panel passes to another judge; sheets that were done keep the judge they had."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FORMER = (
    "kind in ('signature', 'reopening', 'lock', 'unlock', 'round', 'absence', 'presence',"
    " 'request', 'approval', 'decline', 'suspension', 'resumption', 'check', 'objection',"
    " 'confirmation', 'protest', 'recheck', 'finding')"
)
KINDS = (
    "kind in ('signature', 'reopening', 'lock', 'unlock', 'round', 'absence', 'presence',"
    " 'request', 'approval', 'decline', 'suspension', 'resumption', 'check', 'objection',"
    " 'confirmation', 'protest', 'recheck', 'finding', 'relief')"
)


def upgrade() -> None:
    """Let acts be reliefs, and make the table of what they have come to; there are none yet."""
    know(KINDS)
    op.create_table(
        "kept_seat",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_kept_seat_account_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_kept_seat_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "number", name=op.f("pk_kept_seat")),
    )


def know(kinds: str) -> None:
    """Let acts be of some *kinds* only; what guards them is made anew with their table."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("sheet_act") as table:
        table.drop_constraint(op.f("ck_sheet_act_kind_known"), type_="check")
        table.create_check_constraint(op.f("ck_sheet_act_kind_known"), kinds)
    if is_sqlite:
        for act in ("update", "delete"):
            op.execute(
                f"create trigger sheet_act_no_{act} before {act} on sheet_act "
                "begin select raise(abort, 'sheet_act: lines are only added'); end"
            )


def downgrade() -> None:
    """Take them back; fails where a seat has passed."""
    op.drop_table("kept_seat")
    know(FORMER)
