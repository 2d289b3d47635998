"""Guards follow their tables, see all rows or refuse, and let nobody but themselves write the log of locks."""

from types import ModuleType

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A reason has eight characters with a visible one at both ends, and a letter. The ranges are code points: what a class
# such as [:alpha:] contains depends on the collation.
HIGH = ((0xC0, 0x2AF), (0x370, 0x167F), (0x1681, 0x1FFF), (0x2C00, 0x2FDF), (0x3040, 0xD7FF), (0xF900, 0xFDFF))
ABOVE_BMP = (0x10000, 0x10FFFF)
REASON = "an unlock needs a reason of at least 8 characters, with letters"


def on_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"


# --- PostgreSQL -------------------------------------------------------------------------------------------------------
# A trigger looks for its tables in the schema of the table that it fires for, so that it also guards what a reset has
# moved to the trash. row_security = off: where a policy would hide rows from a guard, its query fails instead.
DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off"
ESCAPED = "".join(f"\\\\u{first:04X}-\\\\u{last:04X}" for first, last in HIGH) + "\\\\U{:08X}-\\\\U{:08X}".format(
    *ABOVE_BMP
)

FUNCTIONS = {
    "bbprops_guard_snapshots()": f"""
CREATE OR REPLACE FUNCTION bbprops_guard_snapshots() RETURNS trigger {DEFINER} AS $$
DECLARE
  lockcols CONSTANT text[] :=
    ARRAY['is_locked', 'locked_at', 'locked_by', 'content_format', 'content_sha256', 'content_props'];
  unlocked boolean;
  n bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.is_locked THEN
      RAISE EXCEPTION 'snapshot %: a snapshot cannot be created locked', NEW.snapshot_id
        USING ERRCODE = '23L02', TABLE = 'snapshots', CONSTRAINT = 'lock_protocol',
              HINT = 'Insert it unlocked, load its props, then lock it.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.is_locked THEN
    IF TG_OP = 'UPDATE' AND NOT NEW.is_locked AND (to_jsonb(NEW) - lockcols) = (to_jsonb(OLD) - lockcols) THEN
      -- Its newest event must be an unlock of this very transaction: bbprops_unlock_snapshot() has written it.
      EXECUTE format(
        'SELECT e.action = ''unlock'' AND e.tx = pg_current_xact_id()::text AND e.at = transaction_timestamp()'
        ' FROM %I.snapshot_lock_events e WHERE e.snapshot_uuid = $1 ORDER BY e.id DESC LIMIT 1', TG_TABLE_SCHEMA
      ) INTO unlocked USING OLD.id;
      IF unlocked THEN
        RETURN NEW;
      END IF;
    END IF;
    RAISE EXCEPTION 'snapshot % is locked', OLD.snapshot_id
      USING ERRCODE = '23L01', TABLE = 'snapshots', CONSTRAINT = 'snapshot_locked', DETAIL = OLD.id::text,
            HINT = 'A locked snapshot cannot be changed or deleted; an administrator may unlock it with a reason.';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.is_locked THEN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      -- FOR SHARE leaves no trace in the row: with an older view of the props the digest would be of that view.
      RAISE EXCEPTION 'snapshot %: lock it in a READ COMMITTED transaction', OLD.snapshot_id
        USING ERRCODE = '23L02', TABLE = 'snapshots', CONSTRAINT = 'lock_protocol';
    END IF;
    IF (to_jsonb(NEW) - lockcols) IS DISTINCT FROM (to_jsonb(OLD) - lockcols) THEN
      RAISE EXCEPTION 'snapshot %: content changed in the statement that locks it', OLD.snapshot_id
        USING ERRCODE = '23L02', TABLE = 'snapshots', CONSTRAINT = 'lock_protocol';
    END IF;
    EXECUTE format('SELECT count(*) FROM %I.prop_markets p WHERE p.snapshot_id = $1', TG_TABLE_SCHEMA)
      INTO n USING OLD.id;
    IF n IS DISTINCT FROM NEW.content_props THEN
      RAISE EXCEPTION 'snapshot %: digest covers % props but % are stored', OLD.snapshot_id, NEW.content_props, n
        USING ERRCODE = '23L02', TABLE = 'snapshots', CONSTRAINT = 'lock_protocol';
    END IF;
    -- Whatever the client says: a forged time would hide the lock from a verification since some time.
    NEW.locked_at := clock_timestamp();
    NEW.locked_by := session_user;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$""",
    "bbprops_log_snapshot_lock()": f"""
CREATE OR REPLACE FUNCTION bbprops_log_snapshot_lock() RETURNS trigger {DEFINER} AS $$
DECLARE
  n bigint;
BEGIN
  EXECUTE format(
    'INSERT INTO %I.snapshot_lock_events (snapshot_uuid, snapshot_slug, action, content_sha256, content_props)'
    ' VALUES ($1, $2, ''lock'', $3, $4)', TG_TABLE_SCHEMA
  ) USING NEW.id, NEW.snapshot_id, NEW.content_sha256, NEW.content_props;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n <> 1 THEN
    RAISE EXCEPTION 'snapshot %: a trigger or rule has kept the lock out of the log', NEW.snapshot_id
      USING ERRCODE = '23L02', TABLE = 'snapshot_lock_events', CONSTRAINT = 'lock_protocol';
  END IF;
  RETURN NULL;
END $$""",
    "bbprops_retire_props()": f"""
CREATE OR REPLACE FUNCTION bbprops_retire_props() RETURNS trigger {DEFINER} AS $$
BEGIN
  -- The foreign key is about to detach them; active they would be on the live board.
  EXECUTE format(
    'UPDATE %I.prop_markets SET is_active = false, updated_at = now() WHERE snapshot_id = $1 AND is_active',
    TG_TABLE_SCHEMA
  ) USING OLD.id;
  RETURN OLD;
END $$""",
    "bbprops_guard_prop_markets()": f"""
CREATE OR REPLACE FUNCTION bbprops_guard_prop_markets() RETURNS trigger {DEFINER} AS $$
DECLARE
  ids uuid[];
  r record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(x.snapshot_id) INTO ids FROM (SELECT DISTINCT snapshot_id FROM new_rows) x;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(x.snapshot_id) INTO ids FROM (SELECT DISTINCT snapshot_id FROM old_rows) x;
  ELSE
    SELECT array_agg(x.snapshot_id) INTO ids
      FROM (SELECT snapshot_id FROM old_rows UNION SELECT snapshot_id FROM new_rows) x;
  END IF;
  ids := array_remove(ids, NULL);
  IF ids IS NULL OR cardinality(ids) = 0 THEN
    RETURN NULL;
  END IF;
  -- The gate, for fairness alone: queue behind a locker that waits. Not for a DELETE of a snapshot, which holds its row
  -- already, and the locker waits for that: it retires its props one trigger deeper, and detaches them without it.
  IF cardinality(ids) <= 64 AND pg_trigger_depth() = 1 THEN
    FOR r IN EXECUTE format('SELECT s.id FROM %I.snapshots s WHERE s.id = ANY ($1) ORDER BY s.id', TG_TABLE_SCHEMA)
             USING ids LOOP
      PERFORM pg_advisory_xact_lock_shared(1650618482, hashtext(r.id::text));
    END LOOP;
  END IF;
  -- Lock first, look at is_locked afterwards.
  FOR r IN EXECUTE format('SELECT s.snapshot_id, s.id, s.is_locked FROM %I.snapshots s'
                          ' WHERE s.id = ANY ($1) ORDER BY s.id FOR SHARE', TG_TABLE_SCHEMA)
           USING ids LOOP
    IF r.is_locked THEN
      RAISE EXCEPTION 'snapshot % is locked: % on prop_markets refused', r.snapshot_id, TG_OP
        USING ERRCODE = '23L01', TABLE = 'prop_markets', CONSTRAINT = 'snapshot_locked', DETAIL = r.id::text,
              HINT = 'Props of a locked snapshot cannot be added, changed, moved or deleted.';
    END IF;
  END LOOP;
  RETURN NULL;
END $$""",
    # Not SECURITY DEFINER: it asks who inserts, and from where. Within a guard that is the owner of the guard.
    "bbprops_guard_lock_events()": """
CREATE OR REPLACE FUNCTION bbprops_guard_lock_events() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
  context text;
  path CONSTANT text := CASE NEW.action WHEN 'lock' THEN 'bbprops_log_snapshot_lock()'
                                        WHEN 'unlock' THEN 'bbprops_unlock_snapshot(text,text)' END;
BEGIN
  GET DIAGNOSTICS context = PG_CONTEXT;
  IF path IS NULL OR position('.' || path IN context) = 0 OR NOT EXISTS (
    SELECT FROM pg_class c, pg_roles r
     WHERE c.oid = TG_RELID AND r.rolname = current_user AND (r.oid = c.relowner OR r.rolsuper)
  ) THEN
    RAISE EXCEPTION 'INSERT on snapshot_lock_events is not allowed for %', current_user
      USING ERRCODE = '23L03', TABLE = 'snapshot_lock_events', CONSTRAINT = 'statement_refused',
            HINT = 'The guards write the log: lock the snapshot, or call bbprops_unlock_snapshot(). The owner of the'
                   ' tables must own their functions, too.';
  END IF;
  RETURN NEW;
END $$""",
    # It works in the schema that it is in, whose name is in front of its own in the first line of the context.
    "bbprops_unlock_snapshot(text, text)": f"""
CREATE OR REPLACE FUNCTION bbprops_unlock_snapshot(p_slug text, p_reason text) RETURNS uuid {DEFINER} AS $$
DECLARE
  context text;
  home text;
  s record;
  n bigint;
BEGIN
  IF p_reason IS NULL OR p_reason !~ E'[!-~{ESCAPED}].{{6,}}[!-~{ESCAPED}]' OR p_reason !~ E'[A-Za-z{ESCAPED}]' THEN
    RAISE EXCEPTION '{REASON}' USING ERRCODE = '22023';
  END IF;
  GET DIAGNOSTICS context = PG_CONTEXT;
  home := substring(context FROM '([^ ]+)[.]bbprops_unlock_snapshot[(]text,text[)]');
  EXECUTE format('SELECT * FROM %s.snapshots WHERE snapshot_id = $1 FOR NO KEY UPDATE', home) INTO s USING p_slug;
  IF s.id IS NULL THEN
    RAISE EXCEPTION 'no snapshot %', p_slug USING ERRCODE = 'P0002';
  END IF;
  IF NOT s.is_locked THEN
    RETURN NULL;
  END IF;
  EXECUTE format(
    'INSERT INTO %s.snapshot_lock_events (snapshot_uuid, snapshot_slug, action, reason, content_sha256, content_props)'
    ' VALUES ($1, $2, ''unlock'', $3, $4, $5)', home
  ) USING s.id, s.snapshot_id, p_reason, s.content_sha256, s.content_props;
  EXECUTE format(
    'UPDATE %s.snapshots SET is_locked = false, locked_at = NULL, locked_by = NULL,'
    ' content_format = NULL, content_sha256 = NULL, content_props = NULL WHERE id = $1', home
  ) USING s.id;
  EXECUTE format('SELECT count(*) FROM %s.snapshots WHERE id = $1 AND NOT is_locked', home) INTO n USING s.id;
  IF n <> 1 THEN
    RAISE EXCEPTION 'snapshot %: a trigger or rule has kept it locked', p_slug
      USING ERRCODE = '23L02', TABLE = 'snapshots', CONSTRAINT = 'lock_protocol';
  END IF;
  RETURN s.id;
END $$""",
}
ADDED_FUNCTION = "bbprops_guard_lock_events()"
ADDED_TRIGGER = (
    "CREATE TRIGGER trg_snapshot_lock_events_guard BEFORE INSERT ON snapshot_lock_events"
    " FOR EACH ROW EXECUTE FUNCTION bbprops_guard_lock_events()"
)
# SQLite has no roles, so it needs no view without personal data.
VIEW = """
CREATE VIEW users_pseudonymous AS
SELECT id, subscription_tier, subscription_status, subscription_expires_at, is_active, is_verified, created_at,
       updated_at, last_login_at
  FROM users
"""

