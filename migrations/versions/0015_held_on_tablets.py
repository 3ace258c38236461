"""Tablets say how many refused marks and remarks only they hold."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the counts; until a tablet is heard again, nothing is known of any."""
    with op.batch_alter_table("device") as batch:
        for name in ("refused", "remarks"):
            batch.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
            batch.create_check_constraint(op.f(f"ck_device_{name}_counted"), f"{name} >= 0")


def downgrade() -> None:
    """Take the counts back."""
    with op.batch_alter_table("device") as batch:
        for name in ("remarks", "refused"):
            batch.drop_constraint(op.f(f"ck_device_{name}_counted"), type_="check")
            batch.drop_column(name)
