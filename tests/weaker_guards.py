"""Guards that are less than ours: proof that a test of the real ones can fail."""

from tests.databases import Database

PROPS = "bbprops_guard_prop_markets"
SNAPSHOTS = "bbprops_guard_snapshots"
UNLOCK = "bbprops_unlock_snapshot"
LOG = "bbprops_guard_lock_events"
HOME = "TG_TABLE_SCHEMA"
ROW_SECURITY = "SET row_security TO 'off'"
NO_GATE = (PROPS, "cardinality(ids) <= 64", "false")
Weaker = tuple[tuple[str, str, str], ...]
# By name: the function, what it says, and what it says instead. With each of these some race ends in a wrong digest.
WEAKER: dict[str, Weaker] = {
    "none": ((PROPS, "ids := array_remove(ids, NULL)", "RETURN NULL"),),
    "only look": (NO_GATE, (PROPS, " FOR SHARE'", "'")),
    "key share": (NO_GATE, (PROPS, "FOR SHARE'", "FOR KEY SHARE'")),  # what a foreign key takes
    "look, then lock": (NO_GATE, (PROPS, "($1) ORDER BY s.id FOR", "($1) AND s.is_locked ORDER BY s.id FOR")),
    "gate alone": ((PROPS, " FOR SHARE'", "'"),),
    "locker of any level": ((SNAPSHOTS, "<> 'read committed'", "= 'none at all'"),),
}
# With each of these one trick succeeds.
WEAKER_AGAINST_TRICKS: dict[str, Weaker] = {
    "fixed schema of props": ((PROPS, HOME, "'public'"),),
    "fixed schema of the log": (("bbprops_log_snapshot_lock", HOME, "'public'"),),
    "fixed schema of unlock": ((SNAPSHOTS, HOME, "'public'"),),
    "rows hidden by policies": ((PROPS, ROW_SECURITY, ""),),
    "log open to every role": ((LOG, "(r.oid = c.relowner OR r.rolsuper)", "true"),),
    "log open to the owner": ((LOG, "position(", "1 + position("),),
    "lock time of the client": ((SNAPSHOTS, "NEW.locked_at := clock_timestamp();", ""),),
    "author of the client": ((SNAPSHOTS, "NEW.locked_by := session_user;", ""),),
    "any reason": ((UNLOCK, "OR p_reason !~", "AND false AND p_reason !~"),),
    "unlock without a look": ((UNLOCK, "IF n <> 1", "IF false"),),
    "log without a look": (("bbprops_log_snapshot_lock", "IF n <> 1", "IF false"),),
}
# By name: the trigger, what it says, and what it says instead.
WEAKER_ON_SQLITE: dict[str, Weaker] = {
    "any reason": (("trg_snapshot_lock_events_reason", "WHEN NEW.action", "WHEN 0 AND NEW.action"),),
    "lock time of the client": (
        (
            "trg_snapshots_log_lock",
            "UPDATE snapshots SET locked_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE id = NEW.id",
            "SELECT 1",
        ),
    ),
    "two locks in the log": (("trg_snapshot_lock_events_true", "AND NOT EXISTS", "AND EXISTS"),),
    "any action": (
        (
            "trg_snapshot_lock_events_true",
            "(NEW.action = 'lock' AND",
            "(NEW.action NOT IN ('lock', 'unlock') OR NEW.action = 'lock' AND",
        ),
    ),
    "lock without a digest": (
        (
            "trg_snapshots_guard_lock",
            "WHERE NEW.content_format IS NULL OR NEW.content_sha256 IS NULL OR NEW.content_props IS NULL",
            "WHERE 0",
        ),
    ),
    "unlock without a look": (("trg_snapshot_lock_events_apply_unlock", "AND s.is_locked)", "AND 0)"),),
    "log without a look": (("trg_snapshots_log_lock", "out of the log') WHERE", "out of the log') WHERE 0 AND"),),
    "functions of the connection": (
        ("trg_snapshot_lock_events_in_order", "1 + (SELECT e.id", "1 + (SELECT max(e.id)"),
        ("trg_snapshot_lock_events_in_order", "ORDER BY e.id DESC LIMIT 1", ""),
    ),
}


def weaken(database: Database, name: str) -> None:
    """Rewrite guards in the database."""
    if database.kind == "sqlite":
        for trigger, old, new in WEAKER_ON_SQLITE[name]:
            ((text,),) = database.rows("SELECT sql FROM sqlite_master WHERE name = %s", trigger)
            assert old in text
            database.rows(f"DROP TRIGGER {trigger}")
            database.rows(text.replace(old, new))
        return
    for function, old, new in (WEAKER | WEAKER_AGAINST_TRICKS)[name]:
        ((text,),) = database.rows(f"SELECT pg_get_functiondef('{function}'::regproc)")
        assert old in text
        database.rows(text.replace(old, new))
