"""Statistics that a PostgreSQL server collects: tables, indexes, statements and locks."""

from collections.abc import Sequence
from typing import Any

from bbprops_cli.db.connection.database import Db

Rows = list[Sequence[Any]]
SLOWEST_STATEMENTS = 20
# By dialect: why there are no statistics.
UNAVAILABLE = {"sqlite": "SQLite keeps no statistics; size and rows: bbprops db info"}

TABLES = """
SELECT relname, n_live_tup, n_dead_tup, pg_table_size(relid), pg_indexes_size(relid), seq_scan, idx_scan,
       round(100.0 * (heap_blks_hit + coalesce(idx_blks_hit, 0))
             / nullif(heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0), 0), 1)::float8,
       greatest(last_vacuum, last_autovacuum), greatest(last_analyze, last_autoanalyze)
  FROM pg_stat_user_tables JOIN pg_statio_user_tables USING (relid, schemaname, relname)
 WHERE schemaname = 'public' ORDER BY pg_total_relation_size(relid) DESC, relname
"""
INDEXES = """
SELECT indexrelname, relname,
       CASE WHEN idx_scan > 0 THEN 'used' WHEN indisunique THEN 'keeps unique' ELSE 'unused' END,
       idx_scan, pg_relation_size(indexrelid),
       round(100.0 * idx_blks_hit / nullif(idx_blks_hit + idx_blks_read, 0), 1)::float8
  FROM pg_stat_user_indexes
  JOIN pg_statio_user_indexes USING (relid, indexrelid, schemaname, relname, indexrelname)
  JOIN pg_index USING (indexrelid)
 WHERE schemaname = 'public' ORDER BY idx_scan, pg_relation_size(indexrelid) DESC, indexrelname
"""
# Statements are counted only if the server was started with the library, even if its view exists.
COUNTS_STATEMENTS = """
SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
 WHERE extname = 'pg_stat_statements' AND current_setting('pg_stat_statements.max', true) IS NOT NULL
"""
# Without statements that set passwords, which the server keeps as typed.
STATEMENTS = """
SELECT round(total_exec_time)::float8, calls, round(mean_exec_time::numeric, 3)::float8, rows,
       round(100.0 * shared_blks_hit / nullif(shared_blks_hit + shared_blks_read, 0), 1)::float8,
       regexp_replace(query, '[[:space:]]+', ' ', 'g')
  FROM {schema}.pg_stat_statements
 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query !~* 'password'
 ORDER BY total_exec_time DESC LIMIT {slowest}
"""
LOCKS = """
SELECT pid, application_name, state,
       round(extract(epoch FROM clock_timestamp() - coalesce(xact_start, query_start))::numeric, 1)::float8,
       string_agg(DISTINCT name, ', ' ORDER BY name) FILTER (WHERE granted),
       string_agg(DISTINCT name, ', ' ORDER BY name) FILTER (WHERE NOT granted),
       to_json(pg_blocking_pids(pid))
  FROM pg_stat_activity JOIN (
    SELECT pid, granted, concat_ws(' ', regexp_replace(mode, 'Lock$', ''), coalesce(relation::regclass::text, locktype))
      FROM pg_locks
     WHERE NOT granted
        OR (database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = relation))
  ) AS locks (pid, granted, name) USING (pid)
 WHERE pid <> pg_backend_pid() AND datname = current_database()
 GROUP BY pid, application_name, state, xact_start, query_start ORDER BY xact_start, pid
"""
DATABASE = """
SELECT round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 1)::float8, stats_reset, deadlocks
  FROM pg_stat_database WHERE datname = current_database()
"""
QUERIES = {"tables": TABLES, "indexes": INDEXES, "locks": LOCKS}


def find(db: Db, what: str) -> Rows | None:
    """The rows of `tables`, `indexes`, `statements` or `locks`; None where the server does not count statements."""
    if what != "statements":
        return db.rows(QUERIES[what])
    schema = db.rows(COUNTS_STATEMENTS)
    return db.rows(STATEMENTS.format(schema=schema[0][0], slowest=SLOWEST_STATEMENTS)) if schema else None


def database(db: Db) -> Sequence[Any]:
    """Percentage of blocks found in memory, the time since when it is counted, and the number of deadlocks."""
    row: Sequence[Any] = db.rows(DATABASE)[0]
    return row
