"""The columns of each noun, as plain data that lists, output, completion and docs share.

A test holds this page against the SQLModel tables, so there is one truth. It imports nothing: a list command
starts without SQLAlchemy.
"""

from typing import Literal, NamedTuple

# `value` is what lies at a path in a JSON column: any JSON.
ColumnType = Literal["text", "uuid", "int", "float", "bool", "instant", "json", "value"]


class Column(NamedTuple):
    """One column; `rank` 1 stays longest on a narrow terminal, 0 is shown by `-o wide` and `--fields` only."""

    name: str
    type: ColumnType
    help: str
    rank: int = 0
    header: str = ""
    nullable: bool = False
    odds: bool = False  # a decimal price, shown as `--odds` asks
    path: tuple[str, ...] = ()  # the JSON column and the steps into it, of what is no column itself
    keys: "tuple[Column, ...]" = ()  # of a JSON column, what its objects are known to hold

    @property
    def title(self) -> str:
        """What stands above the column on a terminal."""
        return self.header or self.name


class Noun(NamedTuple):
    """A table as people meet it: `key` is the column with the human name, `order` the default `--sort`."""

    name: str
    table: str
    columns: tuple[Column, ...]
    order: str
    key: str | None = None

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


EXTRA = (
    Column("raw_market", "text", "What the provider calls the market, where we call it otherwise", nullable=True),
    Column("raw_league", "text", "Likewise the league", nullable=True),
    Column("home_team", "text", "Home team of the game", nullable=True),
    Column("away_team", "text", "Away team of the game", nullable=True),
    Column("season_type", "text", "pre, regular or post", nullable=True),
    Column("start_time", "text", "Of a market on a whole season, the time that came with it", nullable=True),
)

LEG = (
    Column("player", "text", "Player", 1),
    Column("league", "text", "League", 6),
    Column("market", "text", "Market", 1),
    Column("period", "text", "full, 1h, 1q, ...", 9),
    Column("variant", "text", "standard, demon, goblin, ...", 8),
    Column("side", "text", "over or under", 1),
    Column("line", "float", "The number to go over or under", 1),
    Column("platform", "text", "Who offers it", 5),
    Column("odds", "float", "Decimal price", 4, nullable=True, odds=True),
    Column("probability", "float", "That it wins, 0-1", 2, nullable=True),
    Column("multiplier", "float", "What it does to the payout", 7, nullable=True),
    Column("game_date", "text", "Kick-off, or game day", 10, "game", nullable=True),
    Column("prop_id", "text", "The prop it is on", nullable=True),
    Column("result", "text", "won, lost, pushed, ...", 3, nullable=True),
)

CORRELATIONS = (Column("matrix", "json", "A row of numbers for each leg, in the order of the legs", nullable=True),)

PROPS = Noun(
    "props",
    "prop_markets",
    (
        Column("id", "uuid", "Identifier; its last six characters will do as a reference", 4),
        Column("snapshot_id", "uuid", "The snapshot that holds it; empty on the board", nullable=True),
        Column("week", "int", "Week of the season, 0-53", 9, nullable=True),
        Column("league", "text", "NFL, NBA, MLB, NHL, ...", 8),
        Column("season", "text", "Start year of the season", nullable=True),
        Column("player_id", "text", "The provider's id of the player", nullable=True),
        Column("player_name", "text", "Name as the provider sent it", 1, "player"),
        Column("position", "text", "Position", 13, "pos", nullable=True),
        Column("team", "text", "Team code", 10, nullable=True),
        Column("opponent", "text", "Team code of the opponent", 11, "opp", nullable=True),
        Column("market_type", "text", "Canonical market, such as passing_yards", 1, "market"),
        Column("stat_category", "text", "Family of the market", nullable=True),
        Column("period", "text", "full, 1h, 1q, ...", 15),
        Column("variant", "text", "standard, demon, goblin, alternate, ...", 14),
        Column("line", "float", "The number to go over or under", 1),
        Column("odds", "float", "Price of over, more or yes", 2, "over", nullable=True, odds=True),
        Column("under_odds", "float", "Price of under, less or no", 3, "under", nullable=True, odds=True),
        Column("platform", "text", "Who offers it", 5),
        Column("external_id", "text", "The platform's id of the prop, or a hash of what identifies it"),
        Column("game_id", "text", "The provider's id of the game", nullable=True),
        Column("game_date", "instant", "Kick-off", 7, "game", nullable=True),
        Column("is_active", "bool", "Still offered"),
        Column("extra_metadata", "json", "What the provider sent beyond these columns", keys=EXTRA),
        Column("created_at", "instant", "When it was first stored"),
        Column("updated_at", "instant", "When its content last changed"),
    ),
    order="player_name",
)

SNAPSHOTS = Noun(
    "snapshots",
    "snapshots",
    (
        Column("id", "uuid", "Identifier; its last six characters will do as a reference", 7),
        Column("snapshot_id", "text", "Its name, such as nfl-week-5-2025", 1, "name"),
        Column("week", "int", "Week of the season, 0-53", 4, nullable=True),
        Column("league", "text", "NFL, NBA, MLB, NHL, ...", 2),
        Column("season", "text", "Start year of the season", 3, nullable=True),
        Column("config", "json", "Settings of the model run"),
        Column("features_path", "text", "Where its features are kept", nullable=True),
        Column("model_version", "text", "Version of the model", 9, "model"),
        Column("name", "text", "A longer title", 10, "title", nullable=True),
        Column("description", "text", "What it is for", nullable=True),
        Column("is_locked", "bool", "Nobody can change it any more", 1, "locked"),
        Column("tags", "json", "Labels", 11),
        Column("created_at", "instant", "When it was created", 6, "created"),
        Column("game_date", "instant", "Day of its games", 8, "game", nullable=True),
        Column("lock_at", "instant", "When it is due to be locked", 5, "lock due", nullable=True),
        Column("locked_at", "instant", "When it was locked", nullable=True),
        Column("locked_by", "text", "Who locked it", nullable=True),
        Column("content_format", "text", "Format of the digest", nullable=True),
        Column("content_sha256", "text", "SHA-256 of its content", nullable=True),
        Column("content_props", "int", "Number of props the digest covers", nullable=True),
    ),
    order="-created_at",
    key="snapshot_id",
)

