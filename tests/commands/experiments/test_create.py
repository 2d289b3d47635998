import json

import pytest

from tests import snapshots
from tests.commands.experiments.conftest import Record, rows, shown
from tests.conftest import Run
from tests.databases import Database


def test_create_stores_the_digest_of_a_locked_snapshot(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)
    locked = snapshots.lock(database)

    found = shown(run, record("--snapshot", "week-5", "--metric", "roi=0.12", "--metric", "by.NFL.roi=0.1"))

    assert locked
    assert found["snapshot_sha256"] == locked.sha256
    assert (found["league"], found["week"], found["caveats"]) == ("NFL", 5, None)
    assert found["metrics"] == {"roi": 0.12, "by": {"NFL": {"roi": 0.1}}}


def test_create_on_an_unlocked_snapshot_gives_a_caveat(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)

    found = shown(run, record("--snapshot", "week-5"))

    assert (found["snapshot_sha256"], found["caveats"]) == (None, "snapshot was not locked")


def test_create_reads_json_and_fills_in_options(run: Run, record: Record) -> None:
    sent = [{"risk_mode": "aggressive", "metrics": {"roi": 0.2}}, {"risk_mode": "balanced", "league": "NBA", "week": 0}]

    result = run("experiments", "create", "--user", "ana", "--league", "NFL", "--week", "6", stdin=json.dumps(sent))

    assert result.exit_code == 0
    assert result.stderr.endswith("recorded 2 experiments\n")
    found = rows(run, "list", "--sort", "id")
    assert [(each["league"], each["week"]) for each in found] == [("NFL", 6), ("NBA", 0)]


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ('{"risk_mode": "balanced", "metrics": {"roi": NaN}}', 5, "NaN is not a JSON number"),
        ('{"risk_mode": "balanced", "metrics": {"roi": -Infinity}}', 5, "-Infinity is not a JSON number"),
        ('{"risk_mode": "balanced", "metrics": {"roi": 1e999}}', 5, "too large for a number"),
        ('{"risk_mode": "wild"}', 5, "risk_mode"),
        ('{"risk_mode": "balanced", "metrics": []}', 5, "metrics"),
        ('{"risk_mode": "balanced", "week": 99}', 5, "week"),
        ('{"risk_mode": "balanced", "metric": {}}', 5, "Did you mean metrics?"),
        ('{"risk_mode": "balanced", "name": "a\\u0000b"}', 5, "holds a NUL character"),
        ('{"risk_mode": "balanced", "timestamp": "yesterday"}', 5, "timestamp must be a valid datetime"),
        ('{"risk_mode": "balanced", "snapshot": "none"}', 3, "snapshot 'none' does not exist."),
        ("[1]", 5, "is not a JSON object"),
    ],
)
def test_create_says_why_a_document_is_refused(
    run: Run, record: Record, document: str, code: int, message: str
) -> None:
    result = run("experiments", "create", "--user", "ana", "--league", "NFL", stdin=document)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert rows(run, "list") == []


def test_create_reads_a_time_without_a_zone_as_utc(run: Run, record: Record) -> None:
    sent = [{"risk_mode": "balanced", "timestamp": text} for text in ("2025-10-05", "2025-10-05T10:30:00")]

    result = run("experiments", "create", "--user", "ana", "--league", "NFL", stdin=json.dumps(sent))

    assert result.exit_code == 0, result.stderr
    found = [each["timestamp"] for each in rows(run, "list", "--sort", "timestamp")]
    assert found == ["2025-10-05T00:00:00Z", "2025-10-05T10:30:00Z"]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--bankroll", "nan"], 5, "the experiment holds NaN or Infinity, which JSON does not allow."),
        (["--metric", "roi=inf"], 5, "is not a JSON number"),
        (["no-such.json"], 3, "no-such.json: no such file"),
        (["--status", "done"], 2, "'done' is not one of 'draft', 'running', 'completed', 'failed'."),
    ],
)
def test_create_says_why_an_option_is_refused(
    run: Run, record: Record, args: list[str], code: int, message: str
) -> None:
    result = run("experiments", "create", "--user", "ana", "--league", "NFL", "--risk-mode", "balanced", *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert rows(run, "list") == []
