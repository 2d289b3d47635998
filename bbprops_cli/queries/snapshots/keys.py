"""Snapshots by id and name: what the references that a person types stand for."""

from collections.abc import Iterable
from typing import NamedTuple

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import references


class SnapshotKey(NamedTuple):
    """The id of a snapshot, as the driver binds and returns it, and its name."""

    id: str
    name: str


def resolve(db: Db, references_typed: Iterable[str]) -> list[SnapshotKey]:
    """The snapshots that these references mean, each once; raises NotFound or Ambiguous."""
    ids = dict.fromkeys(db.id(references.resolve(db, SNAPSHOTS, each)) for each in references_typed)
    rows = (db.rows("SELECT id, snapshot_id FROM snapshots WHERE id = %s", (identifier,)) for identifier in ids)
    return [SnapshotKey(str(identifier), name) for ((identifier, name),) in rows]


def resolve_one(db: Db, reference: str) -> SnapshotKey:
    """The snapshot that this reference means; raises NotFound or Ambiguous."""
    (key,) = resolve(db, [reference])
    return key
