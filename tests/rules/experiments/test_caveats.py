"""Caveats of an experiment."""

from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.rules.experiments.caveats import RunSnapshot, caveats

NOON = datetime(2025, 10, 5, 12, tzinfo=UTC)


def snapshot_of(digest: str | None, kickoff: timedelta = timedelta(hours=5)) -> RunSnapshot:
    return RunSnapshot("week-5", digest, NOON, NOON + kickoff)


@pytest.mark.parametrize(
    ("recorded", "snapshot", "expected"),
    [
        ("aa", snapshot_of("aa"), []),
        (None, snapshot_of("aa"), ["snapshot was not locked"]),
        (None, snapshot_of(None), ["snapshot was not locked"]),
        ("aa", snapshot_of(None), ["snapshot unlocked since"]),
        ("aa", snapshot_of("bb"), ["snapshot changed since"]),
        ("aa", snapshot_of("aa", timedelta(hours=-1)), ["snapshot created after kick-off"]),
        ("aa", None, ["snapshot deleted"]),
        (None, None, ["no snapshot"]),
    ],
)
def test_a_run_has_the_caveats_of_its_snapshot(
    recorded: str | None, snapshot: RunSnapshot | None, expected: list[str]
) -> None:
    assert list(caveats(recorded, snapshot)) == expected
