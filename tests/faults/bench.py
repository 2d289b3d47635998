"""Databases with a known board for the runs of `make faults`, and what a run found."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from unittest import mock

from bbprops_cli.db.schema import migrations
from tests import snapshots
from tests.command_line import Result, call_main
from tests.databases import Database, postgres_database, sqlite_database
from tests.factories import new_prop
from tests.faults.children import Child, Stream, child
from tests.faults.proxy import Proxy

PROPS, DUE = 300, ("week-1", "week-2", "week-3")
STATE = (
    "SELECT player_name, external_id, line, is_active FROM prop_markets WHERE snapshot_id IS NULL"
    " ORDER BY player_name, external_id, line, is_active"
)
IMPORTED = ("--league", "NBA", "--sync")
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Fault:
    """One thing that was wrong; `kind` is the column of the page: state, exit code, or other."""

    kind: str
    what: str


@dataclass
class Outcome:
    """What one run showed; `exit_code` is None if the command did not end in time."""

    exit_code: int | None
    faults: list[Fault] = field(default_factory=list)

    def check(self, holds: bool, kind: str, what: str) -> "Outcome":
        """Add a fault unless the condition holds; returns the outcome itself."""
        if not holds:
            self.faults.append(Fault(kind, what))
        return self


def outcome(result: Result, codes: set[int], situation: str = "") -> Outcome:
    """The outcome of a command whose exit code should be one of `codes`, and which reports no bug of bbprops."""
    expected = " or ".join(map(str, sorted(codes)))
    told = f"exit code {result.exit_code} instead of {expected}{situation}"
    found = Outcome(result.exit_code).check(result.exit_code in codes, "exit code", told)
    found.check("bug in bbprops" not in result.stderr, "other", f"reported as a bug in bbprops{situation}")
    return found.check("Traceback" not in result.stderr, "other", f"a traceback on stderr{situation}")


@dataclass
class Scene:
    """A database and a folder for one run; on PostgreSQL commands reach it through the proxy."""

    database: Database
    folder: Path
    proxy: Proxy | None
    new_file: str  # what an import reads

    @property
    def through(self) -> Proxy:
        """The proxy, which only PostgreSQL has."""
        assert self.proxy
        return self.proxy

    def start(
        self, *args: str, env: dict[str, str] | None = None, streams: dict[str, Stream] | None = None
    ) -> AbstractContextManager[Child]:
        """Start a command on the database of the scene."""
        url = self.proxy.url if self.proxy else self.database.url
        return child(*args, env={"DATABASE_URL": url, **(env or {})}, streams=streams)

    def run(
        self,
        *args: str,
        env: dict[str, str] | None = None,
        timeout: float = 60,
        streams: dict[str, Stream] | None = None,
    ) -> Result:
        """Run a command to its end."""
        with self.start(*args, env=env, streams=streams) as running:
            return running.end(timeout)

    def board(self) -> Rows:
        """The board with its history."""
        return board(self.database)


@dataclass(frozen=True)
class Reference:
    """A command that nothing disturbed: bytes in each direction, seconds, and what it left."""

    sent: int
    received: int
    seconds: float
    board: Rows
    file: bytes


class Bench:
    """Templates of both databases with a board, due snapshots and history; `scene` gives a copy of one."""

    def __init__(self, pg_server: str, redis_server: str) -> None:
        self.pg_server, self.redis_server = pg_server, redis_server
        self._references: dict[tuple[str, str, str], Reference] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bbprops-faults-")))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def new_file(self) -> str:
        """A file to import: half of the stored lines have moved, some props are new, and some are missing."""
        return _write(self.folder / "new.csv", range(PROPS // 10, PROPS + PROPS // 10), moved=0.5)

    @cached_property
    def templates(self) -> dict[str, Database]:
        """A filled database of each kind, by its name."""
        pg = self._stack.enter_context(postgres_database(self.pg_server))
        found = {"postgresql": pg, "sqlite": sqlite_database(self.folder / "template.db")}
        old = _write(self.folder / "old.csv", range(PROPS), moved=0)
        for database in found.values():
            migrations.upgrade(database.url)
            with mock.patch.dict(os.environ, {"DATABASE_URL": database.url}):
                imported = call_main("props", "import", old, *IMPORTED)
            assert imported.exit_code == 0, imported.stderr
            snapshots.make(database, "week-5", props=PROPS // 10)
            snapshots.due(database, *DUE)
            _add_history(database)
            database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'development')")
        return found

    @cached_property
    def old_boards(self) -> dict[str, Rows]:
        """The board of each template."""
        return {kind: board(database) for kind, database in self.templates.items()}

    @contextmanager
    def scene(self, kind: str) -> Iterator[Scene]:
        """A copy of the template of that kind, and an empty folder."""
        template = self.templates[kind]
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self.folder)))
            if kind == "sqlite":
                database = sqlite_database(folder / "bbprops.db", template=Path(template.name))
                yield Scene(database, folder, None, self.new_file)
                return
            database = stack.enter_context(postgres_database(self.pg_server, template=template.name))
            yield Scene(database, folder, stack.enter_context(Proxy(database.url)), self.new_file)

    def reference(self, kind: str, command: Callable[[Scene], tuple[str, ...]], file: str = "") -> Reference:
        """Run a command undisturbed, once for each kind of database; `file` is the name of the file it writes."""
        key = (kind, command.__name__, file)
        if key not in self._references:
            with self.scene(kind) as scene:
                began = time.monotonic()
                result = scene.run(*command(scene))
                assert result.exit_code == 0, result.stderr
                seconds = time.monotonic() - began
                sent, received = (scene.proxy.sent, scene.proxy.received) if scene.proxy else (0, 0)
                content = (scene.folder / file).read_bytes() if file else b""
                self._references[key] = Reference(sent, received, seconds, scene.board(), content)
        return self._references[key]


def board(database: Database) -> Rows:
    """The board of a database with its history, comparable between databases."""
    return [(*row[:2], float(row[2]), bool(row[3])) for row in database.rows(STATE)]


def _write(path: Path, numbers: range, *, moved: float) -> str:
    lines = ["game_id,game_date,player,market,line,over,under,book"]
    for number in numbers:
        line = number % 40 + (1.5 if number % 100 < 100 * moved else 0.5)
        lines.append(f"g{number // 100},2035-10-05T17:00:00Z,Player {number},points,{line},-110,-110,a")
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def _add_history(database: Database) -> None:
    """Props of games that began yesterday, of which one is history already, and one of tomorrow."""
    now = datetime.now(UTC)
    with database.session() as work:
        new_prop(work, "Yesterday", game_date=now - timedelta(days=1), external_id="y1", is_active=False)
        new_prop(work, "Tomorrow", game_date=now + timedelta(days=1), external_id="t1")
