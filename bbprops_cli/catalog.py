"""The columns of each noun (props, snapshots, users, …) as plain data for lists, output, completion and docs.

A test compares the columns with the SQLModel tables. This module imports neither of them, so that a list command
starts without SQLAlchemy.
"""

from typing import Literal, NamedTuple

# `value` is the type of a path into a JSON column: any JSON value.
ColumnType = Literal["text", "uuid", "int", "float", "bool", "instant", "json", "value"]


class Column(NamedTuple):
    """One column; a narrow terminal hides those of high rank first, and never one of rank 1.

    A column of rank 0 appears with `-o wide` and `--fields` only.
    """

    name: str
    type: ColumnType
    help: str
    rank: int = 0
    header: str = ""
    nullable: bool = False
    odds: bool = False  # a decimal price, shown in the format that `--odds` names
    path: tuple[str, ...] = ()  # for a path: the JSON column and the steps into it
    keys: "tuple[Column, ...]" = ()  # for a JSON column: the known keys of its objects
    size: bool = False  # a number of bytes, which people read in its largest unit
    usual: str = ""  # the usual text: a terminal hides the column only where it has no other
    whole: bool = False  # a terminal does not cut it

    @property
    def title(self) -> str:
        """The column's header on a terminal."""
        return self.header or self.name


class Noun(NamedTuple):
    """A table as users see it: `key` is the column with the name for people, `order` the default `--sort`."""

    name: str
    table: str
    columns: tuple[Column, ...]
    order: str
    key: str | None = None

    def column(self, name: str) -> Column | None:
        """The column with that name, or None if the noun does not have one."""
        return next((column for column in self.columns if column.name == name), None)


EXTRA = (
    Column("raw_market", "text", "Market as the provider names it, if that differs from market_type", nullable=True),
    Column("raw_league", "text", "League as the provider names it, if that differs from league", nullable=True),
    Column("home_team", "text", "Home team of the game", nullable=True),
    Column("away_team", "text", "Away team of the game", nullable=True),
    Column("season_type", "text", "pre, regular or post", nullable=True),
    Column("start_time", "text", "Time that the provider sent with a market on a whole season", nullable=True),
    Column("game_number", "int", "Which game of a doubleheader, if not the first that was met", nullable=True),
    Column(
        "midnight_start", "bool", "True if the game begins at 00:00 in New York, not only on that day", nullable=True
    ),
)

LEG = (
    Column("player", "text", "Player", 1),
    Column("league", "text", "League", 6),
    Column("market", "text", "Market", 1),
    Column("period", "text", "full, 1h, 1q, ...", 9),
    Column("variant", "text", "standard, demon, goblin, ...", 8),
    Column("side", "text", "over or under", 1),
    Column("line", "float", "The number to go over or under", 1),
    Column("platform", "text", "Sportsbook or pick'em platform that offers it", 5),
    Column("odds", "float", "Decimal odds of the side", 4, nullable=True, odds=True),
    Column("probability", "float", "Probability that the leg wins, 0 to 1", 2, nullable=True),
    Column("multiplier", "float", "Factor on the platform's base payout", 7, nullable=True),
    Column("game_date", "text", "Start of the game, or its day", 10, "game", nullable=True),
    Column("prop_id", "text", "Id of the prop that the leg bets on", nullable=True),
    Column("result", "text", "won, lost, pushed, void, ...", 3, nullable=True),
)

CORRELATIONS = (
    Column("matrix", "json", "Correlation matrix: one row of numbers per leg, in the order of the legs", nullable=True),
)

