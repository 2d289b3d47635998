"""Guards: a locked snapshot and its props are unchangeable for every client, on both databases."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# --- PostgreSQL -------------------------------------------------------------------------------------------------------
# Tables are named with their schema and nothing else is looked for in one, so that no table and no function of a
# client can stand in for what is meant: in public they may create some.
DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

FUNCTIONS = {
    "bbprops_guard_snapshots()": f"""
CREATE FUNCTION bbprops_guard_snapshots() RETURNS trigger {DEFINER} AS $$
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
      SELECT e.action = 'unlock' AND e.tx = pg_current_xact_id()::text AND e.at = transaction_timestamp()
        INTO unlocked FROM public.snapshot_lock_events e WHERE e.snapshot_uuid = OLD.id ORDER BY e.id DESC LIMIT 1;
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
    SELECT count(*) INTO n FROM public.prop_markets p WHERE p.snapshot_id = OLD.id;
    IF n IS DISTINCT FROM NEW.content_props THEN
      RAISE EXCEPTION 'snapshot %: digest covers % props but % are stored', OLD.snapshot_id, NEW.content_props, n
        USING ERRCODE = '23L02', TABLE = 'snapshots', CONSTRAINT = 'lock_protocol';
    END IF;
    NEW.locked_at := coalesce(NEW.locked_at, clock_timestamp());
    NEW.locked_by := coalesce(NEW.locked_by, session_user);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$""",
    "bbprops_log_snapshot_lock()": f"""
CREATE FUNCTION bbprops_log_snapshot_lock() RETURNS trigger {DEFINER} AS $$
BEGIN
  INSERT INTO public.snapshot_lock_events (snapshot_uuid, snapshot_slug, action, content_sha256, content_props)
  VALUES (NEW.id, NEW.snapshot_id, 'lock', NEW.content_sha256, NEW.content_props);
  RETURN NULL;
END $$""",
    "bbprops_retire_props()": f"""
CREATE FUNCTION bbprops_retire_props() RETURNS trigger {DEFINER} AS $$
BEGIN
  -- The foreign key is about to detach them; active they would be on the live board.
  UPDATE public.prop_markets SET is_active = false, updated_at = now() WHERE snapshot_id = OLD.id AND is_active;
  RETURN OLD;
END $$""",
    "bbprops_guard_prop_markets()": f"""
CREATE FUNCTION bbprops_guard_prop_markets() RETURNS trigger {DEFINER} AS $$
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
  -- The gate, for fairness alone: queue behind a locker that waits. Not who deletes a snapshot, for he holds its row
  -- already and the locker waits for that: retiring its props he is one trigger deeper, detaching them it is gone.
  IF cardinality(ids) <= 64 AND pg_trigger_depth() = 1 THEN
    FOR r IN SELECT s.id FROM public.snapshots s WHERE s.id = ANY (ids) ORDER BY s.id LOOP
      PERFORM pg_advisory_xact_lock_shared(hashtextextended(r.id::text, 0));
    END LOOP;
  END IF;
  FOR r IN SELECT s.snapshot_id, s.id, s.is_locked FROM public.snapshots s
           WHERE s.id = ANY (ids) ORDER BY s.id FOR SHARE  -- lock first, look at is_locked afterwards
  LOOP
    IF r.is_locked THEN
      RAISE EXCEPTION 'snapshot % is locked: % on prop_markets refused', r.snapshot_id, TG_OP
        USING ERRCODE = '23L01', TABLE = 'prop_markets', CONSTRAINT = 'snapshot_locked', DETAIL = r.id::text,
              HINT = 'Props of a locked snapshot cannot be added, changed, moved or deleted.';
    END IF;
  END LOOP;
  RETURN NULL;
END $$""",
    "bbprops_refuse()": """
CREATE FUNCTION bbprops_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on % is not allowed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = '23L03', TABLE = TG_TABLE_NAME, CONSTRAINT = 'statement_refused',
          HINT = 'Use DELETE, or drop the database.';
END $$""",
    "bbprops_unlock_snapshot(text, text)": f"""
CREATE FUNCTION bbprops_unlock_snapshot(p_slug text, p_reason text) RETURNS uuid {DEFINER} AS $$
DECLARE
  s record;
