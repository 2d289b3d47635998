"""Export a snapshot as canonical lines."""

from hashlib import sha256
from typing import BinaryIO, NamedTuple

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.queries.snapshots import digest
from bbprops_cli.queries.snapshots.digest import Progress
from bbprops_cli.queries.snapshots.keys import resolve_one


class Exported(NamedTuple):
    """A snapshot as it was written: its digest, and the number of its props."""

    name: str
    sha256: str
    props: int


def export_to(reference: str, out: BinaryIO, progress: Progress) -> Exported:
    """Write a snapshot to `out`; raises NotFound, Ambiguous or NoCanonicalText."""
    # One state of the database: an unlocked snapshot may be changed during the export.
    with reading(isolation="REPEATABLE READ") as db:
        key = resolve_one(db, reference)
        hashed, props = sha256(), -1
        for line in digest.lines(db, key.id, progress):
            hashed.update(line)
            out.write(line)
            props += 1
    return Exported(key.name, hashed.hexdigest(), props)