# --- SQLite -----------------------------------------------------------------------------------------------------------
# A connection can replace any SQL function by its own, for triggers, too. So the guards call none, except GLOB, which
# is one, and strftime: without them there is no pattern and no time.
RANGES = "".join(f"{chr(first)}-{chr(last)}" for first, last in (*HIGH, ABOVE_BMP))
SAME_CONTENT = """
    (NEW.id, NEW.snapshot_id, NEW.week, NEW.league, NEW.season, NEW.config, NEW.features_path, NEW.model_version,
     NEW.name, NEW.description, NEW.tags, NEW.created_at, NEW.game_date, NEW.lock_at)
    IS (OLD.id, OLD.snapshot_id, OLD.week, OLD.league, OLD.season, OLD.config, OLD.features_path, OLD.model_version,
     OLD.name, OLD.description, OLD.tags, OLD.created_at, OLD.game_date, OLD.lock_at)"""
LAST_ACTION = "(SELECT e.action FROM snapshot_lock_events e WHERE e.snapshot_uuid = OLD.id ORDER BY e.id DESC LIMIT 1)"
NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


def is_logged(row: str) -> str:
    """Whether the newest event of a snapshot is a lock with the digest in this row."""
    return f"""EXISTS (SELECT 1 FROM snapshot_lock_events e
      WHERE e.id = (SELECT l.id FROM snapshot_lock_events l WHERE l.snapshot_uuid = {row} ORDER BY l.id DESC LIMIT 1)
        AND (e.action, e.content_sha256, e.content_props) IS ('lock', NEW.content_sha256, NEW.content_props))"""


