"""Delete old inactive props, once a person has agreed to their number."""

from datetime import datetime
from typing import NamedTuple

from bbprops_cli.clock import machine_time
from bbprops_cli.db.connection import environment
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.clock import require_clock
from bbprops_cli.queries.db import prune
from bbprops_cli.rules.cache.keys import league_tags
from bbprops_cli.rules.values.typed_time import parse_past


class Plan(NamedTuple):
    """Props to delete, by platform and league; the database that holds them, and its environment label."""

    where: Target
    environment: str
    before: datetime
    boards: prune.ByBoard

    @property
    def total(self) -> int:
        """Number of props to delete."""
        return sum(self.boards.values())

    @property
    def parts(self) -> list[str]:
        """The numbers in words, one line each."""
        boards = [f"  {' '.join(board)}: {rows:,}" for board, rows in self.boards.items()]
        return [f"prop_markets: {self.total:,} rows", *boards]


def plan(older_than: str) -> Plan:
    """What would be deleted by the clock of the server; raises UsageError for a time in the future.

    Raises Conflict if the clock of this machine cannot be trusted.
    """
    _past(older_than, machine_time())  # a typing error is reported without a connection
    where = target()
    with reading(where) as db:
        require_clock(db)
        before = _past(older_than, db.now())
        return Plan(where, environment.read_from_driver(db), before, prune.count(db, before))


def _past(older_than: str, now: datetime) -> datetime:
    before = parse_past(older_than, now, option="--older-than")
    if before > now:
        raise UsageError(f"--older-than {older_than!r} is in the future", hint="Write 90d for 90 days ago.")
    return before


def carry_out(planned: Plan, *, dry_run: bool) -> int:
    """Delete the props in one transaction; how many were deleted."""
    tags = league_tags(league for _, league in planned.boards)
    with writing(planned.where, dry_run=dry_run, touches=tags) as db:
        return prune.delete(db, planned.before)
