"""Backups of PostgreSQL: what pg_dump writes in its custom format, so that pg_restore reads them too.

A restore has pg_restore turn the file into lines of COPY, and sends these itself: so all of it is one transaction.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from bbprops_cli.db.admin import programs
from bbprops_cli.db.admin.backup_backend import Backup, Progress, require_columns
from bbprops_cli.db.connection.dialect import LOCK_TIMEOUT
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import structure
from bbprops_cli.errors import BBPropsError, Busy, InvalidInput, NotAllowed, Unreachable

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOOK = 0.2  # seconds between two looks at how far it is

# What belongs to a column goes by the name of its table.
OTHERS = """
SELECT relname FROM pg_class c
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
   AND coalesce((SELECT t.relname FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
                  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.deptype IN ('a', 'i') LIMIT 1), relname) <> ALL (%s)
"""


def _pattern(name: str) -> str:
    """A name of schema public in pg_dump's language, where in quotes nothing stands for something else."""
    return 'public."{}"'.format(name.replace('"', '""'))


def write(where: Target, file: Path, progress: Progress, revision: str) -> None:
    """Have pg_dump write the file; it is told where to go by its environment, which nobody else can read.

    Tables, views and sequences of other people in schema public stay out.
    """
    from bbprops_cli.db.connection.session import engine

    program = programs.find("pg_dump")
    with engine(where, read_only=True).begin() as connection:
        programs.require_no_pooler(connection)
        others = connection.exec_driver_sql(OTHERS, (structure.tables(revision),)).scalars().all()
    options = ["--format=custom", "--schema=public", "--encoding=UTF8", "--no-password"]
    left_out = (f"--exclude-table={_pattern(name)}" for name in others)
    command = [program, *options, f"--lock-wait-timeout={LOCK_TIMEOUT}", *left_out, f"--file={file}"]
    env = programs.environment(where) | {"LC_ALL": "C"}  # what it says is read below
    dump = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603 - no shell
    try:
        while True:
            try:
                _, said = dump.communicate(timeout=LOOK)
                break
            except subprocess.TimeoutExpired:
                progress(file.stat().st_size, None)
    finally:
        dump.kill()
        dump.wait()
    if dump.returncode:
        raise _failure(said)


def _failure(said: str) -> BBPropsError:
    if older := re.search(r"server version: ([\d.]+).*; pg_dump version: ([\d.]+)", said):
        return BBPropsError(
            f"The server is PostgreSQL {older[1]}, and pg_dump is of {older[2]}, too old for it.",
            hint=f"Install the client of PostgreSQL {older[1].partition('.')[0]}, and put it first on PATH.",
        )
    found = re.search(r"(?:error|ERROR): +(.*)", said.replace("error: query failed: ", ""))
    text = (found[1] if found else said.strip() or "it did not say why").rstrip(".")
    if "lock timeout" in said:
        return Busy("Somebody else is at work there: pg_dump waited for a table.", hint="Try again.")
    if "permission denied" in said or "lack SELECT privilege" in said:
        return NotAllowed(f"The database role may not do that: {text}.")
    if "connection to server" in said:
        return Unreachable(f"pg_dump cannot reach the database: {text}.", hint="Check DATABASE_URL.")
    return BBPropsError(f"pg_dump failed: {text}.")


ENTRY = re.compile(r"^\d+; \d+ \d+ (TABLE DATA|SEQUENCE SET) public (\S+) .*$", re.MULTILINE)
REVISION = re.compile(rb"^COPY public\.alembic_version \(version_num\) FROM stdin;\n(.+)\n", re.MULTILINE)
COPY = re.compile(r'COPY public\.(\w+) \(([\w", ]+)\) FROM stdin;\n')
SEQUENCE = re.compile(r"SELECT pg_catalog\.setval\('public\.(\w+)', (\d+), (true|false)\);\n")
BLOCK = 1 << 16


class Entry(NamedTuple):
    """What a backup has of a table or of a sequence, and how pg_restore lists that."""

    kind: str
    name: str
    line: str


def inspect(file: Path) -> tuple[str, list[str]]:
    """The revision of a file, empty when it has none, and the tables whose rows it has."""
    with _script(file, "--data-only", "--schema=public", "--table=alembic_version") as script:
        found = REVISION.search(script.read())
    return found[1].decode() if found else "", [each.name for each in _entries(file) if each.kind == "TABLE DATA"]


def _entries(file: Path) -> list[Entry]:
    with _script(file, "--list") as listing:
        return [Entry(found[1], found[2], found[0]) for found in ENTRY.finditer(listing.read().decode())]


