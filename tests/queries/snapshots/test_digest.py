"""The digest of stored rows: equal on both databases, for hostile values and for any session settings."""

import json
from hashlib import sha256
from typing import Any

import pytest
from sqlmodel import Session

from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.session import driver_db
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import NotFound
from bbprops_cli.models import PropMarket, Snapshot
from bbprops_cli.queries.snapshots.digest import BATCH, compute, lines
from bbprops_cli.rules.snapshots import digest
from tests.databases import Database
from tests.rules import canonicaliser

SNAPSHOT = "0190163d-8694-77cf-bdef-6e7c1eafab0a"
EVENING = "2025-10-05T23:59:59.000001Z"
HOSTILE: list[dict[str, Any]] = [
    {"player_name": "Luka Dončić", "external_id": "é", "team": "", "line": -0.0, "odds": 1.9090909090909092},
    {"player_name": 'x"\\\n\t\x01\x7f\u2028\ufeff', "external_id": "e\u0301", "line": 1e-7, "game_date": EVENING},
    {"player_name": "'; DROP TABLE props; --%s", "external_id": "\U0001d49c", "line": 0.1, "under_odds": 1001.0},
    {"player_name": "\u202e[bold]", "external_id": "\uff3a", "line": 1e6, "is_active": False, "week": 0},
    {
        "player_name": "A" * 3000,
        "external_id": "deep",
        "line": 5e-324,
        "extra_metadata": {"\uff3a": [1.0, 1e20, 1.5, None, {"": "\u00a0"}], "\U0001d49c": -1e-9, "10": True, "9": {}},
    },
]
MOMENT = "2025-10-05T12:00:00.500000Z"


KEPT = {"id", "snapshot_id", "external_id"}
OTHERS = {
    **dict.fromkeys(("line", "odds", "under_odds", "week"), "3"),
    **dict.fromkeys(("created_at", "updated_at", "game_date"), "'2025-10-06 00:00:00'"),
    "extra_metadata": "'{}'",
    "is_active": "false",
}


def stored() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A snapshot with hostile props as JSON values; the props are not in the order of their ids."""
    defaults: dict[str, Any] = dict.fromkeys(digest.PROP_COLUMNS)
    defaults |= {"period": "full", "variant": "standard", "is_active": True, "extra_metadata": {}}
    defaults |= {"snapshot_id": SNAPSHOT, "league": "NFL", "market_type": "points", "platform": "manual"}
    defaults |= {"created_at": MOMENT, "updated_at": MOMENT}
    ids = [f"{first}190163d-8694-77cf-bdef-6e7c1eafab0b" for first in "9af01"]
    props = [{**defaults, "id": identifier, **values} for identifier, values in zip(ids, HOSTILE, strict=True)]
    snapshot = dict.fromkeys(digest.SNAPSHOT_COLUMNS) | {
        "id": SNAPSHOT,
        "snapshot_id": "nfl-wöche-5",
        "league": "NFL",
        "model_version": "v1.0.0",
        "config": {"b": 1, "a": [0.1, 2**53 - 1]},
        "tags": ["z", "a"],
        "created_at": MOMENT,
    }
    return snapshot, props


def text_of(snapshot: dict[str, Any], props: list[dict[str, Any]]) -> str:
    """The canonical text, written by another implementation."""
    head = {"format": "bbprops.snapshot/1", "props": len(props), "snapshot": snapshot}
    ordered = sorted(props, key=lambda prop: str(prop["id"]))
    return "".join(canonicaliser.write(each) + "\n" for each in [head, *ordered])


def fill(session: Session) -> str:
    snapshot, props = stored()
    session.add(Snapshot.model_validate(snapshot))
    session.flush()
    session.add_all(PropMarket.model_validate(prop) for prop in props)
    session.flush()
    return driver_db(session).id(SNAPSHOT)


def test_hostile_rows_have_one_text_on_both_databases(session: Session) -> None:
    identifier = fill(session)

    written = b"".join(lines(driver_db(session), identifier))

    assert written.decode() == text_of(*stored())


def test_the_digest_is_the_sha256_of_the_canonical_text(session: Session) -> None:
    identifier = fill(session)
    heard: list[tuple[int, int]] = []

    found = compute(driver_db(session), identifier, lambda done, total: heard.append((done, total)))

    assert found == (sha256(text_of(*stored()).encode()).hexdigest(), 5)
    assert heard == [(5, 5)]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_the_digest_does_not_depend_on_session_settings(session: Session) -> None:
    identifier = fill(session)
    db = driver_db(session)
    expected = compute(db, identifier)

    db.run(
        "SET LOCAL extra_float_digits = -15; SET LOCAL TIME ZONE 'Asia/Kolkata'; SET LOCAL datestyle = 'German, DMY'"
    )

    assert compute(db, identifier) == expected


def test_the_digest_covers_every_column(session: Session) -> None:
    identifier = fill(session)
    db = driver_db(session)
    seen = {compute(db, identifier).sha256}

    for name in digest.PROP_COLUMNS:
        if name not in KEPT:
            value = OTHERS.get(name, "'3'")
            db.run(f"UPDATE prop_markets SET {name} = {value} WHERE external_id = 'deep'")
            seen.add(compute(db, identifier).sha256)

    assert len(seen) == 1 + len(digest.PROP_COLUMNS) - len(KEPT)


def test_lines_of_several_batches_are_ordered_by_id(database: Database) -> None:
    with database.session() as work:
        snapshot = Snapshot(snapshot_id="large", league="NFL")
        work.add(snapshot)
        work.flush()
        rest: dict[str, Any] = {
            "league": "NFL",
            "player_name": "A",
            "market_type": "points",
            "line": 1.5,
            "platform": "manual",
        }
        work.add_all(PropMarket(snapshot_id=snapshot.id, **rest) for _ in range(BATCH + 1))
        identifier = dialect_named(database.kind).id(snapshot.id)

    with reading(parse(database.url)) as db:
        written = list(lines(db, identifier))

    ids = [json.loads(line)["id"] for line in written[1:]]
    assert (len(ids), ids) == (BATCH + 1, sorted(ids))
    assert json.loads(written[0])["props"] == len(ids)


def test_the_digest_of_a_deleted_snapshot_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="no longer exists"):
        compute((db := driver_db(session)), db.id(SNAPSHOT))