SQLITE_TRIGGERS = {
    "trg_snapshots_guard_upd": f"""BEFORE UPDATE ON snapshots
WHEN (OLD.is_locked OR EXISTS (SELECT 1 FROM snapshots s WHERE s.rowid = OLD.rowid AND s.is_locked))
  AND NOT (NEW.is_locked = 0 AND {LAST_ACTION} IS 'unlock' AND {SAME_CONTENT})
  -- The stamp of trg_snapshots_log_lock, before it writes the event.
  AND NOT (NEW.locked_at IS {NOW} AND NOT {is_logged("OLD.id")} AND {SAME_CONTENT}
    AND (NEW.is_locked, NEW.locked_by, NEW.content_format, NEW.content_sha256, NEW.content_props)
    IS (OLD.is_locked, OLD.locked_by, OLD.content_format, OLD.content_sha256, OLD.content_props))
BEGIN
  SELECT RAISE(ABORT, 'snapshot_locked: a locked snapshot cannot be changed');
END""",
    "trg_snapshots_guard_lock": f"""BEFORE UPDATE ON snapshots WHEN NEW.is_locked AND NOT OLD.is_locked
BEGIN
  SELECT RAISE(ABORT, 'lock_protocol: content changed in the statement that locks it') WHERE NOT ({SAME_CONTENT});
  SELECT RAISE(ABORT, 'lock_protocol: a lock needs a digest')
   WHERE NEW.content_format IS NULL OR NEW.content_sha256 IS NULL OR NEW.content_props IS NULL;
  -- Without count(): the last prop of that number exists, and the next one does not.
  SELECT RAISE(ABORT, 'lock_protocol: digest does not cover the stored props')
   WHERE NEW.content_props < 0
      OR (NEW.content_props > 0 AND NOT EXISTS
           (SELECT 1 FROM prop_markets p WHERE p.snapshot_id = OLD.id LIMIT 1 OFFSET NEW.content_props - 1))
      OR EXISTS (SELECT 1 FROM prop_markets p WHERE p.snapshot_id = OLD.id LIMIT 1 OFFSET NEW.content_props);
  -- -1 is what a BEFORE INSERT trigger sees of a rowid that is yet to be given: every INSERT would seem to replace it.
  SELECT RAISE(ABORT, 'lock_protocol: a row has the rowid -1')
   WHERE NEW.rowid = -1 OR EXISTS (SELECT 1 FROM prop_markets p WHERE p.rowid = -1 AND p.snapshot_id = OLD.id);
END""",
    "trg_snapshots_log_lock": f"""AFTER UPDATE ON snapshots WHEN NEW.is_locked AND NOT OLD.is_locked
BEGIN
  UPDATE snapshots SET locked_at = {NOW} WHERE id = NEW.id;
  INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action, content_sha256, content_props, actor, client)
  SELECT NEW.id, NEW.snapshot_id, 'lock', NEW.content_sha256, NEW.content_props, NEW.locked_by, NEW.locked_by
   WHERE NOT {is_logged("NEW.id")};
  SELECT RAISE(ABORT, 'lock_protocol: a trigger has kept the lock out of the log') WHERE NOT {is_logged("NEW.id")};
END""",
    "trg_snapshot_lock_events_apply_unlock": """AFTER INSERT ON snapshot_lock_events WHEN NEW.action = 'unlock'
BEGIN
  UPDATE snapshots SET is_locked = 0, locked_at = NULL, locked_by = NULL, content_format = NULL,
         content_sha256 = NULL, content_props = NULL
   WHERE id = NEW.snapshot_uuid AND is_locked;
  SELECT RAISE(ABORT, 'lock_protocol: a trigger has kept the snapshot locked')
   WHERE EXISTS (SELECT 1 FROM snapshots s WHERE s.id = NEW.snapshot_uuid AND s.is_locked);
END""",
    # What is logged is what is so, once: an event of nothing would be an alarm for ever.
    "trg_snapshot_lock_events_true": f"""BEFORE INSERT ON snapshot_lock_events
WHEN NOT EXISTS (SELECT 1 FROM snapshots s
    WHERE s.id = NEW.snapshot_uuid AND s.snapshot_id = NEW.snapshot_slug AND s.is_locked
      AND ((NEW.action = 'lock' AND (s.content_sha256, s.content_props) IS (NEW.content_sha256, NEW.content_props)
          AND NOT {is_logged("NEW.snapshot_uuid")})
        OR (NEW.action = 'unlock'
          AND ((s.content_sha256, s.content_props) IS (NEW.content_sha256, NEW.content_props)
            OR (NEW.content_sha256 IS NULL AND NEW.content_props IS NULL)))))
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: the log is of what happens to locks');
END""",
    # In a trigger, because PRAGMA ignore_check_constraints turns the CHECK off.
    "trg_snapshot_lock_events_reason": f"""BEFORE INSERT ON snapshot_lock_events
WHEN NEW.action = 'unlock' AND (NEW.reason IS NULL
  OR NOT (NEW.reason GLOB '*[!-~{RANGES}]??????*[!-~{RANGES}]*' AND NEW.reason GLOB '*[A-Za-z{RANGES}]*'))
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: {REASON}');
END""",
    # Ids are given by SQLite. With one of their own choice a client could write an unlock that stays the newest event.
    "trg_snapshot_lock_events_in_order": """AFTER INSERT ON snapshot_lock_events
WHEN CASE WHEN EXISTS (SELECT 1 FROM snapshot_lock_events e WHERE e.id <> NEW.id)
  THEN NEW.id <> 1 + (SELECT e.id FROM snapshot_lock_events e WHERE e.id <> NEW.id ORDER BY e.id DESC LIMIT 1)
  ELSE NEW.id <> 1 END
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: the lock log only grows');
END""",
}
ADDED_SQLITE_TRIGGER = "trg_snapshot_lock_events_reason"


