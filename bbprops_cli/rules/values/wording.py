"""Forms of English words that messages are made of."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

_IRREGULAR = {"put": "put", "read": "read", "reset": "reset", "set": "set", "tag": "tagged"}


def counted(number: int, noun: str) -> str:
    """A number with its noun, such as "3 slips", "1 slip" or "1,000 slips"; `noun` is the plural."""
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}"


def without_reference(counts: Mapping[str, int]) -> list[str]:
    """What happens to dependents that are kept, as one phrase; none if there are no such dependents."""
    kept = [counted(number, noun) for noun, number in counts.items() if number]
    return [f"{', '.join(kept)} kept without the reference"] * bool(kept)


def with_dependents(name: str, deleted: Sequence[str], kept: Sequence[str]) -> str:
    """What a deletion reports: `week-5 (also 3 props; 1 experiment, 2 slips kept without the reference)`."""
    parts = [f"also {', '.join(deleted)}"] * bool(deleted) + [*kept]
    return f"{name} ({'; '.join(parts)})" if parts else name


def past(verb: str) -> str:
    """The past tense of a verb that a command reports with, such as deleted for delete."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}ed"


def span(length: timedelta) -> str:
    """A length of time in its largest unit: `3 min`, `10 months`."""
    seconds = length.total_seconds()
    for unit, name in ((30 * 86400, "months"), (86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:,.0f} {name}"
    return f"{seconds:,.0f} s"


def size(number: int) -> str:
    """A number of bytes in its largest unit: `1.5 GB`."""
    for unit, name in ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if number >= unit:
            return f"{number / unit:,.1f} {name}"
    return f"{number} bytes"
