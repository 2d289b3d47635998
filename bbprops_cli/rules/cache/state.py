"""Whether what is kept in the cache is still true."""

from typing import Any, NamedTuple


class State(NamedTuple):
    """`fresh`, `stale`, `orphan`, or for keys that hold no answer `ours` or `foreign`; and why."""

    state: str
    reason: str


OTHERS = {
    "": State("foreign", "it does not begin with REDIS_KEY_PREFIX, and bbprops leaves it alone"),
    "generation": State("ours", "answers that were made under another token than this one are not served"),
    "lock": State("ours", "somebody computes an answer; it ends by itself within three seconds"),
}


def judge(*, is_answer: bool, generation_is_current: bool, topic: str, kept: Any, stored: Any) -> State:
    """Compare an answer with what the database gives now; `stored` is None where nothing there answers to its name."""
    if not is_answer:
        return State("orphan", "nobody reads it: it is no answer of this version")
    if not generation_is_current:
        return State("stale", f"it is not served any more: {topic} changed after it was made, or its generation ended")
    if stored is None:
        return State("fresh", f"nothing that {topic} counts on has changed; only boards are compared with the database")
    if kept == stored:
        return State("fresh", f"it says what the database says: {_props(stored)}")
    if not stored:
        return State("orphan", f"the database has nothing for it, and it says {_props(kept)}; nobody told the cache")
    return State("stale", f"it is served, and the database says otherwise: {_props(stored)}; nobody told the cache")


def _props(value: Any) -> str:
    if not isinstance(value, list):
        return "something else"
    return "no props" if not value else f"{len(value):,} {'prop' if len(value) == 1 else 'props'}"
