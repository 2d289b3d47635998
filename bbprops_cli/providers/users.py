"""Users from a file: CSV, JSON lines, or a JSON list; under our column names or the usual other ones."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bbprops_cli.catalog import USERS
from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import csv_cells as cells
from bbprops_cli.providers import csv_records, own_json, own_jsonl
from bbprops_cli.providers.csv_headers import fold_title
from bbprops_cli.providers.json_fields import BadField
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.prop import Reject

NOT_TOLD = ("id", "created_at", "updated_at", "last_login_at")  # what the database itself says of a user
COLUMNS = tuple(column.name for column in USERS.columns if column.name not in NOT_TOLD)
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
    """What one row says of a user; blank cells say nothing."""

    line: int
    values: dict[str, Any]
    row: dict[str, Any]


class UserFile:
    """The rows of a source, once; afterwards `unknown_headers` are the headers that mean nothing to us."""

    def __init__(self, source: Source, columns: Mapping[str, str]) -> None:
        for name in columns:
            if name not in COLUMNS:
                raise UsageError(f"--map: there is no column {name[:60]!r}.", hint=f"Columns: {', '.join(COLUMNS)}.")
        self.source, self.mapped = source, {fold_title(header): name for name, header in columns.items()}
        self.known = {alias: name for alias, name in ALIASES.items() if name not in columns} | self.mapped
        self.seen: dict[str, str] = {}

    @property
    def unknown_headers(self) -> list[str]:
        """Headers whose cells were not kept."""
        return sorted(header for key, header in self.seen.items() if key not in self.known)

    def __iter__(self) -> Iterator[UserRow | Reject]:
        for item in self._rows():
            if isinstance(item, Reject):
                yield item
                continue
            line, row = item
            try:
                yield UserRow(line, self._said(row), row)
            except BadField as error:
                yield Reject(self.source.label, line, error.field, str(error), row)
        if missing := self.mapped.keys() - self.seen.keys():
            raise InvalidInput(f"{self.source.label} has no column for --map {self.mapped[min(missing)]}.")

    def _rows(self) -> own_jsonl.Objects:
        start = self.source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start == b"{":
            return own_jsonl.objects(self.source)
        if start == b"[":
            return own_json.objects(own_json.items_of(self.source.document(), self.source.label), self.source.label)
        return self._csv()

    def _csv(self) -> own_jsonl.Objects:
        records = csv_records.records(self.source, self._recognised)
        _, header = next(records, (0, []))
        for line, row in records:
            if len(row) == len(header):
                yield line, dict(zip(header, row, strict=True))
            else:
                yield Reject(self.source.label, line, "row", f"has {len(row)} cells under {len(header)} headers", row)

    def _recognised(self, header: list[str]) -> int:
        return sum(fold_title(title) in self.known for title in header)

    def _said(self, row: dict[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for header, value in row.items():
            key = fold_title(header)
            self.seen.setdefault(key, header)
            name = self.known.get(key)
            blank = value is None or (isinstance(value, str) and not value.strip())
            if name and name not in said and not blank:
                said[name] = _read(name, value)
        return said


def _read(name: str, value: Any) -> Any:
    reader: Callable[[Any], Any] = READERS.get(name, _text)
    try:
        return reader(value)
    except ValueError as error:
        raise BadField(name, str(error)) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text")  # noqa: TRY004 - a fault of the row, not of the program
    return value.strip()


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise ValueError(f"{str(value)[:40]!r} is not a date or time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


READERS: dict[str, Callable[[Any], Any]] = {
    "subscription_tier": lambda value: _text(value).lower(),
    "subscription_status": lambda value: _text(value).lower(),
    "subscription_expires_at": _moment,
    "is_active": lambda value: value if isinstance(value, bool) else cells.truth(str(value)),
    "is_verified": lambda value: value if isinstance(value, bool) else cells.truth(str(value)),
    "user_metadata": lambda value: value if isinstance(value, dict) else cells.metadata(_text(value)),
}
