"""`users extend`, and lengths of time in `users update --expires`."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.commands.users.conftest import shown
from tests.conftest import Run

DAYS = timedelta(days=30)


def _end(run: Run, who: str) -> datetime:
    return datetime.fromisoformat(shown(run, who)["subscription_expires_at"])


@pytest.mark.parametrize(
    "args", [["extend", "bo@example.com", "30d"], ["update", "bo@example.com", "--expires", "+30d"]], ids=" ".join
)
def test_a_subscription_that_runs_is_extended_from_its_end(crowd: Run, args: list[str]) -> None:
    before = _end(crowd, "bo@example.com")

    result = crowd("users", *args)

    assert (result.exit_code, result.stdout) == (0, "")
    assert _end(crowd, "bo@example.com") == before + DAYS
    assert f"bo@example.com: subscription_expires_at {before:%a %Y-%m-%d %H:%M}" in result.stderr


@pytest.mark.parametrize("who", ["ana@example.com", "di@example.com"])
def test_a_subscription_that_has_ended_or_has_no_end_is_extended_from_now(crowd: Run, who: str) -> None:
    assert crowd("users", "extend", who, "30d").stderr.startswith(f"extended {who}: subscription_expires_at ")

    assert abs(_end(crowd, who) - datetime.now(UTC) - DAYS) < timedelta(minutes=5)


def test_a_dry_run_of_extend_says_the_new_end_and_keeps_the_old_one(crowd: Run) -> None:
    before = _end(crowd, "bo@example.com")

    result = crowd("users", "extend", "bo@example.com", "2w", "--dry-run")

    assert result.stderr.startswith("would extend bo@example.com: subscription_expires_at ")
    assert _end(crowd, "bo@example.com") == before


@pytest.mark.parametrize("time", ["-30d", "soon", "2026-01-31", ""])
def test_extend_takes_a_length_of_time_only(crowd: Run, time: str) -> None:
    result = crowd("users", "extend", "bo@example.com", "--", time)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not a length of time" in result.stderr