BEGIN
  IF length(btrim(coalesce(p_reason, ''))) < 8 THEN
    RAISE EXCEPTION 'unlock needs a reason of at least 8 characters' USING ERRCODE = '22023';
  END IF;
  SELECT * INTO s FROM public.snapshots WHERE snapshot_id = p_slug FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no snapshot %', p_slug USING ERRCODE = 'P0002';
  END IF;
  IF NOT s.is_locked THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.snapshot_lock_events
    (snapshot_uuid, snapshot_slug, action, reason, content_sha256, content_props)
  VALUES (s.id, s.snapshot_id, 'unlock', p_reason, s.content_sha256, s.content_props);
  UPDATE public.snapshots SET is_locked = false, locked_at = NULL, locked_by = NULL,
         content_format = NULL, content_sha256 = NULL, content_props = NULL WHERE id = s.id;
  RETURN s.id;
END $$""",
}

# Triggers of one kind fire in the order of their names: the guard before what retires props.
TRIGGERS = {
    "trg_snapshots_guard": (
        "BEFORE INSERT OR UPDATE OR DELETE ON snapshots FOR EACH ROW EXECUTE FUNCTION bbprops_guard_snapshots()"
    ),
    "trg_snapshots_log_lock": (
        "AFTER UPDATE ON snapshots FOR EACH ROW WHEN (NEW.is_locked AND NOT OLD.is_locked)"
        " EXECUTE FUNCTION bbprops_log_snapshot_lock()"
    ),
    "trg_snapshots_retire_props": ("BEFORE DELETE ON snapshots FOR EACH ROW EXECUTE FUNCTION bbprops_retire_props()"),
    "trg_prop_markets_guard_ins": (
        "AFTER INSERT ON prop_markets REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION bbprops_guard_prop_markets()"
    ),
    "trg_prop_markets_guard_upd": (
        "AFTER UPDATE ON prop_markets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION bbprops_guard_prop_markets()"
    ),
    "trg_prop_markets_guard_del": (
        "AFTER DELETE ON prop_markets REFERENCING OLD TABLE AS old_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION bbprops_guard_prop_markets()"
    ),
    "trg_snapshots_no_truncate": ("BEFORE TRUNCATE ON snapshots FOR EACH STATEMENT EXECUTE FUNCTION bbprops_refuse()"),
    "trg_prop_markets_no_truncate": (
        "BEFORE TRUNCATE ON prop_markets FOR EACH STATEMENT EXECUTE FUNCTION bbprops_refuse()"
    ),
    "trg_snapshot_lock_events_append_only": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot_lock_events"
        " FOR EACH STATEMENT EXECUTE FUNCTION bbprops_refuse()"
    ),
}

# --- SQLite -----------------------------------------------------------------------------------------------------------
# OR REPLACE deletes rows without DELETE triggers. So whoever writes a key, the hidden rowid included, is asked whose
# row it would push out. The two partial keys of props need no question of their own: the row that is pushed out lies
# in the same snapshot, which is asked about anyway, or on the board.
SAME_CONTENT = """
    (NEW.id, NEW.snapshot_id, NEW.week, NEW.league, NEW.season, NEW.config, NEW.features_path, NEW.model_version,
     NEW.name, NEW.description, NEW.tags, NEW.created_at, NEW.game_date, NEW.lock_at)
    IS (OLD.id, OLD.snapshot_id, OLD.week, OLD.league, OLD.season, OLD.config, OLD.features_path, OLD.model_version,
     OLD.name, OLD.description, OLD.tags, OLD.created_at, OLD.game_date, OLD.lock_at)"""
LAST_ACTION = "(SELECT e.action FROM snapshot_lock_events e WHERE e.snapshot_uuid = OLD.id ORDER BY e.id DESC LIMIT 1)"
# CROSS JOIN keeps the order: from the one prop to its snapshot.
OF_LOCKED = "SELECT 1 FROM prop_markets p CROSS JOIN snapshots s ON s.id = p.snapshot_id WHERE s.is_locked AND"

SQLITE_TRIGGERS = {
    "trg_snapshots_guard_ins": """BEFORE INSERT ON snapshots