USERS = Noun(
    "users",
    "users",
    (
        Column("id", "uuid", "Identifier; its last six characters will do as a reference", 5),
        Column("clerk_user_id", "text", "Id at Clerk", nullable=True),
        Column("supabase_user_id", "uuid", "Id at Supabase", nullable=True),
        Column("email", "text", "E-mail address, lower-case", 1),
        Column("username", "text", "Name on the platform", 2, nullable=True),
        Column("full_name", "text", "Name", 7, nullable=True),
        Column("subscription_tier", "text", "free, pro or enterprise", 3, "tier"),
        Column("subscription_status", "text", "active, cancelled, past_due or trialing", 3, "status"),
        Column("subscription_expires_at", "instant", "When the subscription ends", 6, "expires", nullable=True),
        Column("is_active", "bool", "May log in", 4, "active"),
        Column("is_verified", "bool", "Address confirmed", 8, "verified"),
        Column("user_metadata", "json", "Anything else"),
        Column("created_at", "instant", "When the account was created", 9, "created"),
        Column("updated_at", "instant", "When it last changed"),
        Column("last_login_at", "instant", "Last login", 10, "last login", nullable=True),
    ),
    order="-created_at",
    key="email",
)

EXPERIMENTS = Noun(
    "experiments",
    "experiments",
    (
        Column("id", "uuid", "Identifier; its last six characters will do as a reference", 2),
        Column("user_id", "uuid", "Whose run it is", 9, "user"),
        Column("snapshot_id", "uuid", "The snapshot it ran on", 8, "snapshot", nullable=True),
        Column("snapshot_sha256", "text", "Digest of that snapshot at the time", nullable=True),
        Column("timestamp", "instant", "When it ran", 6, "ran"),
        Column("week", "int", "Week of the season, 0-53", 4, nullable=True),
        Column("league", "text", "NFL, NBA, MLB, NHL, ...", 3),
        Column("risk_mode", "text", "conservative, balanced or aggressive", 5, "risk"),
        Column("bankroll", "float", "Money at the start", 10),
        Column("num_props", "int", "Props considered", 11, "props"),
        Column("num_slips", "int", "Slips built", 12, "slips"),
        Column("metrics", "json", "Results, by name", 7),
        Column("name", "text", "Title", 1, nullable=True),
        Column("description", "text", "What it tries", nullable=True),
        Column("status", "text", "draft, running, completed or failed", 5),
        Column("created_at", "instant", "When it was recorded"),
    ),
    order="-timestamp",
)

SLIPS = Noun(
    "slips",
    "saved_slips",
    (
        Column("id", "uuid", "Identifier; its last six characters will do as a reference", 1),
        Column("user_id", "uuid", "Whose slip it is", 7, "user"),
        Column("snapshot_id", "uuid", "The snapshot its props come from", 8, "snapshot", nullable=True),
        Column("legs", "json", "The bets it combines", 9, keys=LEG),
        Column("ev", "float", "Return to expect per unit staked; 1 is even", 2),
        Column("variance", "float", "Variance of the outcome", 6, nullable=True),
        Column("var_95", "float", "Value at risk, 95 %", 6, nullable=True),
        Column("stake", "float", "Money on it", 3, nullable=True),
        Column("correlations", "json", "Correlation of its legs", keys=CORRELATIONS),
        Column("name", "text", "Title", 2, nullable=True),
        Column("notes", "text", "Remarks", nullable=True),
        Column("is_placed", "bool", "Placed with a platform", 3, "placed"),
        Column("platform", "text", "Where it is placed", 4, nullable=True),
        Column("tags", "json", "Labels", 11),
        Column("created_at", "instant", "When it was saved", 5, "created"),
        Column("placed_at", "instant", "When it was placed", 10, nullable=True),
    ),
    order="-created_at",
)

LOCK_EVENTS = Noun(
    "lock events",
    "snapshot_lock_events",
    (
        Column("id", "int", "Running number", 5),
        Column("snapshot_uuid", "uuid", "Id of the snapshot, which may be gone"),
        Column("snapshot_slug", "text", "Name of the snapshot", 1, "snapshot"),
        Column("action", "text", "lock or unlock", 1),
        Column("reason", "text", "Why it was unlocked", 4, nullable=True),
        Column("content_sha256", "text", "Digest locked, or given up", 6, nullable=True),
        Column("content_props", "int", "Number of props the digest covers", 6, "props", nullable=True),
        Column("actor", "text", "Database role", 3, nullable=True),
        Column("client", "text", "Command, user@host and process", 7, nullable=True),
        Column("at", "instant", "When", 2),
        Column("tx", "text", "Transaction", nullable=True),
    ),
    order="-id",
)

META = Noun(
    "settings",
    "bbprops_meta",
    (Column("key", "text", "Name", 1), Column("value", "text", "Value", 1)),
    order="key",
    key="key",
)

NOUNS = (USERS, SNAPSHOTS, EXPERIMENTS, SLIPS, PROPS, LOCK_EVENTS, META)
