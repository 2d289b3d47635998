"""The first tables: users, snapshots, experiments, slips, props, the history of locks, facts of the database."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ON_BOARD = "snapshot_id IS NULL AND is_active"
LOCK_STATE = (
    "(is_locked AND locked_at IS NOT NULL AND content_format IS NOT NULL AND content_sha256 IS NOT NULL"
    " AND length(content_sha256) = 64 AND content_props IS NOT NULL)"
    " OR (NOT is_locked AND locked_at IS NULL AND locked_by IS NULL AND content_format IS NULL"
    " AND content_sha256 IS NULL AND content_props IS NULL)"
)


def by_dialect(*, postgresql: str, sqlite: str) -> str:
    return {"postgresql": postgresql, "sqlite": sqlite}[op.get_context().dialect.name]


def text(name: str, length: int | None = None, *, null: bool = False, default: str | None = None) -> sa.Column[Any]:
    collated = sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
    return sa.Column(name, collated, nullable=null, server_default=None if default is None else sa.text(default))


def column(name: str, kind: Any, *, null: bool = False, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null, server_default=None if default is None else sa.text(default))


def now(name: str) -> sa.Column[Any]:
    return column(
        name, INSTANT, default=by_dialect(postgresql="now()", sqlite="(strftime('%Y-%m-%d %H:%M:%f000', 'now'))")
    )


def key(table: str, name: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(name, name=op.f(f"pk_{table}"))


def unique(table: str, name: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(name, name=op.f(f"uq_{table}_{name}"))


def refers(table: str, name: str, to: str, *, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"), ondelete=on_delete)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def number(table: str, name: str, condition: str, *, null: bool = False) -> sa.CheckConstraint:
    empty = f"{name} IS NULL OR " if null else ""
    on_postgresql = condition.format(infinity="'Infinity'::double precision")
    on_sqlite = f"typeof({name}) IN ('real', 'integer') AND {condition.format(infinity='9e999')}"
    return check(table, name, f"{empty}({by_dialect(postgresql=on_postgresql, sqlite=on_sqlite)})")


def json_is(table: str, name: str, kind: str) -> sa.CheckConstraint:
    on_postgresql = f"jsonb_typeof({name}) = '{kind}'"
    on_sqlite = f"json_valid({name}) AND json_type({name}) = '{kind}'"
    return check(table, name, by_dialect(postgresql=on_postgresql, sqlite=on_sqlite))


def week(table: str) -> sa.CheckConstraint:
    return check(table, "week", "week IS NULL OR week BETWEEN 0 AND 53")


def index(table: str, *names: str, name: str = "", where: str | None = None, unique: bool = False) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(
        op.f(name or f"ix_{table}_{'_'.join(names)}"),
        table,
        list(names),
        unique=unique,
        postgresql_where=condition,
        sqlite_where=condition,
    )


def create_users() -> None:
    op.create_table(
        "users",
        column("id", sa.Uuid()),
        text("clerk_user_id", 255, null=True),
        column("supabase_user_id", sa.Uuid(), null=True),
        text("email", 254),
        text("username", 100, null=True),
        text("full_name", null=True),
        text("subscription_tier", default="'free'"),
        text("subscription_status", default="'active'"),
        column("subscription_expires_at", INSTANT, null=True),
        column("is_active", sa.Boolean(), default="true"),
        column("is_verified", sa.Boolean(), default="false"),
        column("user_metadata", JSON, default="'{}'"),
        now("created_at"),
        now("updated_at"),
        column("last_login_at", INSTANT, null=True),
        key("users"),
        check("users", "auth_id", "clerk_user_id IS NOT NULL OR supabase_user_id IS NOT NULL"),
        check(
            "users",
            "email",
            "email = lower(email) AND email LIKE '%_@_%' AND email NOT LIKE '% %' AND length(email) <= 254",
        ),
        check("users", "subscription_tier", "subscription_tier IN ('free', 'pro', 'enterprise')"),
        check(
            "users",
            "subscription_status",
            "subscription_status IN ('active', 'cancelled', 'past_due', 'trialing')",
        ),
        json_is("users", "user_metadata", "object"),
        *(unique("users", name) for name in ("clerk_user_id", "supabase_user_id", "email", "username")),
    )
    index("users", "subscription_tier", "subscription_status")


def create_snapshots() -> None:
    op.create_table(
        "snapshots",
        column("id", sa.Uuid()),
        text("snapshot_id", 255),
        column("week", sa.Integer(), null=True),
        text("league"),
        text("season", null=True),
        column("config", JSON, default="'{}'"),
        text("features_path", null=True),
        text("model_version", default="'v1.0.0'"),
        text("name", null=True),
        text("description", null=True),
        column("is_locked", sa.Boolean(), default="false"),
        column("tags", JSON, default="'[]'"),
        now("created_at"),
        column("game_date", INSTANT, null=True),
        column("lock_at", INSTANT, null=True),
        column("locked_at", INSTANT, null=True),
        text("locked_by", null=True),
        text("content_format", null=True),
        text("content_sha256", null=True),
        column("content_props", BIG, null=True),
        key("snapshots"),
        week("snapshots"),
        json_is("snapshots", "config", "object"),
        json_is("snapshots", "tags", "array"),
        check("snapshots", "lock_state", LOCK_STATE),
        unique("snapshots", "snapshot_id"),
    )
    index("snapshots", "league", "season", "week")
    index("snapshots", "created_at")
    index("snapshots", "game_date")
    index("snapshots", "lock_at", where="NOT is_locked")


def create_experiments() -> None:
    op.create_table(
        "experiments",
        column("id", sa.Uuid()),
        column("user_id", sa.Uuid()),
        column("snapshot_id", sa.Uuid(), null=True),
        text("snapshot_sha256", null=True),
        now("timestamp"),
        column("week", sa.Integer(), null=True),
        text("league"),
        text("risk_mode"),
        column("bankroll", sa.Double(), default="1000"),
        column("num_props", sa.Integer(), default="0"),
        column("num_slips", sa.Integer(), default="0"),
        column("metrics", JSON, default="'{}'"),
        text("name", null=True),
        text("description", null=True),
        text("status", default="'completed'"),
        now("created_at"),
        key("experiments"),
        week("experiments"),
        check("experiments", "risk_mode", "risk_mode IN ('conservative', 'balanced', 'aggressive')"),
        check("experiments", "status", "status IN ('draft', 'running', 'completed', 'failed')"),
        number("experiments", "bankroll", "bankroll > 0 AND bankroll < {infinity}"),
        check("experiments", "num_props", "num_props >= 0"),
        check("experiments", "num_slips", "num_slips >= 0"),
        json_is("experiments", "metrics", "object"),
        refers("experiments", "user_id", "users", on_delete="CASCADE"),
        refers("experiments", "snapshot_id", "snapshots", on_delete="SET NULL"),
    )
    index("experiments", "league", "week")
    for name in ("user_id", "snapshot_id", "timestamp", "status"):
        index("experiments", name)


def create_saved_slips() -> None:
    op.create_table(
        "saved_slips",
        column("id", sa.Uuid()),
        column("user_id", sa.Uuid()),
        column("snapshot_id", sa.Uuid(), null=True),
        column("legs", JSON),
        column("ev", sa.Double()),
        column("variance", sa.Double(), null=True),
        column("var_95", sa.Double(), null=True),
        column("stake", sa.Double(), null=True),
        column("correlations", JSON, default="'{}'"),
        text("name", null=True),
        text("notes", null=True),
        column("is_placed", sa.Boolean(), default="false"),
        text("platform", null=True),
        column("tags", JSON, default="'[]'"),
        now("created_at"),
        column("placed_at", INSTANT, null=True),
        key("saved_slips"),
        json_is("saved_slips", "legs", "array"),
        check(
            "saved_slips",
            "legs_some",
            by_dialect(postgresql="legs <> '[]'::jsonb", sqlite="json_array_length(legs) > 0"),
        ),
        json_is("saved_slips", "correlations", "object"),
        json_is("saved_slips", "tags", "array"),
        number("saved_slips", "ev", "abs(ev) < {infinity}"),
        number("saved_slips", "variance", "variance >= 0 AND variance < {infinity}", null=True),
        number("saved_slips", "var_95", "abs(var_95) < {infinity}", null=True),
        number("saved_slips", "stake", "stake >= 0 AND stake < {infinity}", null=True),
        refers("saved_slips", "user_id", "users", on_delete="CASCADE"),
        refers("saved_slips", "snapshot_id", "snapshots", on_delete="SET NULL"),
    )
    for name in ("user_id", "snapshot_id", "created_at", "ev", "is_placed"):
        index("saved_slips", name)


def create_prop_markets() -> None:
    op.create_table(
        "prop_markets",
        column("id", sa.Uuid()),
        column("snapshot_id", sa.Uuid(), null=True),
        column("week", sa.Integer(), null=True),
        text("league"),
        text("season", null=True),
        text("player_id", null=True),
        text("player_name"),
        *(text(name, null=True) for name in ("position", "team", "opponent")),
        text("market_type"),
        text("stat_category", null=True),
        text("period", default="'full'"),
        text("variant", default="'standard'"),
        column("line", sa.Double()),
        column("odds", sa.Double(), null=True),
        column("under_odds", sa.Double(), null=True),
        text("platform"),
        text("external_id"),
        text("game_id", null=True),
        column("game_date", INSTANT, null=True),
        column("is_active", sa.Boolean(), default="true"),
        column("extra_metadata", JSON, default="'{}'"),
        now("created_at"),
        now("updated_at"),
        key("prop_markets"),
        week("prop_markets"),
        number("prop_markets", "line", "abs(line) <= 1000000"),
        number("prop_markets", "odds", "odds > 1 AND odds <= 1001", null=True),
        number("prop_markets", "under_odds", "under_odds > 1 AND under_odds <= 1001", null=True),
        json_is("prop_markets", "extra_metadata", "object"),
        refers("prop_markets", "snapshot_id", "snapshots", on_delete="SET NULL"),
    )
    for names in (("snapshot_id", "id"), ("player_name",), ("market_type",), ("game_date",)):
        index("prop_markets", *names)
    index("prop_markets", "league", "season", "week", "player_name", name="ix_prop_markets_on_board", where=ON_BOARD)
    index("prop_markets", "platform", "external_id", name="uq_prop_markets_on_board", where=ON_BOARD, unique=True)
    index(
        "prop_markets",
        "snapshot_id",
        "platform",
        "external_id",
        name="uq_prop_markets_in_snapshot",
        where="snapshot_id IS NOT NULL",
        unique=True,
    )


def create_snapshot_lock_events() -> None:
    role = by_dialect(postgresql="SESSION_USER", sqlite="NULL")
    client = by_dialect(postgresql="current_setting('application_name'::text)", sqlite="NULL")
    transaction = by_dialect(postgresql="((pg_current_xact_id())::text)", sqlite="NULL")
    op.create_table(
        "snapshot_lock_events",
        column("id", BIG),
        column("snapshot_uuid", sa.Uuid()),
        text("snapshot_slug"),
        text("action"),
        text("reason", null=True),
        text("content_sha256", null=True),
        column("content_props", BIG, null=True),
        text("actor", null=True, default=role),
        text("client", null=True, default=client),
        now("at"),
        text("tx", null=True, default=transaction),
        key("snapshot_lock_events"),
        check("snapshot_lock_events", "action", "action IN ('lock', 'unlock')"),
        check("snapshot_lock_events", "reason", "action <> 'unlock' OR length(trim(coalesce(reason, ''))) >= 8"),
    )
    index("snapshot_lock_events", "snapshot_uuid")


def upgrade() -> None:
    create_users()
    create_snapshots()
    create_experiments()
    create_saved_slips()
    create_prop_markets()
    create_snapshot_lock_events()
    op.create_table("bbprops_meta", text("key"), text("value"), key("bbprops_meta", "key"))


def downgrade() -> None:
    for table in (
        "bbprops_meta",
        "snapshot_lock_events",
        "prop_markets",
        "saved_slips",
        "experiments",
        "snapshots",
        "users",
    ):
        op.drop_table(table)
