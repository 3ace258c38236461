"""What a signed result depends on in the register stays as it is: the seal says since when."""

import sqlalchemy as sa
from alembic import op

from competition.db import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the seal, and seal the trades that are signed already."""
    op.create_table(
        "registration_seal",
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trade_id"], ["trade.id"], name=op.f("fk_registration_seal_trade_id")
        ),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_registration_seal")),
    )
    op.execute(
        "insert into registration_seal (trade_id, sealed_at) "
        "select trade_id, signed_at from trade_signature"
    )


def downgrade() -> None:
    """Take the seal back."""
    op.drop_table("registration_seal")
