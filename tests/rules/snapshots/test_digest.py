"""Canonical lines: equal content gives equal bytes, from either database."""

import json
import math
import struct
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bbprops_cli.errors import InvalidInput
from bbprops_cli.models import PropMarket, Snapshot
from bbprops_cli.rules.snapshots import digest
from tests.rules import canonicaliser

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(10**30), 10**30)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
LOCKING = {"is_locked", "lock_at", "locked_at", "locked_by", "content_format", "content_sha256", "content_props"}
# Appendix B of RFC 8785: the bits of a double, and how it is written.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}
ID, OTHER = "0190163d-8694-77cf-bdef-6e7c1eafab0a", "0190163d869477cfbdef6e7c1eafab0b"
PROP: dict[str, Any] = {
    **dict.fromkeys(digest.PROP_COLUMNS),
    "created_at": "2025-10-05 17:00:00+00",
    "external_id": 'x"1"',
    "extra_metadata": '{"b": 1.50, "a": [1e2, null, true], "é": "\\u00e9"}',
    "game_date": "2025-10-05 17:00:00.120000",
    "id": OTHER,
    "is_active": 1,
    "league": "NFL",
    "line": -7.0,
    "market_type": "spread",
    "odds": 1.91,
    "period": "full",
    "platform": "manual",
    "player_name": "Luka Dončić\n",
    "snapshot_id": ID,
    "updated_at": "2025-10-05 19:00:00.000001+02",
    "variant": "standard",
    "week": 5,
}
# Written by hand.
LINE = (
    '{"created_at":"2025-10-05T17:00:00.000000Z","external_id":"x\\"1\\"",'
    '"extra_metadata":{"a":[100,null,true],"b":1.5,"é":"é"},"game_date":"2025-10-05T17:00:00.120000Z","game_id":null,'
    '"id":"0190163d-8694-77cf-bdef-6e7c1eafab0b","is_active":true,"league":"NFL","line":-7,"market_type":"spread",'
    '"odds":1.91,"opponent":null,"period":"full","platform":"manual","player_id":null,"player_name":"Luka Dončić\\n",'
    '"position":null,"season":null,"snapshot_id":"0190163d-8694-77cf-bdef-6e7c1eafab0a","stat_category":null,'
    '"team":null,"under_odds":null,"updated_at":"2025-10-05T17:00:00.000001Z","variant":"standard","week":5}\n'
)


def line(**values: Any) -> str:
    return digest.prop(list({**PROP, **values}.values())).decode()


def test_the_line_of_a_prop_equals_one_written_by_hand() -> None:
    assert line() == LINE


def test_the_header_of_a_snapshot_equals_one_written_by_hand() -> None:
    values = {"config": "{}", "created_at": "2025-10-05 17:00:00", "id": ID, "league": "NFL", "tags": '["b", "a"]'}
    row = [values.get(name) for name in digest.SNAPSHOT_COLUMNS]

    assert digest.header(row, 2).decode() == (
        '{"format":"bbprops.snapshot/1","props":2,"snapshot":{"config":{},"created_at":"2025-10-05T17:00:00.000000Z",'
        f'"description":null,"features_path":null,"game_date":null,"id":"{ID}","league":"NFL","model_version":null,'
        '"name":null,"season":null,"snapshot_id":null,"tags":["b","a"],"week":null}}\n'
    )


def test_a_digest_covers_every_column_except_those_of_the_lock() -> None:
    assert sorted(PropMarket.__table__.columns.keys()) == list(digest.PROP_COLUMNS)  # type: ignore[attr-defined] # SQLModel hides it
    assert sorted(set(Snapshot.__table__.columns.keys()) - LOCKING) == list(digest.SNAPSHOT_COLUMNS)  # type: ignore[attr-defined] # SQLModel hides it


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_written_as_in_appendix_b_of_rfc_8785(bits: str, text: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))

    assert digest.number(value) == text
    assert canonicaliser.write(value) == text


@given(JSON)
@example(2.0**-24)  # its nearest decimal of 16 digits does not read back, the next one does
def test_json_is_written_as_a_second_implementation_of_rfc_8785_writes_it(value: Any) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        written = line(extra_metadata=text)

        assert f'"extra_metadata":{canonicaliser.write(value)},"game_date"' in written


@given(st.floats(allow_nan=False, allow_infinity=False), TEXTS)
def test_columns_are_written_as_a_second_implementation_of_rfc_8785_writes_them(value: float, text: str) -> None:
    written = line(line=value, player_name=text)

    assert f'"line":{canonicaliser.write(value)},' in written
    assert f'"player_name":{canonicaliser.write(text)},' in written


ZONES = [UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))]


@given(st.datetimes(min_value=datetime(2, 1, 1), timezones=st.sampled_from(ZONES)), st.sampled_from(" T"))  # noqa: DTZ001 - hypothesis wants it so
def test_a_time_in_any_zone_has_one_canonical_text(moment: datetime, between: str) -> None:
    expected = moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00")

    assert f'"game_date":"{expected}Z",' in line(game_date=moment.isoformat(between))


def test_two_spellings_of_one_value_have_one_canonical_text() -> None:
    assert len({line(extra_metadata=f'{{"a": {text}}}') for text in ("1", "1.0", "1e0", "10e-1", "1.00")}) == 1
    assert len({line(id=text) for text in (OTHER, "0190163d-8694-77cf-bdef-6e7c1eafab0b")}) == 1
    assert (
        len({line(game_date=f"2025-10-05 {text}") for text in ("17:00:00+00", "17:00:00.000000", "12:00:00-05")}) == 1
    )
    assert len({line(is_active=value) for value in (True, 1)}) == 1


def test_keys_of_canonical_json_are_sorted_by_utf16_units() -> None:
    assert '{"\U0001d49c":1,"\uff3a":2}' in line(extra_metadata='{"\uff3a": 2, "\U0001d49c": 1}')
    assert '{"\U0001d49c":1,"\uff3a":2}' in line(extra_metadata='{"\\uff3a": 2, "\\ud835\\udc9c": 1}')


@pytest.mark.parametrize("text", ["e\u0301", "é", "", " ", "\x7f", "\u2028"])
def test_text_in_a_digest_is_neither_normalised_nor_trimmed(text: str) -> None:
    assert f'"team":"{text}",' in line(team=text)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("line", math.nan),
        ("line", math.inf),
        ("line", "7.5"),
        ("week", 10**400),
        ("extra_metadata", '{"a": 1e999}'),
        ("extra_metadata", '{"a": NaN}'),
        ("extra_metadata", f'{{"a": {"9" * 400}}}'),
        ("extra_metadata", '{"a": "\\ud800"}'),
        ("extra_metadata", '{"\\udfff": 1}'),
        ("extra_metadata", "[" * 100_000 + "]" * 100_000),
        ("extra_metadata", b"{}"),
        ("player_name", "\ud800"),
        ("player_name", b"Ada"),
        ("is_active", 2),
        ("game_date", "infinity"),
        ("game_date", "2025-02-30 17:00:00+00"),
        ("game_date", "2025-10-05 25:00:00"),
        ("game_date", "0044-03-15 00:00:00+00 BC"),
        ("game_date", 20251005),
        ("snapshot_id", "0190163D-8694-77CF-BDEF-6E7C1EAFAB0A"),
        ("snapshot_id", "week-5"),
    ],
)
def test_a_value_without_a_canonical_text_is_named_in_the_error(column: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match=rf"^{column} of {OTHER} holds .* which has no canonical text\.$"):
        line(**{column: value})
