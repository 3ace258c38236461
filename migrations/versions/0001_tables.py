"""The first tables: people, programme, judging, results."""

import sqlalchemy as sa
from alembic import op

import competition.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    """Apply."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("pin_hash", sa.String(), nullable=True),
        sa.Column("created_at", competition.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("code", name=op.f("uq_account_code")),
    )
    op.create_table(
        "competition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_competition_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competition")),
    )
    op.create_table(
        "audit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", competition.db.Moment(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_line_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("short", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"], ["competition.id"], name=op.f("fk_delegation_competition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint(
            "competition_id", "code", name=op.f("uq_delegation_competition_id_code")
        ),
    )
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", competition.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_failed_sign_in_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_in")),
    )
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_failed_sign_in_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("begun_at", competition.db.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", competition.db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", competition.db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("way in ('password', 'pin')", name=op.f("ck_sign_in_way_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "trade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("group_names", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "shows in ('names', 'codes', 'nothing')", name=op.f("ck_trade_shows_known")
        ),
        sa.CheckConstraint("unit in ('person', 'team')", name=op.f("ck_trade_unit_known")),
        sa.ForeignKeyConstraint(
            ["competition_id"], ["competition.id"], name=op.f("fk_trade_competition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade")),
        sa.UniqueConstraint("competition_id", "code", name=op.f("uq_trade_competition_id_code")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status in ('ranked', 'guest', 'withdrawn', 'excluded')",
            name=op.f("ck_entry_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_entry_delegation_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_entry_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("trade_id", "code", name=op.f("uq_entry_trade_id_code")),
        sa.UniqueConstraint("trade_id", "station", name=op.f("uq_entry_trade_id_station")),
    )
    op.create_table(
        "ledger_head",
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_ledger_head_trade_id")),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_panel_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("trade_id", "name", name=op.f("uq_panel_trade_id_name")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("published_at", competition.db.Moment(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state in ('provisional', 'official')", name=op.f("ck_publication_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["account.id"], name=op.f("fk_publication_published_by")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_publication_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("trade_id", "edition", name=op.f("uq_publication_trade_id_edition")),
    )
    op.create_table(
        "registration_close",
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", competition.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trade_id"], ["trade.id"], name=op.f("fk_registration_close_trade_id")
        ),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_registration_close")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_role_grant_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "account_id", "role", "trade_id", name=op.f("uq_role_grant_account_id_role_trade_id")
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)

    op.create_table(
        "scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("declared_total", competition.db.Exact(length=40), nullable=True),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("imported_at", competition.db.Moment(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["account.id"], name=op.f("fk_scheme_imported_by")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_scheme_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("trade_id", "number", name=op.f("uq_scheme_trade_id_number")),
    )
    op.create_table(
        "trade_signature",
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", competition.db.Moment(timezone=True), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_trade_signature_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["trade_id"], ["trade.id"], name=op.f("fk_trade_signature_trade_id")
        ),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_trade_signature")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("declared", competition.db.Exact(length=40), nullable=True),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_criterion_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("scheme_id", "code", name=op.f("uq_criterion_scheme_id_code")),
    )
    op.create_table(
        "judge_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_judge_seat_number_from_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_judge_seat_account_id")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_judge_seat_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_seat")),
        sa.UniqueConstraint(
            "panel_id", "account_id", name=op.f("uq_judge_seat_panel_id_account_id")
        ),
        sa.UniqueConstraint("panel_id", "number", name=op.f("uq_judge_seat_panel_id_number")),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_member_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("entry_id", "position", name=op.f("uq_member_entry_id_position")),
    )
    op.create_table(
        "panel_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_duty_panel_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_panel_duty_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_duty")),
        sa.UniqueConstraint(
            "trade_id", "criterion_code", name=op.f("uq_panel_duty_trade_id_criterion_code")
        ),
    )
    op.create_table(
        "scheme_lock",
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("locked_at", competition.db.Moment(timezone=True), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["locked_by"], ["account.id"], name=op.f("fk_scheme_lock_locked_by")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_scheme_lock_scheme_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_scheme_lock_trade_id")),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_scheme_lock")),
        sa.UniqueConstraint("scheme_id", name=op.f("uq_scheme_lock_scheme_id")),
    )
    op.create_table(
        "scheme_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("declared", competition.db.Exact(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_scheme_section_scheme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_section")),
        sa.UniqueConstraint("scheme_id", "code", name=op.f("uq_scheme_section_scheme_id_code")),
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_sheet_criterion_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_sheet_entry_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_sheet_panel_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_sheet_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint(
            "entry_id", "criterion_id", name=op.f("uq_sheet_entry_id_criterion_id")
        ),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_trade_id"), ["trade_id"], unique=False)

    op.create_table(
        "sub_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_sub_criterion_criterion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_criterion")),
        sa.UniqueConstraint(
            "criterion_id", "code", name=op.f("uq_sub_criterion_criterion_id_code")
        ),
    )
    op.create_table(
        "aspect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sub_criterion_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("requirement", sa.JSON(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("max", competition.db.Exact(length=40), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_aspect_criterion_id")
        ),
        sa.ForeignKeyConstraint(
            ["sub_criterion_id"], ["sub_criterion.id"], name=op.f("fk_aspect_sub_criterion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aspect")),
        sa.UniqueConstraint(
            "sub_criterion_id", "code", name=op.f("uq_aspect_sub_criterion_id_code")
        ),
    )
    with op.batch_alter_table("aspect", schema=None) as batch_op:
        batch_op.create_index("ix_aspect_criterion_id", ["criterion_id"], unique=False)

    op.create_table(
        "ledger_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("trade_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["aspect_id"], ["aspect.id"], name=op.f("fk_ledger_line_aspect_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_ledger_line_author_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_ledger_line_entry_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_ledger_line_sheet_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_ledger_line_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_line")),
        sa.UniqueConstraint("trade_id", "number", name=op.f("uq_ledger_line_trade_id_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ledger_line_uuid")),
    )
    with op.batch_alter_table("ledger_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ledger_line_cell", ["sheet_id", "aspect_id", "seat"], unique=False
        )


def downgrade() -> None:  # noqa: PLR0915 - one statement a table
    """Take back."""
    with op.batch_alter_table("ledger_line", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_line_cell")

    op.drop_table("ledger_line")
    with op.batch_alter_table("aspect", schema=None) as batch_op:
        batch_op.drop_index("ix_aspect_criterion_id")

    op.drop_table("aspect")
    op.drop_table("sub_criterion")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_trade_id"))

    op.drop_table("sheet")
    op.drop_table("scheme_section")
    op.drop_table("scheme_lock")
    op.drop_table("panel_duty")
    op.drop_table("member")
    op.drop_table("judge_seat")
    op.drop_table("criterion")
    op.drop_table("trade_signature")
    op.drop_table("scheme")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    op.drop_table("registration_close")
    op.drop_table("publication")
    op.drop_table("panel")
    op.drop_table("ledger_head")
    op.drop_table("entry")
    op.drop_table("trade")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failed_sign_in_account_id"))

    op.drop_table("failed_sign_in")
    op.drop_table("delegation")
    op.drop_table("audit_line")
    op.drop_table("competition")
    op.drop_table("account")
