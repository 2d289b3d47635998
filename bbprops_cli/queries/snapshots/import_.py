"""Store a snapshot from a file of canonical lines, with its own ids and times; on the driver's connection.

The stored rows are read back and digested before the transaction ends. Their digest is the SHA-256 of the file, or
nothing is stored.
"""

from collections.abc import Iterator
from hashlib import sha256
from secrets import token_hex
from typing import NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.errors import BBPropsError, Conflict, InvalidInput, Locked
from bbprops_cli.queries.snapshots import file_values
from bbprops_cli.queries.snapshots.digest import compute
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from bbprops_cli.queries.snapshots.verify import LAST_EVENT
from bbprops_cli.rules.snapshots import canonical_lines, digest
from bbprops_cli.rules.snapshots.canonical_lines import Header


class Stored(NamedTuple):
    """The snapshot of a file, and whether it was imported now or already existed."""

    key: SnapshotKey
    sha256: str
    props: int
    is_new: bool


class _Existing(NamedTuple):
    """Whether the database has the snapshot, and whether it is locked."""

    exists: bool
    locked: bool


class _Lines:
    """The lines of a file, hashed and counted as they are read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._hash, self.props = lines, sha256(), -1

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self._hash.update(line)
            self.props += 1
            yield line

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def store(db: Db, lines: Iterator[bytes], *, expected: str = "") -> Stored:
    """Store the snapshot of these lines, unlocked; a snapshot that already exists with this content is left as it is.

    Raises InvalidInput for a damaged file; Conflict when another snapshot has the name or an id; Locked when the digest
    is not the `expected` one, or not the one with which the log says that this snapshot was locked.
    """
    read = _Lines(lines)
    remaining = iter(read)
    header = canonical_lines.read_header(next(remaining, b""))
    key = SnapshotKey(*file_values.row(db, SNAPSHOTS, ("id", "snapshot_id"), header.snapshot, 1))
    db.lock_key(key.id)  # two imports of one file run one after the other
    existing = _existing(db, key)
    if not existing.exists:
        _insert(db, header, remaining)
    for _ in remaining:  # a snapshot that already exists is compared by its digest alone
        pass
    if expected and read.sha256 != expected:
        raise Locked(
            f"the file has the digest {read.sha256}, not {expected}; nothing was imported",
            hint="Fetch the file again, or compare with the source: bbprops snapshots history",
        )
    if not existing.exists:
        _require_whole(db, key, header, read)
    found = compute(db, key.id)
    if found.sha256 != read.sha256:
        raise _other_content(key, found.sha256, read.sha256, existing)
    return Stored(key, *found, is_new=not existing.exists)


def _existing(db: Db, key: SnapshotKey) -> _Existing:
    """Look the snapshot up; raises Conflict when another one has its name or id."""
    found = db.rows(
        "SELECT id, snapshot_id, is_locked FROM snapshots WHERE id = %s OR snapshot_id = %s", (key.id, key.name)
    )
    for identifier, name, _ in found:
        if (str(identifier), name) != key:
            raise Conflict(
                f"another snapshot has the name or the id of {key.name}; nothing was imported",
                hint=f"Look at it: bbprops snapshots show {name}",
            )
    return _Existing(bool(found), any(locked for *_, locked in found))


def _require_whole(db: Db, key: SnapshotKey, header: Header, read: _Lines) -> None:
    if read.props != header.props:
        raise Locked(
            f"the header says {header.props:,} props, but the file has {read.props:,}; nothing was imported",
            hint="Fetch the file again.",
        )
    event = next(iter(db.rows(LAST_EVENT, (key.id,))), None)
    if event and event[0] == "lock" and event[1] != read.sha256:
        raise Locked(
            f"{key.name} was locked here with the digest {event[1]}, but the file has {read.sha256};"
            " nothing was imported"
        )


def _other_content(key: SnapshotKey, stored: str, read: str, existing: _Existing) -> BBPropsError:
    if existing.exists:
        compare = f"verify {key.name} --against FILE" if existing.locked else f"export {key.name} | diff - FILE"
        return Conflict(
            f"snapshot {key.name} already exists with other content; nothing was imported",
            hint=f"Compare them: bbprops snapshots {compare}",
        )
    return Locked(
        f"the content has the digest {stored}, but the file has {read}; nothing was imported",
        hint="The file is not as `snapshots export` wrote it: fetch it again.",
    )


def _insert(db: Db, header: Header, remaining: Iterator[bytes]) -> None:
    columns = digest.SNAPSHOT_COLUMNS
    row = file_values.row(db, SNAPSHOTS, columns, header.snapshot, 1)
    db.run(f"INSERT INTO snapshots ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", row)
    db.dialect.prepare_load(db.cursor)
    rows = _prop_rows(db, str(header.snapshot["id"]), remaining)
    db.insert("prop_markets", digest.PROP_COLUMNS, rows, null=token_hex(4))  # a text may be empty


def _prop_rows(db: Db, snapshot_id: str, remaining: Iterator[bytes]) -> Iterator[Row]:
    for number, line in enumerate(remaining, 2):
        prop = canonical_lines.read_prop(line, number)
        if prop["snapshot_id"] != snapshot_id:
            raise InvalidInput(f"line {number:,} belongs to another snapshot", hint="Fetch the file again.")
        yield file_values.row(db, PROPS, digest.PROP_COLUMNS, prop, number)
