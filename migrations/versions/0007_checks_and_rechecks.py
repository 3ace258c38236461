"""Trades are suspended; sheets are checked, confirmed and re-checked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FORMER = (
    "kind in ('signature', 'reopening', 'lock', 'unlock', 'round', 'absence', 'presence',"
    " 'request', 'approval', 'decline')"
)
KINDS = (
    "kind in ('signature', 'reopening', 'lock', 'unlock', 'round', 'absence', 'presence',"
    " 'request', 'approval', 'decline', 'suspension', 'resumption', 'check', 'objection',"
    " 'confirmation', 'protest', 'recheck', 'finding')"
)


def upgrade() -> None:
    """Let acts be of the new kinds; no trade has checks or confirmations until it is told so."""
    know(KINDS)
    with op.batch_alter_table("trade") as table:
        table.add_column(sa.Column("checking", sa.String(), nullable=False, server_default="none"))
        table.add_column(
            sa.Column("confirming", sa.String(), nullable=False, server_default="none")
        )
        table.create_check_constraint(
            op.f("ck_trade_checking_known"), "checking in ('none', 'aloud', 'blind')"
        )
        table.create_check_constraint(
            op.f("ck_trade_confirming_known"), "confirming in ('none', 'competitor')"
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
    """Take them back; fails where an act of a new kind was recorded."""
    with op.batch_alter_table("trade") as table:
        table.drop_constraint(op.f("ck_trade_confirming_known"), type_="check")
        table.drop_constraint(op.f("ck_trade_checking_known"), type_="check")
        table.drop_column("confirming")
        table.drop_column("checking")
    know(FORMER)
