"""Backups of PostgreSQL: what pg_dump writes in its custom format, so that pg_restore reads them too."""

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from bbprops_cli.db import programs, structure
from bbprops_cli.db.backup import Seen
from bbprops_cli.db.connect import LOCK_TIMEOUT, Target
from bbprops_cli.errors import BBPropsError, Busy, NotAllowed, Unreachable

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOOK = 0.2  # seconds between two looks at how far it is


def plan(connection: "Connection", revision: str) -> list[str]:
    """The options that leave tables, views and sequences of other people out."""
    others = connection.exec_driver_sql(OTHERS, (structure.tables(revision),)).scalars()
    return [f"--exclude-table={_pattern(name)}" for name in others]


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


def write(where: Target, file: Path, seen: Seen, plan: list[str]) -> None:
    """Have pg_dump write the file; it is told where to go by its environment, which nobody else can read."""
    options = [
        "--format=custom",
        "--schema=public",
        "--encoding=UTF8",
        "--no-password",
        f"--lock-wait-timeout={LOCK_TIMEOUT}",
    ]
    command = [programs.find("pg_dump"), *options, *plan, f"--file={file}"]
    env = programs.environment(where) | {"LC_ALL": "C"}  # what it says is read below
    dump = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603 - no shell
    try:
        while True:
            try:
                _, said = dump.communicate(timeout=LOOK)
                break
            except subprocess.TimeoutExpired:
                seen(file.stat().st_size, None)
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
