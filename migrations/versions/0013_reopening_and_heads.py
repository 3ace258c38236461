"""Reopening is a right of its own; the head of a trade's lines says where its remarks end."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give every chief judge the right they have had, and write down where remarks end now."""
    op.execute(
        "insert into role_grant (account_id, role, trade_id)"
        " select account_id, 'reopener', trade_id from role_grant where role = 'chief'"
    )
    with op.batch_alter_table("ledger_head") as table:
        table.add_column(sa.Column("remarks", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("remarks_hash", sa.String(length=64), nullable=True))
    op.execute(
        "update ledger_head set"
        " remarks = (select count(*) from remark where remark.trade_id = ledger_head.trade_id),"
        " remarks_hash = (select hash from remark where remark.trade_id = ledger_head.trade_id"
        " order by number desc limit 1)"
    )


def downgrade() -> None:
    """Take both back."""
    with op.batch_alter_table("ledger_head") as table:
        table.drop_column("remarks_hash")
        table.drop_column("remarks")
    op.execute("delete from role_grant where role = 'reopener'")