WHEN NEW.is_locked OR EXISTS (SELECT 1 FROM snapshots s WHERE s.is_locked
    AND (s.id = NEW.id OR s.snapshot_id = NEW.snapshot_id OR s.rowid = NEW.rowid))
BEGIN
  SELECT CASE WHEN NEW.is_locked THEN RAISE(ABORT, 'lock_protocol: a snapshot cannot be created locked')
         ELSE RAISE(ABORT, 'snapshot_locked: a locked snapshot cannot be replaced') END;
END""",
    "trg_snapshots_guard_del": """BEFORE DELETE ON snapshots WHEN OLD.is_locked
BEGIN
  SELECT RAISE(ABORT, 'snapshot_locked: a locked snapshot cannot be deleted');
END""",
    "trg_snapshots_guard_upd": f"""BEFORE UPDATE ON snapshots
WHEN (OLD.is_locked OR EXISTS (SELECT 1 FROM snapshots s WHERE s.rowid = OLD.rowid AND s.is_locked))
  AND NOT (NEW.is_locked = 0 AND {LAST_ACTION} IS 'unlock' AND {SAME_CONTENT})
BEGIN
  SELECT RAISE(ABORT, 'snapshot_locked: a locked snapshot cannot be changed');
END""",
    "trg_snapshots_guard_upd_steal": """BEFORE UPDATE ON snapshots
WHEN EXISTS (SELECT 1 FROM snapshots s WHERE s.is_locked AND s.rowid <> OLD.rowid
    AND (s.id = NEW.id OR s.snapshot_id = NEW.snapshot_id OR s.rowid = NEW.rowid))
BEGIN
  SELECT RAISE(ABORT, 'snapshot_locked: a locked snapshot cannot be replaced');
END""",
    "trg_snapshots_guard_lock": f"""BEFORE UPDATE ON snapshots WHEN NEW.is_locked AND NOT OLD.is_locked
BEGIN
  SELECT RAISE(ABORT, 'lock_protocol: content changed in the statement that locks it') WHERE NOT ({SAME_CONTENT});
  SELECT RAISE(ABORT, 'lock_protocol: digest does not cover the stored props')
   WHERE (SELECT count(*) FROM prop_markets p WHERE p.snapshot_id = OLD.id) IS NOT NEW.content_props;
  -- -1 is what a BEFORE INSERT trigger sees of a rowid that is yet to be given: every INSERT would seem to replace it.
  SELECT RAISE(ABORT, 'lock_protocol: a row has the rowid -1')
   WHERE NEW.rowid = -1 OR EXISTS (SELECT 1 FROM prop_markets p WHERE p.rowid = -1 AND p.snapshot_id = OLD.id);
END""",
    "trg_snapshots_retire_props": """BEFORE DELETE ON snapshots WHEN NOT OLD.is_locked
BEGIN
  UPDATE prop_markets SET is_active = 0, updated_at = strftime('%Y-%m-%d %H:%M:%f000', 'now')
   WHERE snapshot_id = OLD.id AND is_active;
END""",
    "trg_snapshots_log_lock": """AFTER UPDATE ON snapshots WHEN NEW.is_locked AND NOT OLD.is_locked
BEGIN
  INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action, content_sha256, content_props, actor, client)
  VALUES (NEW.id, NEW.snapshot_id, 'lock', NEW.content_sha256, NEW.content_props, NEW.locked_by, NEW.locked_by);
END""",
    "trg_snapshot_lock_events_apply_unlock": """AFTER INSERT ON snapshot_lock_events WHEN NEW.action = 'unlock'
BEGIN
  UPDATE snapshots SET is_locked = 0, locked_at = NULL, locked_by = NULL, content_format = NULL,
         content_sha256 = NULL, content_props = NULL
   WHERE id = NEW.snapshot_uuid AND is_locked;
END""",
    "trg_snapshot_lock_events_no_upd": """BEFORE UPDATE ON snapshot_lock_events
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: the lock log only grows');
END""",
    "trg_snapshot_lock_events_no_del": """BEFORE DELETE ON snapshot_lock_events
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: the lock log only grows');
END""",
    "trg_snapshot_lock_events_no_replace": """BEFORE INSERT ON snapshot_lock_events
