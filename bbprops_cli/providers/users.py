"""Users from a file: CSV, JSON lines or a JSON list, under our column names or common other ones."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bbprops_cli.catalog import USERS
from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import csv_cells as cells
from bbprops_cli.providers import csv_records, own_json, own_jsonl
from bbprops_cli.providers.csv_headers import fold_title
from bbprops_cli.providers.json_fields import BadField
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.prop import Reject
from bbprops_cli.rules.values.typed_time import parse_iso

NOT_IMPORTED = ("id", "created_at", "updated_at", "last_login_at")  # only the database sets these
COLUMNS = tuple(column.name for column in USERS.columns if column.name not in NOT_IMPORTED)
# By folded title.
ALIASES = {
    "clerkid": "clerk_user_id",
    "supabaseid": "supabase_user_id",
    "emailaddress": "email",
    "primaryemailaddress": "email",
    "name": "full_name",
    "tier": "subscription_tier",
    "status": "subscription_status",
    "expires": "subscription_expires_at",
    "expiresat": "subscription_expires_at",
    "active": "is_active",
    "verified": "is_verified",
    "metadata": "user_metadata",
    **{fold_title(name): name for name in COLUMNS},
}


class UserRow(NamedTuple):
    """The values of one row by our column names, without blank cells; `line` is where the row is in the file."""

    line: int
    values: dict[str, Any]
    row: dict[str, Any]


class UserFile:
    """The rows of a source and rejects; iterate once. Afterwards, `unknown_headers` are the titles of no column.

    `columns` maps our columns to titles of the file, as --map does. Raises UsageError for a column that does not
    exist; iterating raises InvalidInput for a title that the file does not have.
    """

    def __init__(self, source: Source, columns: Mapping[str, str]) -> None:
        for name in columns:
            if name not in COLUMNS:
                reason = f"--map: column {name[:60]!r} does not exist"
                raise UsageError(reason, hint=f"Choose one of {', '.join(COLUMNS)}.")
        self.source = source
        self._mapped = {fold_title(title): name for name, title in columns.items()}
        self._known = {title: name for title, name in ALIASES.items() if name not in columns} | self._mapped
        self._seen: dict[str, str] = {}  # titles of the file by folded title

    @property
    def unknown_headers(self) -> list[str]:
        """Titles whose cells were not imported."""
        return sorted(title for folded, title in self._seen.items() if folded not in self._known)

    def __iter__(self) -> Iterator[UserRow | Reject]:
        for item in self._rows():
            if isinstance(item, Reject):
                yield item
                continue
            line, row = item
            try:
                yield UserRow(line, self._values(row), row)
            except BadField as error:
                yield Reject(self.source.label, line, error.field, str(error), row)
        if missing := self._mapped.keys() - self._seen.keys():
            raise InvalidInput(f"{self.source.label} has no column for --map {self._mapped[min(missing)]}")

    def _rows(self) -> own_jsonl.Objects:
        start = self.source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start == b"{":
            return own_jsonl.objects(self.source)
        if start == b"[":
            return own_json.objects(own_json.items_of(self.source.document(), self.source.label), self.source.label)
        return self._csv()

    def _csv(self) -> own_jsonl.Objects:
        records = csv_records.records(self.source, self._known_titles)
        _, header = next(records, (0, []))
        for line, row in records:
            if len(row) == len(header):
                yield line, dict(zip(header, row, strict=True))
            else:
                reason = f"has {len(row)} cells, but the header has {len(header)}"
                yield Reject(self.source.label, line, "row", reason, row)

    def _known_titles(self, header: list[str]) -> int:
        return sum(fold_title(title) in self._known for title in header)

    def _values(self, row: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for title, value in row.items():
            folded = fold_title(title)
            self._seen.setdefault(folded, title)
            name = self._known.get(folded)
            is_blank = value is None or (isinstance(value, str) and not value.strip())
            if name and name not in values and not is_blank:
                values[name] = _read(name, value)
        return values


def _read(name: str, value: object) -> object:
    reader: Callable[[Any], Any] = READERS.get(name, _text)
    try:
        return reader(value)
    except ValueError as error:
        raise BadField(name, str(error)) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text")  # noqa: TRY004 - a fault of the row, not of the program
    return value.strip()


def _time(value: object) -> datetime:
    """An ISO 8601 date or time in UTC; without a zone it is in UTC."""
    try:
        return parse_iso(_text(value))
    except (ValueError, OverflowError):
        raise ValueError(f"{str(value)[:40]!r} is not a date or time") from None


READERS: dict[str, Callable[[Any], Any]] = {
    "subscription_tier": lambda value: _text(value).lower(),
    "subscription_status": lambda value: _text(value).lower(),
    "subscription_expires_at": _time,
    "is_active": lambda value: value if isinstance(value, bool) else cells.truth(str(value)),
    "is_verified": lambda value: value if isinstance(value, bool) else cells.truth(str(value)),
    "user_metadata": lambda value: value if isinstance(value, dict) else cells.metadata(_text(value)),
}