PROPS = Noun(
    "props",
    "prop_markets",
    (
        Column("id", "uuid", "Identifier; its last six characters are enough as a reference", 4),
        Column("snapshot_id", "uuid", "Snapshot that contains the prop; empty on the board", nullable=True),
        Column("week", "int", "Week of the season, 0-53", 9, nullable=True),
        Column("league", "text", "NFL, NBA, MLB, NHL, ...", 8),
        Column("season", "text", "Start year of the season", nullable=True),
        Column("player_id", "text", "Id of the player at the provider", nullable=True),
        Column("player_name", "text", "Player's name as the provider sent it", 1, "player"),
        Column("position", "text", "Position", 13, "pos", nullable=True),
        Column("team", "text", "Team code", 10, nullable=True),
        Column("opponent", "text", "Team code of the opponent", 11, "opp", nullable=True),
        Column("market_type", "text", "Canonical market, such as passing_yards", 1, "market"),
        Column("stat_category", "text", "Category of the market, such as passing", nullable=True),
        Column("period", "text", "full, 1h, 1q, ...", 15, usual="full"),
        Column("variant", "text", "standard, demon, goblin, alternate, ...", 14, usual="standard"),
        Column("line", "float", "The number to go over or under", 1),
        Column(
            "odds", "float", "Over odds: decimal price of over, more or yes", 2, "over odds", nullable=True, odds=True
        ),
        Column(
            "under_odds",
            "float",
            "Under odds: decimal price of under, less or no",
            3,
            "under odds",
            nullable=True,
            odds=True,
        ),
        Column("platform", "text", "Sportsbook or pick'em platform that offers it", 1),
        Column("external_id", "text", "Id of the prop at the platform, or a hash of the values that identify it"),
        Column("game_id", "text", "Id of the game at the provider", nullable=True),
        Column("game_date", "instant", "Start of the game", 7, "game", nullable=True),
        Column("is_active", "bool", "Whether the platform still offers the prop"),
        Column("extra_metadata", "json", "Other values that the provider sent", keys=EXTRA),
        Column("created_at", "instant", "When the prop was first stored"),
        Column("updated_at", "instant", "When the content of the prop last changed"),
    ),
    order="player_name",
)

SNAPSHOTS = Noun(
    "snapshots",
    "snapshots",
    (
        Column("id", "uuid", "Identifier; its last six characters are enough as a reference", 7),
        Column("snapshot_id", "text", "Name of the snapshot, such as nfl-week-5-2025", 1, "name"),
        Column("week", "int", "Week of the season, 0-53", 4, nullable=True),
        Column("league", "text", "NFL, NBA, MLB, NHL, ...", 2),
        Column("season", "text", "Start year of the season", 3, nullable=True),
        Column("config", "json", "Settings of the model run"),
        Column("features_path", "text", "Path or URL of the features of the model", nullable=True),
        Column("model_version", "text", "Version of the model", 9, "model"),
        Column("name", "text", "Title", 10, "title", nullable=True),
        Column("description", "text", "What the snapshot is for", nullable=True),
        Column("is_locked", "bool", "Whether the snapshot is locked: neither it nor its props can change", 1, "locked"),
        Column("tags", "json", "Tags", 11),
        Column("created_at", "instant", "When the snapshot was created", 6, "created"),
        Column("game_date", "instant", "Day of the games, if they are all on one day", 8, "game", nullable=True),
        Column("lock_at", "instant", "When the snapshot is due to be locked", 5, "lock due", nullable=True),
        Column("locked_at", "instant", "When the snapshot was locked", nullable=True),
        Column("locked_by", "text", "Database role that locked it; on SQLite the client", nullable=True),
        Column("content_format", "text", "Format of the digest, such as bbprops.snapshot/1", nullable=True),
        Column("content_sha256", "text", "Digest: SHA-256 of the content of the snapshot", nullable=True),
        Column("content_props", "int", "Number of props the digest covers", nullable=True),
    ),
    order="-created_at",
    key="snapshot_id",
)

USERS = Noun(
    "users",
    "users",
    (
        Column("id", "uuid", "Identifier; its last six characters are enough as a reference", 5),
        Column("clerk_user_id", "text", "Id at Clerk", nullable=True),
        Column("supabase_user_id", "uuid", "Id at Supabase", nullable=True),
        Column("email", "text", "Email address, in lower case", 1),
        Column("username", "text", "Username", 2, nullable=True),
        Column("full_name", "text", "Full name", 7, nullable=True),
        Column("subscription_tier", "text", "free, pro or enterprise", 3, "tier"),
        Column("subscription_status", "text", "active, cancelled, past_due or trialing", 3, "status"),
        Column("subscription_expires_at", "instant", "When the subscription ends", 6, "expires", nullable=True),
        Column("is_active", "bool", "Whether the user may log in", 4, "active"),
        Column("is_verified", "bool", "Whether the email address is confirmed", 8, "verified"),
        Column("user_metadata", "json", "Other values, a JSON object"),
        Column("created_at", "instant", "When the account was created", 9, "created"),
        Column("updated_at", "instant", "When the account last changed"),
        Column("last_login_at", "instant", "When the user last logged in", 10, "last login", nullable=True),
    ),
    order="-created_at",
    key="email",
)