def upgrade() -> None:
    if not on_postgresql():
        replace_triggers(SQLITE_TRIGGERS)
        return
    for name, statement in FUNCTIONS.items():
        op.execute(statement)
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
    op.execute(ADDED_TRIGGER)
    op.execute(VIEW)


def downgrade() -> None:
    former = guards_of_0002()
    if not on_postgresql():
        replace_triggers({name: former.SQLITE_TRIGGERS.get(name, "") for name in SQLITE_TRIGGERS})
        return
    op.execute("DROP VIEW users_pseudonymous")
    op.execute("DROP TRIGGER trg_snapshot_lock_events_guard ON snapshot_lock_events")
    op.execute(f"DROP FUNCTION {ADDED_FUNCTION}")
    for name in FUNCTIONS:
        if name != ADDED_FUNCTION:  # REPLACE keeps owner and grants
            op.execute(former.FUNCTIONS[name].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


def replace_triggers(triggers: dict[str, str]) -> None:
    """Put these SQLite triggers in the place of those with their names; without a definition the trigger goes."""
    for name, definition in triggers.items():
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
        if definition:
            op.execute(f"CREATE TRIGGER {name} {definition}")


def guards_of_0002() -> ModuleType:
    """The revision before, which is frozen: its texts are those to return to."""
    scripts = op.get_context().script
    before = scripts and scripts.get_revision(down_revision)
    if not before:
        raise LookupError(f"the file of revision {down_revision} is missing")
    return before.module
