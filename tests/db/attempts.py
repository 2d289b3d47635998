"""Attempts to change a locked snapshot, or to bypass its guards; each is one call of a driver.

`kept` is locked, `open` is not, `board` is a prop of the live board.
"""

KEPT, OPEN = (f"(SELECT id FROM snapshots WHERE snapshot_id = '{name}')" for name in ("kept", "open"))
ONE_KEPT = "(SELECT id FROM prop_markets WHERE external_id = 'kept-1')"
ROWID_KEPT = "(SELECT rowid FROM prop_markets WHERE external_id = 'kept-1')"
REST = "league, player_name, market_type, line, platform"
VALUES = "'NFL', 'Eve', 'points', 1.5, 'prizepicks'"
NEW = "'0190163d869477cfbdef6e7c1eafab0f'"
SHA = "0" * 64
LOCK = f"is_locked = true, locked_at = created_at, content_format = 'x', content_sha256 = '{SHA}'"
UNLOCK = (
    "is_locked = false, locked_at = NULL, locked_by = NULL, content_format = NULL, content_sha256 = NULL,"
    " content_props = NULL"
)
COPY = f"SELECT {NEW}, {KEPT}, {REST}, 'new' FROM prop_markets WHERE external_id = 'board'"
ON_BOTH = [
    f"INSERT INTO prop_markets (id, snapshot_id, {REST}, external_id) VALUES ({NEW}, {KEPT}, {VALUES}, 'new')",
    f"INSERT INTO prop_markets (id, snapshot_id, {REST}, external_id) {COPY}",
    (
        f"INSERT INTO prop_markets (id, snapshot_id, {REST}, external_id) VALUES ({NEW}, {KEPT}, {VALUES}, 'kept-1')"
        " ON CONFLICT (snapshot_id, platform, external_id) WHERE snapshot_id IS NOT NULL DO UPDATE SET line = 9"
    ),
    "UPDATE prop_markets SET line = line + 1",
    "UPDATE prop_markets SET line = line WHERE external_id = 'kept-1'",
    f"UPDATE prop_markets SET snapshot_id = {KEPT} WHERE external_id = 'board'",
    f"UPDATE prop_markets SET snapshot_id = {OPEN} WHERE external_id = 'kept-1'",
    "UPDATE prop_markets SET snapshot_id = NULL WHERE external_id = 'kept-1'",
    f"UPDATE prop_markets SET id = {NEW} WHERE external_id = 'kept-1'",
    "UPDATE prop_markets SET is_active = false WHERE snapshot_id IS NOT NULL",
    "UPDATE prop_markets SET period = '1h', variant = 'demon', under_odds = 3 WHERE external_id = 'kept-1'",
    "UPDATE prop_markets SET line = 9 FROM snapshots s WHERE s.id = prop_markets.snapshot_id AND s.is_locked",
    "DELETE FROM prop_markets WHERE external_id = 'kept-1' RETURNING *",
    "DELETE FROM prop_markets",
    f"DELETE FROM prop_markets WHERE id = {ONE_KEPT}",
    "UPDATE snapshots SET description = 'x'",
    "UPDATE snapshots SET league = 'NBA' WHERE snapshot_id = 'kept'",
    "UPDATE snapshots SET week = NULL WHERE snapshot_id = 'kept'",
    "UPDATE snapshots SET snapshot_id = snapshot_id WHERE snapshot_id = 'kept'",
    f"UPDATE snapshots SET id = {NEW} WHERE snapshot_id = 'kept'",
    "UPDATE snapshots SET lock_at = created_at WHERE snapshot_id = 'kept'",
    f"UPDATE snapshots SET content_sha256 = '{SHA}' WHERE snapshot_id = 'kept'",
    "UPDATE snapshots SET locked_at = created_at WHERE snapshot_id = 'kept'",
    f"UPDATE snapshots SET {UNLOCK} WHERE snapshot_id = 'kept'",
    f"UPDATE snapshots SET {UNLOCK}, description = 'x' WHERE snapshot_id = 'kept'",
    (
        f"INSERT INTO snapshots (id, snapshot_id, league) VALUES ({NEW}, 'kept', 'NFL')"
        " ON CONFLICT (snapshot_id) DO UPDATE SET description = 'x'"
    ),
    "DELETE FROM snapshots",
    "DELETE FROM snapshots WHERE snapshot_id = 'kept'",
]
AGAINST_THE_PROTOCOL = [
    f"INSERT INTO snapshots (id, snapshot_id, league, is_locked) VALUES ({NEW}, 'new', 'NFL', true)",
    f"UPDATE snapshots SET {LOCK}, content_props = 7 WHERE snapshot_id = 'open'",
    f"UPDATE snapshots SET {LOCK}, content_props = NULL WHERE snapshot_id = 'open'",
    f"UPDATE snapshots SET {LOCK}, content_props = 2, description = 'x' WHERE snapshot_id = 'open'",
    f"UPDATE snapshots SET {LOCK}, content_props = 2, season = NULL WHERE snapshot_id = 'open'",
    f"UPDATE snapshots SET {LOCK}, content_props = 2, lock_at = created_at WHERE snapshot_id = 'open'",
]
ONLY_GROWS = [
    "UPDATE snapshot_lock_events SET content_sha256 = NULL",
    "DELETE FROM snapshot_lock_events",
]
ON_SQLITE = [
    f"INSERT OR REPLACE INTO prop_markets (id, {REST}, external_id) VALUES ({ONE_KEPT}, {VALUES}, 'new')",
    (
        f"INSERT OR REPLACE INTO prop_markets (id, snapshot_id, {REST}, external_id)"
        f" VALUES ({NEW}, {KEPT}, {VALUES}, 'kept-1')"
    ),
    (
        f"INSERT OR REPLACE INTO prop_markets (rowid, id, {REST}, external_id)"
        f" VALUES ({ROWID_KEPT}, {NEW}, {VALUES}, 'new')"
    ),
    f"REPLACE INTO prop_markets (id, snapshot_id, {REST}, external_id) VALUES ({ONE_KEPT}, {OPEN}, {VALUES}, 'new')",
    f"UPDATE OR REPLACE prop_markets SET id = {ONE_KEPT} WHERE external_id = 'board'",
    f"UPDATE OR REPLACE prop_markets SET rowid = {ROWID_KEPT} WHERE external_id = 'board'",
    f"UPDATE OR REPLACE prop_markets SET snapshot_id = {KEPT}, external_id = 'kept-1' WHERE external_id = 'board'",
    f"INSERT OR REPLACE INTO snapshots (id, snapshot_id, league) VALUES ({KEPT}, 'new', 'NFL')",
    f"INSERT OR REPLACE INTO snapshots (id, snapshot_id, league) VALUES ({NEW}, 'kept', 'NFL')",
    (
        "INSERT OR REPLACE INTO snapshots (rowid, id, snapshot_id, league)"
        f" SELECT rowid, {NEW}, 'new', 'NFL' FROM snapshots WHERE snapshot_id = 'kept'"
    ),
    f"UPDATE OR REPLACE snapshots SET id = {KEPT} WHERE snapshot_id = 'open'",
    "UPDATE OR REPLACE snapshots SET snapshot_id = 'kept' WHERE snapshot_id = 'open'",
    (
        "UPDATE OR REPLACE snapshots SET rowid = (SELECT rowid FROM snapshots WHERE snapshot_id = 'kept')"
        " WHERE snapshot_id = 'open'"
    ),
    "UPDATE OR REPLACE snapshots SET is_locked = NULL WHERE snapshot_id = 'kept'",
    "UPDATE OR IGNORE prop_markets SET line = 9 WHERE external_id = 'kept-1'",
    "UPDATE OR ROLLBACK prop_markets SET line = 9 WHERE external_id = 'kept-1'",
    f"INSERT INTO prop_markets (id, {REST}, external_id) VALUES ({ONE_KEPT}, {VALUES}, 'z') ON CONFLICT DO NOTHING",
    "UPDATE snapshots SET is_locked = 0.5 WHERE snapshot_id = 'kept'",
]
ONLY_GROWS_SQLITE = [
    (
        "INSERT OR REPLACE INTO snapshot_lock_events (id, snapshot_uuid, snapshot_slug, action)"
        f" VALUES (1, {KEPT}, 'kept', 'lock')"
    ),
    "UPDATE OR REPLACE snapshot_lock_events SET id = 7",
    # it would stay the newest event for ever, and so undo every later lock
    (
        "INSERT INTO snapshot_lock_events (id, snapshot_uuid, snapshot_slug, action, reason)"
        f" VALUES (9223372036854775807, {OPEN}, 'open', 'unlock', 'forged event')"
    ),
    # a trigger sees -1 as the id of a row that has no id yet: no snapshot could be locked any more
    f"INSERT INTO snapshot_lock_events (id, snapshot_uuid, snapshot_slug, action) VALUES (-1, {OPEN}, 'open', 'lock')",
    # events that did not happen
    *(
        (
            "INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action, reason, content_sha256)"
            f" VALUES ({snapshot}, {name}, '{action}', 'forged event', {digest})"
        )
        for snapshot, name, action, digest in (
            (KEPT, "'kept'", "lock", f"'{SHA}'"),
            (KEPT, "'kept'", "unlock", f"'{SHA}'"),
            (KEPT, "'other'", "unlock", "NULL"),
            (OPEN, "'open'", "lock", f"'{SHA}'"),
            (OPEN, "'open'", "unlock", "NULL"),
            (NEW, "'new'", "lock", f"'{SHA}'"),
        )
    ),
]
LOCK_OPEN = f"UPDATE snapshots SET {LOCK}, content_props = 2 WHERE snapshot_id = 'open'"
# First a statement that changes the connection, then the attempt.
WITH_TEMPORARY_THINGS = [
    (
        "CREATE TEMP TABLE snapshots AS SELECT id, 0 AS is_locked FROM main.snapshots",
        "UPDATE prop_markets SET line = 9",
    ),
    (
        (
            "CREATE TEMP TABLE snapshot_lock_events AS"
            " SELECT 99 AS id, id AS snapshot_uuid, 'unlock' AS action FROM main.snapshots"
        ),
        f"UPDATE snapshots SET {UNLOCK} WHERE snapshot_id = 'kept'",
    ),
    *(
        (
            f"CREATE TEMP TRIGGER mine BEFORE UPDATE ON main.{table} BEGIN {LOCK_OPEN} AND NOT is_locked; END",
            statement,
        )
        for table, statement in (
            ("snapshots", "UPDATE snapshots SET description = 'x' WHERE snapshot_id = 'open'"),
            ("prop_markets", "UPDATE prop_markets SET line = 9 WHERE external_id = 'open-1'"),
        )
    ),
    *(
        (
            (
                f"CREATE TEMP TRIGGER mine {when} ON main.{table}"
                " BEGIN UPDATE prop_markets SET line = 9 WHERE external_id = 'kept-1'; END"
            ),
            statement,
        )
        for when, table, statement in (
            ("AFTER DELETE", "prop_markets", "DELETE FROM prop_markets WHERE external_id = 'board'"),
            ("AFTER DELETE", "snapshots", "DELETE FROM snapshots WHERE snapshot_id = 'open'"),
            (
                "AFTER INSERT",
                "snapshots",
                f"INSERT INTO snapshots (id, snapshot_id, league) VALUES ({NEW}, 'new', 'NFL')",
            ),
        )
    ),
]
ADD = (
    f"INSERT INTO prop_markets (id, snapshot_id, {REST}, external_id)"
    f" SELECT {NEW}, id, {VALUES}, 'new' FROM public.snapshots WHERE snapshot_id = 'open'"
)
IN_A_FUNCTION = "CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE plpgsql AS $$BEGIN {}; RETURN 'x'; END$$; "
ON_POSTGRESQL = [
    (
        f"MERGE INTO prop_markets p USING (SELECT {KEPT} AS s) AS x ON p.snapshot_id = x.s"
        " WHEN MATCHED THEN UPDATE SET line = 9"
    ),
    (
        "WITH locked AS (UPDATE snapshots SET is_locked = true, content_format = 'x',"
        f" content_sha256 = '{SHA}', content_props = 2 WHERE snapshot_id = 'open' RETURNING id)"
        f" INSERT INTO prop_markets (id, snapshot_id, {REST}, external_id)"
        f" SELECT {NEW}, id, {VALUES}, 'new' FROM locked"
    ),
    f"SET bbprops.unlock = 'on'; UPDATE snapshots SET {UNLOCK} WHERE snapshot_id = 'kept'",
    (
        "CREATE TEMP TABLE snapshots AS SELECT id, snapshot_id, false AS is_locked FROM public.snapshots;"
        " UPDATE public.prop_markets SET line = 9"
    ),
    (
        "BEGIN; SELECT bbprops_unlock_snapshot('kept', 'once and never again');"
        f" UPDATE snapshots SET {LOCK}, content_props = 3 WHERE snapshot_id = 'kept';"
        f" UPDATE snapshots SET {UNLOCK} WHERE snapshot_id = 'kept'; COMMIT"
    ),
]
TRICKS = [
    "WITH x AS (UPDATE prop_markets SET line = 9 WHERE external_id = 'kept-1' RETURNING *) SELECT * FROM x",
    (
        "WITH x AS (UPDATE prop_markets SET snapshot_id = NULL WHERE external_id = 'kept-1' RETURNING id),"
        f" y AS (UPDATE prop_markets SET snapshot_id = {KEPT} WHERE external_id = 'board' RETURNING id) SELECT 1"
    ),
    *(
        "BEGIN; DECLARE c CURSOR FOR SELECT * FROM prop_markets WHERE external_id = 'kept-1' FOR UPDATE; FETCH c;"
        f" {change} WHERE CURRENT OF c; COMMIT"
        for change in ("UPDATE prop_markets SET line = 9", "DELETE FROM prop_markets")
    ),
    "PREPARE p (float8) AS UPDATE prop_markets SET line = $1 WHERE external_id = 'kept-1'; EXECUTE p (9)",
    "BEGIN; UPDATE prop_markets SET line = 9; PREPARE TRANSACTION 'mine'",
    "BEGIN; SAVEPOINT a; UPDATE prop_markets SET line = 9; RELEASE a; COMMIT",
    "BEGIN; SET CONSTRAINTS ALL DEFERRED; UPDATE prop_markets SET line = 9; COMMIT",
    (
        f"MERGE INTO prop_markets USING (SELECT 1) x ON false WHEN NOT MATCHED THEN"
        f" INSERT (id, snapshot_id, {REST}, external_id) VALUES ({NEW}, {KEPT}, {VALUES}, 'new')"
    ),
    "MERGE INTO prop_markets USING (SELECT 1) x ON external_id = 'kept-1' WHEN MATCHED THEN DELETE",
    (
        "SET standard_conforming_strings = off; SET transform_null_equals = on; SET array_nulls = off;"
        " SET quote_all_identifiers = on; UPDATE prop_markets SET line = 9"
    ),
    (
        "CREATE TEMP TABLE old_rows (snapshot_id uuid); CREATE TEMP TABLE new_rows (snapshot_id uuid);"
        " UPDATE prop_markets SET line = 9"
    ),
    (
        "CREATE TEMP TABLE snapshot_lock_events AS SELECT 9 AS id, id AS snapshot_uuid, 'unlock' AS action,"
        " pg_current_xact_id()::text AS tx, transaction_timestamp() AS at FROM snapshots;"
        f" UPDATE snapshots SET {UNLOCK} WHERE snapshot_id = 'kept'"
    ),
    (
        "SET search_path = pg_temp, public; CREATE TEMP TABLE snapshots (id uuid, snapshot_id text, is_locked bool);"
        " UPDATE public.prop_markets SET line = 9"
    ),
    "CREATE TEMP VIEW mine AS SELECT * FROM prop_markets; UPDATE mine SET line = 9",
    f"{IN_A_FUNCTION.format(ADD)}{LOCK_OPEN} RETURNING pg_temp.f()",
    IN_A_FUNCTION.format(ADD) + LOCK_OPEN.replace("format = 'x'", "format = pg_temp.f()"),
    IN_A_FUNCTION.format(LOCK_OPEN) + ADD.replace("'new'", "pg_temp.f()"),
]
TRUNCATES = ["TRUNCATE prop_markets", "TRUNCATE snapshots CASCADE", "TRUNCATE snapshot_lock_events"]
