"""Indexes: props of snapshots alone, the ends of ids; on PostgreSQL room for prices that change in place."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SNAPSHOT_INDEX = "ix_prop_markets_snapshot_id_id"
ID_END = {"postgresql": "substr(uuid_send(id), 14)", "sqlite": "substr(id, -6)"}
NAMED_BY_ID_ALONE = ("prop_markets", "saved_slips", "experiments")
FILLFACTOR = 85  # pages that are full already stay so until their rows are written anew


def dialect() -> str:
    return op.get_context().dialect.name


def create_snapshot_index(where: str | None) -> None:
    condition = None if where is None else sa.text(where)
    op.drop_index(SNAPSHOT_INDEX, "prop_markets")
    op.create_index(
        SNAPSHOT_INDEX,
        "prop_markets",
        ["snapshot_id", "id"],
        postgresql_where=condition,
        sqlite_where=condition,
    )


def upgrade() -> None:
    create_snapshot_index("snapshot_id IS NOT NULL")
    for table in NAMED_BY_ID_ALONE:
        op.create_index(f"ix_{table}_id_end", table, [sa.text(ID_END[dialect()])])
    if dialect() == "postgresql":
        op.execute(f"ALTER TABLE prop_markets SET (fillfactor = {FILLFACTOR})")


def downgrade() -> None:
    if dialect() == "postgresql":
        op.execute("ALTER TABLE prop_markets RESET (fillfactor)")
    for table in NAMED_BY_ID_ALONE:
        op.drop_index(f"ix_{table}_id_end", table)
    create_snapshot_index(None)