def fill(connection: "Connection", backup: Backup, progress: Progress) -> None:
    """Send the rows of the file into the empty tables; no guard shall see its own rows come, and indexes come after."""
    held = [pair for query in (TRIGGERS, INDEXES) for pair in connection.exec_driver_sql(query, (backup.tables,)).all()]
    for without, _ in held:
        connection.exec_driver_sql(without)
    connection.exec_driver_sql("SET LOCAL client_encoding = 'UTF8'")
    with tempfile.NamedTemporaryFile("w") as wanted:
        wanted.write("\n".join(_in_order(connection, backup)))
        wanted.flush()
        with _script(backup.file, "--data-only", f"--use-list={wanted.name}") as script:
            _send(connection, backup, _Rows(script, progress))
    for _, back in held:
        connection.exec_driver_sql(back)
    connection.exec_driver_sql(f"ANALYZE {', '.join(f'public.{table}' for table in backup.tables)}")


# How to do without each, and how to have it again.
TRIGGERS = """
SELECT format('ALTER TABLE public.%%I DISABLE TRIGGER %%I', relname, tgname),
       format('ALTER TABLE public.%%I ENABLE %%s TRIGGER %%I', relname,
              CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' END, tgname)
  FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
 WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s) AND NOT tgisinternal AND tgenabled <> 'D'
"""
INDEXES = """
SELECT format('DROP INDEX public.%%I', i.relname), pg_get_indexdef(i.oid)
  FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
 WHERE t.relnamespace = 'public'::regnamespace AND t.relname = ANY (%s)
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.oid)
"""


def _in_order(connection: "Connection", backup: Backup) -> list[str]:
    """The list of our tables, each after those it refers to, and of sequences."""
    from sqlalchemy import inspect as look

    entries = _entries(backup.file)
    rows = {each.name: each.line for each in entries if each.kind == "TABLE DATA" and each.name in backup.tables}
    sequences = [each.line for each in entries if each.kind == "SEQUENCE SET"]
    return [*(rows[name] for name, _ in look(connection).get_sorted_table_and_fkc_names() if name in rows), *sequences]


def _send(connection: "Connection", backup: Backup, rows: "_Rows") -> None:
    cursor, come = connection.connection.cursor(), set()
    for line in rows.statements():
        if copy := COPY.fullmatch(line):
            columns = require_columns(connection, backup, copy[1], copy[2].replace('"', "").split(", "))
            cursor.copy_expert(f"COPY public.{copy[1]} ({columns}) FROM STDIN", rows, BLOCK)
            come.add(copy[1])
        elif sequence := SEQUENCE.fullmatch(line):
            cursor.execute(SETVAL, (sequence[2], sequence[3], sequence[1], backup.tables))
    if missing := sorted({*backup.tables} - come):
        raise InvalidInput(f"{backup.file} has rows of {', '.join(missing)} in a form that cannot be restored.")


SETVAL = """
SELECT setval(c.oid, %s, %s)
  FROM pg_class c
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
  JOIN pg_class t ON t.oid = d.refobjid
 WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace AND c.relname = %s AND t.relname = ANY (%s)
"""


class _Rows:
    """pg_restore's script: its statements, and after a COPY the rows of that, as the driver reads them."""

    def __init__(self, script: IO[bytes], progress: Progress) -> None:
        self._script, self._progress, self._bytes = script, progress, 0
        self._ended = True

    def statements(self) -> Iterator[str]:
        for line in iter(self._script.readline, b""):
            self._ended = False
            yield line.decode()

    def read(self, size: int) -> bytes:
        lines, length = [], 0
        while not self._ended and length < size:
            line = self._script.readline()
            self._ended = line in {b"\\.\n", b""}
            if not self._ended:
                lines.append(line)
                length += len(line)
        self._bytes += length
        self._progress(self._bytes, None)
        return b"".join(lines)


@contextmanager
def _script(file: Path, *options: str) -> Iterator[IO[bytes]]:
    """What pg_restore makes of a file, for which it needs no database; InvalidInput when it cannot go on."""
    command = [programs.find("pg_restore"), *options, "--file=-", str(file.absolute())]
    env = {**os.environ, "LC_ALL": "C"}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)  # noqa: S603 - no shell
        assert process.stdout  # noqa: S101 - for mypy
        try:
            yield process.stdout
        except Exception as error:
            if process.stdout.read(1) or not process.wait():
                raise
            raise _unreadable(file, said) from error  # what it stopped in was no whole row
        else:
            process.stdout.read()
            if process.wait():
                raise _unreadable(file, said)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def _unreadable(file: Path, said: IO[str]) -> BBPropsError:
    said.seek(0)
    text = said.read()
    if "unsupported version" in text:
        return BBPropsError(
            f"{file} was written by a newer pg_dump.", hint="Install the PostgreSQL client of its version."
        )
    found = re.search(r"error: +(.*)", text)
    return InvalidInput(f"{file} is damaged: {found[1] if found else text.strip()}.")
