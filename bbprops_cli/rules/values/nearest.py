"""Suggestions for a mistyped name."""

from collections.abc import Iterable


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """` Did you mean …?` to append to a sentence; an empty string if no known name is similar."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(typed.lower()[:100], by_lower, n=3, cutoff=0.6)
    *others, last = [by_lower[name] for name in near] or [""]
    return f" Did you mean {', '.join(others)}{' or ' * bool(others)}{last}?" if near else ""
