"""Rows of any noun that are to be removed: found with their dependents, and deleted once a person has agreed."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from bbprops_cli.catalog import Noun
from bbprops_cli.db.connection.target import Target
from bbprops_cli.queries.records import Held


class Found(NamedTuple):
    """Rows with their dependents, the database that holds them, and its environment label."""

    where: Target
    environment: str
    held: Held


def find(noun: Noun, references: Sequence[str]) -> Found:
    """The rows that these references name; raises NotFound or Ambiguous."""
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries import records

    where = target()
    with reading(where) as (db):
        return Found(where, environment.read_from_driver(db), records.held(db, noun, references))


def delete(found: Found, *, touches: Collection[str], dry_run: bool) -> None:
    """Delete the rows in one transaction, again after a deadlock; raises Conflict when they have changed since.

    `touches` are the cache tags to invalidate.
    """
    from bbprops_cli.db.connection.retry import retried
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries import records

    def delete_once() -> None:
        with writing(found.where, dry_run=dry_run, touches=touches) as (db):
            records.delete(db, found.held)

    retried(delete_once)
