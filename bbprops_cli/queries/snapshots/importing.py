"""A snapshot that comes from a file of canonical lines, with its own ids and times; on the driver's connection.

What was stored is read back and digested before the transaction ends: it has the file's SHA-256, or nothing is stored.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple
from uuid import UUID

from bbprops_cli.catalog import PROPS, SNAPSHOTS, ColumnType, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.errors import BBPropsError, Conflict, InvalidInput, Locked
from bbprops_cli.queries.snapshots.digest import compute
from bbprops_cli.queries.snapshots.lock import Candidate
from bbprops_cli.queries.snapshots.verify import LAST_EVENT
from bbprops_cli.rules.snapshots import canonical_lines, digest
from bbprops_cli.rules.snapshots.canonical_lines import Header, Values
from bbprops_cli.rules.values.storable import unstorable, unstorable_json


class Arrival(NamedTuple):
    """What came, or was there already."""

    candidate: Candidate
    sha256: str
    props: int
    is_new: bool


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


def arrive(db: Db, lines: Iterator[bytes], *, expected: str = "") -> Arrival:
    """Store the snapshot of these lines, unlocked; the same one already there is left alone.

    Raises InvalidInput for a damaged file, Conflict where its name or an id is taken, Locked where the content has
    another digest than the `expected` one, the one that it was locked with here, or the one that the file makes.
    """
    read = _Lines(lines)
    reading = iter(read)
    header = canonical_lines.read_header(next(reading, b""))
    candidate = _candidate(db, header)
    db.lock_key(candidate.id)  # two imports of one file come one after the other
    there, locked = _taken(db, candidate)
    if not there:
        _insert(db, header, reading)
    for _ in reading:  # what is there already is compared by its digest alone
        pass
    if expected and read.sha256 != expected:
        raise Locked(
            f"The file has the digest {read.sha256}, not {expected}; nothing was imported.",
            hint="Ask for the file again, or whose digest that is: bbprops snapshots history there tells.",
        )
    if not there:
        _require_whole(db, candidate, header, read)
    stored = compute(db, candidate.id)
    if stored.sha256 != read.sha256:
        raise _other_content(candidate, stored.sha256, read.sha256, there=there, locked=locked)
    return Arrival(candidate, *stored, is_new=not there)


def _other_content(candidate: Candidate, stored: str, read: str, *, there: bool, locked: bool) -> BBPropsError:
    if there:
        compare = f"verify {candidate.name} --against FILE" if locked else f"export {candidate.name} | diff - FILE"
        return Conflict(
            f"Snapshot {candidate.name} is there with other content; nothing was imported.",
            hint=f"Compare them: bbprops snapshots {compare}",
        )
    return Locked(
        f"The content has the digest {stored}, the file {read}; nothing was imported.",
        hint="The file is not as `snapshots export` wrote it: fetch it again.",
    )


def _candidate(db: Db, header: Header) -> Candidate:
    return Candidate(*_row(db, SNAPSHOTS, ("id", "snapshot_id"), header.snapshot, 1))


def _taken(db: Db, candidate: Candidate) -> tuple[bool, bool]:
    """Whether the snapshot is there, and is locked; raises Conflict when another one has its name."""
    found = db.rows(
        "SELECT id, snapshot_id, is_locked FROM snapshots WHERE id = %s OR snapshot_id = %s",
        (candidate.id, candidate.name),
    )
    for identifier, name, _ in found:
        if (str(identifier), name) != candidate:
            raise Conflict(
                f"Another snapshot has the name or the id of {candidate.name}; nothing was imported.",
                hint=f"Look with: bbprops snapshots show {name}",
            )
    return bool(found), any(locked for *_, locked in found)


def _require_whole(db: Db, candidate: Candidate, header: Header, read: _Lines) -> None:
    if read.props != header.props:
        raise Locked(
            f"The file says {header.props:,} props and holds {read.props:,}; nothing was imported.",
            hint="Fetch the file again.",
        )
    event = next(iter(db.rows(LAST_EVENT, (candidate.id,))), None)
    if event and event[0] == "lock" and event[1] != read.sha256:
        raise Locked(
            f"{candidate.name} was locked here with the digest {event[1]}, and the file has {read.sha256};"
            " nothing was imported."
        )


def _insert(db: Db, header: Header, reading: Iterator[bytes]) -> None:
    columns = digest.SNAPSHOT_COLUMNS
    row = _row(db, SNAPSHOTS, columns, header.snapshot, 1)
    db.run(f"INSERT INTO snapshots ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", row)
    db.dialect.prepare_load(db.cursor)
    own = header.snapshot["id"]
    rows = _rows(db, own, reading)
    db.insert("prop_markets", digest.PROP_COLUMNS, rows, null=token_hex(4))  # a text may be empty


def _rows(db: Db, own: str, reading: Iterator[bytes]) -> Iterator[Row]:
    for number, line in enumerate(reading, 2):
        prop = canonical_lines.read_prop(line, number)
        if prop["snapshot_id"] != own:
            raise InvalidInput(f"Line {number:,} belongs to another snapshot.", hint="Fetch the file again.")
        yield _row(db, PROPS, digest.PROP_COLUMNS, prop, number)


def _row(db: Db, noun: Noun, names: tuple[str, ...], values: Values, number: int) -> Row:
    kinds, row = _KINDS[noun.table], []
    for name in names:
        try:
            row.append(None if values[name] is None else _NATIVE[kinds[name]](db, values[name]))
        except (TypeError, ValueError, OverflowError, AttributeError, RecursionError) as error:
            reason = f"{name} is no {kinds[name]} that a snapshot can hold"
            raise InvalidInput(f"Line {number:,} is damaged: {reason}.", hint="Fetch the file again.") from error
    return tuple(row)


_KINDS = {noun.table: {column.name: column.type for column in noun.columns} for noun in (SNAPSHOTS, PROPS)}


def _text(_: Db, value: Any) -> str:
    if not isinstance(value, str) or unstorable(value):
        raise ValueError(value)
    return value


def _json(_: Db, value: Any) -> str:
    written = digest.digest_json(value)
    if unstorable_json(written):
        raise ValueError(value)
    return written


def _number(_: Db, value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError(value)
    return float(digest.number(value))


def _whole(_: Db, value: Any) -> int:
    if type(value) is not int or abs(value) >= 1 << 31:
        raise ValueError(value)
    return value


def _truth(_: Db, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


@lru_cache(maxsize=1 << 12)
def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


# As the driver takes them; what was spelled in another way has another digest afterwards.
_NATIVE: dict[ColumnType, Callable[[Db, Any], Any]] = {
    "text": _text,
    "json": _json,
    "float": _number,
    "int": _whole,
    "bool": _truth,
    "instant": lambda db, value: db.dialect.instant(_moment(value)),
    "uuid": lambda db, value: db.id(UUID(value)),
}
