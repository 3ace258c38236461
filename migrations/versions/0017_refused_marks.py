"""Marks that were refused are remembered: the network may bring one once more."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was refused before is not known."""
    op.create_table(
        "refused_mark",
        sa.Column("uuid", sa.String(36), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("refused_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_refused_mark")),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("refused_mark")
