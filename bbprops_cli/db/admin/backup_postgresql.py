"""Backups of PostgreSQL: dumps of pg_dump in its custom format, which pg_restore can also restore without bbprops.

A restore has pg_restore turn the file into lines for COPY and sends them itself, so that everything is one transaction.
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
from bbprops_cli.files import Output

if TYPE_CHECKING:
    from sqlalchemy import Connection

PROGRESS_SECONDS = 0.2  # between two reports of progress
UNWRITTEN = re.compile(r"could not (?:write|close)(?: to)?(?: (?:output|archive) file)?(?: \"[^\"]*\")?: (.+)")

# A sequence that belongs to a column counts as its table.
OTHERS = """
SELECT relname FROM pg_class c
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
   AND coalesce((SELECT t.relname FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
                  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.deptype IN ('a', 'i') LIMIT 1), relname) <> ALL (%s)
"""


def _pattern(name: str) -> str:
    """A pattern of pg_dump that matches one table of schema public; within quotes it has no wildcards."""
    return 'public."{}"'.format(name.replace('"', '""'))


def write(where: Target, out: Output, progress: Progress, revision: str) -> None:
    """Have pg_dump write into our descriptor; address and password are in its environment, hidden from other users.

    Tables, views and sequences of other programs in schema public are left out.
    """
    from bbprops_cli.db.connection.session import engine

    program = programs.find("pg_dump")
    with engine(where, read_only=True).begin() as connection:
        programs.require_no_pooler(connection)
        ours = [*structure.tables(revision), *structure.VIEWS]
        others = connection.exec_driver_sql(OTHERS, (ours,)).scalars().all()
    options = ["--format=custom", "--schema=public", "--encoding=UTF8", "--no-password"]
    left_out = (f"--exclude-table={_pattern(name)}" for name in others)
    # Not by way of stdout: pg_dump appends its table of contents there once more instead of correcting it, so that a
    # file whose end is missing looks complete. `Output` syncs the file to disk.
    descriptor = out.stream.fileno()
    target = ["--no-sync", f"--file=/dev/fd/{descriptor}"]
    options.append(f"--dbname={programs.connection_string(where)}")
    command = [program, *options, f"--lock-wait-timeout={LOCK_TIMEOUT}", *left_out, *target]
    env = programs.environment(where) | {"LC_ALL": "C"}  # its messages are parsed below
    streams = {"stdin": subprocess.DEVNULL, "stderr": subprocess.PIPE, "pass_fds": (descriptor,)}
    with programs.started(command, env=env, text=True, **streams) as dump:
        while True:
            try:
                _, said = dump.communicate(timeout=PROGRESS_SECONDS)
                break
            except subprocess.TimeoutExpired:
                progress(os.fstat(descriptor).st_size, None)
    if dump.returncode:
        raise _failure(said, out.file)


def _failure(said: str, file: Path) -> BBPropsError:
    if unwritten := UNWRITTEN.search(said):
        return InvalidInput(f"{file} cannot be written: {unwritten[1]}", hint="Choose another file.")
    if older := re.search(r"server version: ([\d.]+).*; pg_dump version: ([\d.]+)", said):
        return BBPropsError(
            f"pg_dump {older[2]} is too old for the server, which is PostgreSQL {older[1]}",
            hint=f"Install the client of PostgreSQL {older[1].partition('.')[0]}, and put it first on PATH.",
        )
    found = re.search(r"(?:error|ERROR): +(.*)", said.replace("error: query failed: ", ""))
    text = (found[1] if found else said.strip() or "it gave no reason").rstrip(".")
    if "lock timeout" in said:
        return Busy("pg_dump cannot read a table: locked by another transaction", hint="Try again.")
    if "permission denied" in said or "lack SELECT privilege" in said:
        return NotAllowed(f"the database role lacks a privilege: {text}")
    if "connection to server" in said:
        return Unreachable(f"pg_dump cannot reach the database: {text}", hint="Check DATABASE_URL.")
    return BBPropsError(f"pg_dump failed: {text}")


ENTRY = re.compile(r"^\d+; \d+ \d+ (TABLE DATA|SEQUENCE SET) public (\S+) .*$", re.MULTILINE)
REVISION = re.compile(rb"^COPY public\.alembic_version \(version_num\) FROM stdin;\n(.+)\n", re.MULTILINE)
COPY = re.compile(r'COPY public\.(\w+) \(([\w", ]+)\) FROM stdin;\n')
SEQUENCE = re.compile(r"SELECT pg_catalog\.setval\('public\.(\w+)', (\d+), (true|false)\);\n")
BLOCK_BYTES = 1 << 16


class Entry(NamedTuple):
    """A line of the table of contents, as pg_restore lists it: the rows of a table, or the value of a sequence."""

    kind: str
    name: str
    line: str


def inspect(file: Path) -> tuple[str, list[str]]:
    """The revision of a file, empty if it has none, and the tables whose rows it has."""
    with _script(file, "--data-only", "--schema=public", "--table=alembic_version") as script:
        found = REVISION.search(script.read())
    return found[1].decode() if found else "", [each.name for each in _entries(file) if each.kind == "TABLE DATA"]


def _entries(file: Path) -> list[Entry]:
    with _script(file, "--list") as listing:
        return [Entry(found[1], found[2], found[0]) for found in ENTRY.finditer(listing.read().decode())]


def fill(connection: "Connection", backup: Backup, progress: Progress) -> None:
    """Send the rows of the file to the empty tables, without guards, and create the indexes afterwards."""
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


# Two statements for each: one to disable or drop it, one to bring it back.
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
    """The lines of the tables, each after those that it references, and then of the sequences."""
    from sqlalchemy import inspect as look

    entries = _entries(backup.file)
    rows = {each.name: each.line for each in entries if each.kind == "TABLE DATA" and each.name in backup.tables}
    sequences = [each.line for each in entries if each.kind == "SEQUENCE SET"]
    return [*(rows[name] for name, _ in look(connection).get_sorted_table_and_fkc_names() if name in rows), *sequences]


def _send(connection: "Connection", backup: Backup, rows: "_Rows") -> None:
    cursor, restored = connection.connection.cursor(), set()
    for line in rows.statements():
        if copy := COPY.fullmatch(line):
            columns = require_columns(connection, backup, copy[1], copy[2].replace('"', "").split(", "))
            cursor.copy_expert(f"COPY public.{copy[1]} ({columns}) FROM STDIN", rows, BLOCK_BYTES)
            restored.add(copy[1])
        elif sequence := SEQUENCE.fullmatch(line):
            cursor.execute(SETVAL, (sequence[2], sequence[3], sequence[1], backup.tables))
    if missing := sorted({*backup.tables} - restored):
        raise InvalidInput(f"{backup.file} has rows of {', '.join(missing)} in a form that cannot be restored")


SETVAL = """
SELECT setval(c.oid, %s, %s)
  FROM pg_class c
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
  JOIN pg_class t ON t.oid = d.refobjid
 WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace AND c.relname = %s AND t.relname = ANY (%s)
"""


class _Rows:
    """The script of pg_restore: its statements, and after a COPY statement its rows, as the driver reads them."""

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
    """The script that pg_restore makes of a file, without a database; raises InvalidInput if it fails."""
    command = [programs.find("pg_restore"), *options, "--file=-", str(file.absolute())]
    env = {**os.environ, "LC_ALL": "C"}
    with (
        tempfile.TemporaryFile("w+") as said,
        programs.started(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as process,
    ):
        assert process.stdout  # noqa: S101 - for mypy
        try:
            yield process.stdout
        except Exception as error:
            if process.stdout.read(1) or not process.wait():
                raise
            raise _unreadable(file, said) from error  # it stopped in the middle of a row
        else:
            process.stdout.read()
            if process.wait():
                raise _unreadable(file, said)
        finally:
            process.stdout.close()


def _unreadable(file: Path, said: IO[str]) -> BBPropsError:
    said.seek(0)
    text = said.read()
    if "unsupported version" in text:
        return BBPropsError(
            f"{file} was written by a newer pg_dump", hint="Install the PostgreSQL client of its version."
        )
    found = re.search(r"error: +(.*)", text)
    return InvalidInput(f"{file} is damaged: {found[1] if found else text.strip()}")
