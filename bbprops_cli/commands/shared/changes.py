"""What an update changed, as old → new."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bbprops_cli.tasks.reader_time import in_words

Changed = Mapping[str, tuple[object, object]]
NOTHING = "nothing"
_MISSING = object()


def described(changed: Changed) -> str:
    """Each column with its value before and after; of a JSON object, each member that differs."""
    return ", ".join(_parts(changed))


def _parts(changed: Changed) -> Iterator[str]:
    for name, (old, new) in changed.items():
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _parts(_members(name, old, new))
        else:
            yield f"{name} {_shown(old)} → {_shown(new)}"


def _members(name: str, old: Mapping[str, object], new: Mapping[str, object]) -> Changed:
    pairs = ((key, old.get(key, _MISSING), new.get(key, _MISSING)) for key in {**old, **new})
    return {f"{name}.{key}": (before, after) for key, before, after in pairs if before != after}


def _shown(value: object) -> str:
    if value is None or value is _MISSING or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return in_words(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)
