"""Whatever JSON is sent, a slip, an experiment or a user is stored or refused with a sentence; and then it is shown."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session

from bbprops_cli.db.connection.session import driver_db
from bbprops_cli.errors import BBPropsError
from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.experiments import changes, differences, runs, selection, stats
from bbprops_cli.queries.experiments.groups import group_columns
from bbprops_cli.queries.slips import contradictions
from bbprops_cli.queries.slips.creation import SlipDefaults, create_all
from bbprops_cli.queries.slips.selection import SlipChoice, request
from bbprops_cli.queries.users import changes as user_changes
from bbprops_cli.rules.values import json_document
from tests.factories import new_leg, new_snapshot, new_user

ODD: list[Any] = [
    *(None, True, 0, -1, 1.5, 1e308, 10**30, -(10**400), "", " ", "x", "NaN", "1e999", "a\0b", "\ud800", "é😀" * 200),
    *([], [1], [[]], [[1, 2], [3]], {}, {"a": 1}, {"": {}}, {"matrix": "x"}, {"matrix": [[1]]}, {"matrix": [1]}),
    *({"matrix": [["a"]]}, {"matrix": [[True]]}, "2025-13-01", "2025-10-05", 99999999999999, "٣", "1_0", "100%"),
    *("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
]
SLIP: dict[str, Any] = {
    "user": "ana@example.com", "snapshot": "week-5", "ev": 1.1, "payout": 3, "variance": 1, "var_95": 1, "stake": 1,
    "name": "n", "notes": "n", "platform": "p", "tags": ["a"], "league": "NFL", "correlations": [[1]],
    "legs": [
        new_leg(odds=1.9, american_odds=-110, probability=0.6, multiplier=1.1, game_date="2025-10-05", result="won",
                prop_id="01a00000-0000-7000-8000-000000000001"),
    ],
}  # fmt: skip
RUN: dict[str, Any] = {
    "user": "ana@example.com", "snapshot": "week-5", "timestamp": "2025-10-05", "week": 5, "league": "NFL",
    "risk_mode": "balanced", "bankroll": 1, "num_props": 1, "num_slips": 1, "metrics": {"roi": 0.1, "a": {"b": 1}},
    "name": "n", "description": "d", "status": "completed",
}  # fmt: skip
USER: dict[str, Any] = {
    "email": "bo@example.com", "clerk_user_id": "c", "supabase_user_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "username": "bo", "full_name": "Bo", "subscription_tier": "pro", "subscription_status": "active",
    "subscription_expires_at": "2025-10-05", "is_active": True, "is_verified": False, "user_metadata": {"a": 1},
}  # fmt: skip


def spoiled(document: dict[str, Any]) -> Iterator[Any]:
    """The document with each value of it in turn replaced by each odd one, as far as JSON that we read can say it."""
    for steps in _places(document):
        for odd in ODD:
            made = copy.deepcopy(document)
            container: Any = made
            for step in steps[:-1]:
                container = container[step]
            container[steps[-1]] = odd
            try:
                yield from json_document.read(json.dumps(made), "stdin")
            except BBPropsError:
                assert isinstance(odd, int), odd


def _places(node: Any) -> Iterator[tuple[Any, ...]]:
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield (key,)
        yield from ((key, *deeper) for deeper in _places(node[key]))


@pytest.fixture(autouse=True)
def ana(session: Session) -> None:
    new_user(session, "ana@example.com")
    new_snapshot(session, "week-5")


def store(session: Session, kind: str, what: str, document: Any) -> None:
    db = driver_db(session)
    if what == "slips":
        create_all(session, db, [document], SlipDefaults({}, "", utc_now().date()))
    elif what == "experiments":
        changes.record(session, db, document, {})
    else:
        user_changes.create(session, document)
    session.flush()


@pytest.mark.slow
@pytest.mark.parametrize(("what", "document"), [("slips", SLIP), ("experiments", RUN), ("users", USER)])
def test_hostile_json_is_stored_or_refused(session: Session, kind: str, what: str, document: dict[str, Any]) -> None:
    stored = 0
    for each in spoiled(document):
        moment = session.begin_nested()
        try:
            store(session, kind, what, each)
        except BBPropsError:
            moment.rollback()
        else:
            stored += 1
            moment.rollback() if what == "users" else moment.commit()  # of users there can only be one of each name

    assert stored > 50
    db = driver_db(session)
    if what == "slips":
        contradictions.find(db, request(db, SlipChoice()))
    if what == "experiments":
        found = runs.find(db, selection.request(db, selection.ExperimentChoice()))
        assert differences.find(found, found[0], everything=True)
        assert stats.by_group(found, "roi", group_columns("league"))[1]
