"""What an update changed, in words."""

from datetime import UTC, datetime

from bbprops_cli.commands.shared.changes import described


def test_values_are_shown_before_and_after() -> None:
    changed = {"line": (7.0, 7.5), "team": (None, "KC"), "is_verified": (False, True), "tags": (["a"], ["a", "b"])}

    assert described(changed) == "line 7 → 7.5, team nothing → KC, is_verified no → yes, tags a → a, b"


def test_of_a_json_object_only_the_members_that_differ_are_shown() -> None:
    before = {"roi": 0.1, "by_platform": {"prizepicks": 1, "underdog": 2}, "gone": 3, "same": 4}
    after = {"roi": 0.2, "by_platform": {"prizepicks": 5, "underdog": 2}, "same": 4}

    assert described({"metrics": (before, after)}) == (
        "metrics.roi 0.1 → 0.2, metrics.by_platform.prizepicks 1 → 5, metrics.gone 3 → nothing"
    )


def test_times_are_shown_with_their_zone() -> None:
    assert described({"lock_at": (None, datetime(2025, 10, 5, 17, tzinfo=UTC))}) == (
        "lock_at nothing → Sun 2025-10-05 17:00 UTC"
    )
