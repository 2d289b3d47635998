from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.experiments.caveats import RunSnapshot, caveats
from bbprops_cli.rules.experiments.status import require_step

NOON = datetime(2025, 10, 5, 12, tzinfo=UTC)


def held(digest: str | None, kickoff: timedelta = timedelta(hours=5)) -> RunSnapshot:
    return RunSnapshot("week-5", digest, NOON, NOON + kickoff)


@pytest.mark.parametrize(
    ("recorded", "snapshot", "expected"),
    [
        ("aa", held("aa"), []),
        (None, held("aa"), ["snapshot was not locked"]),
        (None, held(None), ["snapshot was not locked"]),
        ("aa", held(None), ["snapshot unlocked since"]),
        ("aa", held("bb"), ["snapshot changed since"]),
        ("aa", held("aa", timedelta(hours=-1)), ["snapshot from after kick-off"]),
        ("aa", None, ["snapshot gone"]),
        (None, None, ["no snapshot"]),
    ],
)
def test_what_to_be_careful_with(recorded: str | None, snapshot: RunSnapshot | None, expected: list[str]) -> None:
    assert list(caveats(recorded, snapshot)) == expected


@pytest.mark.parametrize(("before", "after"), [("draft", "running"), ("running", "failed"), ("failed", "running")])
def test_a_status_goes_on(before: str, after: str) -> None:
    require_step(before, after)
    require_step(before, before)


@pytest.mark.parametrize(("before", "after"), [("completed", "running"), ("running", "draft"), ("failed", "completed")])
def test_a_status_does_not_go_back(before: str, after: str) -> None:
    with pytest.raises(Conflict, match=f"an experiment that is {before} cannot become {after}"):
        require_step(before, after)