WHEN NEW.id IS NOT NULL AND EXISTS (SELECT 1 FROM snapshot_lock_events e WHERE e.id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: the lock log only grows');
END""",
    # What is logged is what is so: an event of nothing would be an alarm for ever.
    "trg_snapshot_lock_events_true": """BEFORE INSERT ON snapshot_lock_events
WHEN NOT EXISTS (SELECT 1 FROM snapshots s
    WHERE s.id = NEW.snapshot_uuid AND s.snapshot_id = NEW.snapshot_slug AND s.is_locked
      AND ((s.content_sha256, s.content_props) IS (NEW.content_sha256, NEW.content_props)
        OR (NEW.action = 'unlock' AND NEW.content_sha256 IS NULL AND NEW.content_props IS NULL)))
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: the log is of what happens to locks');
END""",
    # Ids are given by SQLite. With one of their own choice a client could write an unlock that stays the newest event.
    "trg_snapshot_lock_events_in_order": """AFTER INSERT ON snapshot_lock_events
WHEN NEW.id IS NOT (SELECT coalesce(max(e.id), 0) + 1 FROM snapshot_lock_events e WHERE e.id <> NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: the lock log only grows');
END""",
    "trg_prop_markets_guard_ins": f"""BEFORE INSERT ON prop_markets
WHEN EXISTS (SELECT 1 FROM snapshots s WHERE s.id = NEW.snapshot_id AND s.is_locked)
  OR EXISTS ({OF_LOCKED} p.id = NEW.id)
  OR EXISTS ({OF_LOCKED} p.rowid = NEW.rowid)
BEGIN
  SELECT RAISE(ABORT, 'snapshot_locked: INSERT on prop_markets refused');
END""",
    "trg_prop_markets_guard_upd": f"""BEFORE UPDATE ON prop_markets
WHEN EXISTS (SELECT 1 FROM snapshots s WHERE s.id IN (OLD.snapshot_id, NEW.snapshot_id) AND s.is_locked)
  OR (NEW.id IS NOT OLD.id AND EXISTS ({OF_LOCKED} p.id = NEW.id))
  OR (NEW.rowid IS NOT OLD.rowid AND EXISTS ({OF_LOCKED} p.rowid = NEW.rowid))
BEGIN
  SELECT RAISE(ABORT, 'snapshot_locked: UPDATE on prop_markets refused');
END""",
    "trg_prop_markets_guard_del": """BEFORE DELETE ON prop_markets
WHEN EXISTS (SELECT 1 FROM snapshots s WHERE s.id = OLD.snapshot_id AND s.is_locked)
BEGIN
  SELECT RAISE(ABORT, 'snapshot_locked: DELETE on prop_markets refused');
END""",
    # A snapshot that OR REPLACE pushes out is not deleted for its triggers, but it is for the foreign key.
    "trg_prop_markets_stay_off_board": """BEFORE UPDATE OF snapshot_id ON prop_markets
WHEN NEW.snapshot_id IS NULL AND NEW.is_active AND OLD.snapshot_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.id = OLD.snapshot_id)
BEGIN
  SELECT RAISE(ABORT, 'statement_refused: a snapshot with props cannot be replaced');
END""",
}


def on_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"


def upgrade() -> None:
    if on_postgresql():
        for name, statement in FUNCTIONS.items():
            op.execute(statement)
            # Whoever may call one can hang it on a table of their own, and it acts with our rights.
            op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
    for name, definition in (TRIGGERS if on_postgresql() else SQLITE_TRIGGERS).items():
        op.execute(f"CREATE TRIGGER {name} {definition}")


def downgrade() -> None:
    for name, definition in reversed((TRIGGERS if on_postgresql() else SQLITE_TRIGGERS).items()):
        table = definition.partition(" ON ")[2].split()[0]
        op.execute(f"DROP TRIGGER {name}{f' ON {table}' if on_postgresql() else ''}")
    if on_postgresql():
        for name in reversed(FUNCTIONS):
            op.execute(f"DROP FUNCTION {name}")
