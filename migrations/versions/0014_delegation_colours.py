"""Delegations may have up to three colours."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; nobody has any yet."""
    with op.batch_alter_table("delegation") as table:
        table.add_column(sa.Column("colours", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("delegation") as table:
        table.drop_column("colours")