EXPERIMENTS = Noun(
    "experiments",
    "experiments",
    (
        Column("id", "uuid", "Identifier; its last six characters are enough as a reference", 2),
        Column("user_id", "uuid", "User who ran it", 9, "user"),
        Column("snapshot_id", "uuid", "Snapshot that the run used", 8, "snapshot", nullable=True),
        Column(
            "snapshot_sha256",
            "text",
            "Digest of the snapshot when the run was recorded; empty if it was not locked",
            nullable=True,
        ),
        Column("timestamp", "instant", "When the run took place", 6, "ran"),
        Column("week", "int", "Week of the season, 0-53", 4, nullable=True),
        Column("league", "text", "NFL, NBA, MLB, NHL, ...", 3),
        Column("risk_mode", "text", "conservative, balanced or aggressive", 5, "risk"),
        Column("bankroll", "float", "Bankroll at the start", 10),
        Column("num_props", "int", "Number of props considered", 11, "props"),
        Column("num_slips", "int", "Number of slips built", 12, "slips"),
        Column("metrics", "json", "Results of the run by name", 7),
        Column("name", "text", "Title", 1, nullable=True),
        Column("description", "text", "What the run tries out", nullable=True),
        Column("status", "text", "draft, running, completed or failed", 5),
        Column("created_at", "instant", "When the run was recorded"),
    ),
    order="-timestamp",
)

SLIPS = Noun(
    "slips",
    "saved_slips",
    (
        Column("id", "uuid", "Identifier; its last six characters are enough as a reference", 1),
        Column("user_id", "uuid", "User who saved the slip", 7, "user"),
        Column("snapshot_id", "uuid", "Snapshot that the props come from", 8, "snapshot", nullable=True),
        Column("legs", "json", "Legs of the slip: the bets that it combines", 9, keys=LEG),
        Column("ev", "float", "Expected return per unit staked; 1 is break-even", 2),
        Column("variance", "float", "Variance of the return", 6, nullable=True),
        Column("var_95", "float", "Value at risk at 95 %", 6, nullable=True),
        Column("stake", "float", "Money staked", 3, nullable=True),
        Column("correlations", "json", "Correlations of the legs", keys=CORRELATIONS),
        Column("name", "text", "Title", 2, nullable=True),
        Column("notes", "text", "Notes", nullable=True),
        Column("is_placed", "bool", "Whether the slip is placed with a platform", 3, "placed"),
        Column("platform", "text", "Platform where the slip is placed", 4, nullable=True),
        Column("tags", "json", "Tags", 11),
        Column("created_at", "instant", "When the slip was saved", 5, "created"),
        Column("placed_at", "instant", "When the slip was placed", 10, nullable=True),
    ),
    order="-created_at",
)

LOCK_EVENTS = Noun(
    "lock events",
    "snapshot_lock_events",
    (
        Column("id", "int", "Running number", 5),
        Column("snapshot_uuid", "uuid", "Id of the snapshot, which may have been deleted"),
        Column("snapshot_slug", "text", "Name of the snapshot", 1, "snapshot"),
        Column("action", "text", "lock or unlock", 1),
        Column("reason", "text", "Why the snapshot was unlocked", 4, nullable=True),
        Column(
            "content_sha256",
            "text",
            "Digest when the snapshot was locked; for an unlock, the digest before it",
            6,
            nullable=True,
        ),
        Column("content_props", "int", "Number of props the digest covers", 6, "props", nullable=True),
        Column("actor", "text", "Database role", 3, nullable=True),
        Column("client", "text", "Command, user@host and process", 7, nullable=True),
        Column("at", "instant", "When the snapshot was locked or unlocked", 2),
        Column("tx", "text", "Id of the database transaction", nullable=True),
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
