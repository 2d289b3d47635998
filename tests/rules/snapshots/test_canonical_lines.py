"""Canonical lines of a snapshot, read back and compared."""

import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.snapshots.canonical_lines import first_difference, read_header, read_prop
from bbprops_cli.rules.snapshots.digest import FORMAT, PROP_COLUMNS, SNAPSHOT_COLUMNS

SNAPSHOT = dict.fromkeys(SNAPSHOT_COLUMNS)
PROP = {**dict.fromkeys(PROP_COLUMNS), "id": "b", "player_name": "Ada Example", "market_type": "points", "line": 1.5}


def line(**values: Any) -> bytes:
    return json.dumps(values).encode()


def header(**changes: Any) -> bytes:
    return line(format=FORMAT, props=1, snapshot={**SNAPSHOT, **changes})


def prop(**changes: Any) -> bytes:
    return line(**{**PROP, **changes})


def test_the_header_and_the_props_of_an_export_are_read_back() -> None:
    assert read_header(header(league="NFL")) == ({**SNAPSHOT, "league": "NFL"}, 1)
    assert read_prop(prop(), 2) == PROP


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (b"{", "the file is not an export of a snapshot."),
        (line(format="other/1"), "the file is not an export of a snapshot."),
        (
            line(format="bbprops.snapshot/9"),
            "the file has the format bbprops.snapshot/9, which this version cannot read.",
        ),
        (line(format=FORMAT, props=1, snapshot={}), "line 1 of the file is damaged."),
    ],
)
def test_a_first_line_that_is_not_a_header_is_refused(first: bytes, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_header(first)
    assert str(refused.value) == message


@pytest.mark.parametrize("damaged", [b"{", line(id="b"), b"[" * 100_000])
def test_a_damaged_line_of_a_prop_is_named_by_its_number(damaged: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"^line 1,002 of the file is damaged\.$"):
        read_prop(damaged, 1002)


@pytest.mark.parametrize(
    ("ours", "theirs", "sentence"),
    [
        ([header(), prop()], [header(), prop()], ""),
        (
            [header(), prop()],
            [header(), prop(line=2.5)],
            "line of prop b (Ada Example, points) is 1.5 in the snapshot, 2.5 in the file",
        ),
        (
            [header()],
            [header(league="NFL", week=5)],
            'league of the snapshot is null in the snapshot, "NFL" in the file, and 1 more columns',
        ),
        ([header(), prop()], [header()], "prop b (Ada Example, points) is only in the snapshot"),
        ([header(), prop()], [header(), prop(id="a"), prop()], "prop a (Ada Example, points) is only in the file"),
        ([header()], [header() + b" "], "line 1 is spelled differently in the file"),
        ([header(), prop()], [header(), b"{"], "line 2 of the file is damaged"),
    ],
)
def test_the_first_line_that_differs_is_described(ours: list[bytes], theirs: list[bytes], sentence: str) -> None:
    assert first_difference(iter(ours), iter(theirs)) == sentence
