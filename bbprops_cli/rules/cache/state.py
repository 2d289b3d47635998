"""Whether a cached answer is still true."""

from typing import NamedTuple


class State(NamedTuple):
    """`fresh`, `stale` or `orphan` for an answer, `ours` or `foreign` for other keys; and the reason."""

    state: str
    reason: str


OTHER_KEYS = {
    "": State("foreign", "the key does not begin with REDIS_KEY_PREFIX; bbprops does not touch it"),
    "generation": State("ours", "the version of a cache tag; answers computed under another version are not served"),
    "lock": State("ours", "a process computes an answer; the lock expires within three seconds"),
}


def judge(*, is_answer: bool, version_is_current: bool, tag: str, cached: object, stored: object) -> State:
    """The state of an answer, compared with the answer that the database gives now.

    `cached` is the answer in the cache, `stored` the answer of the database, None for an answer that is not a board.
    """
    if not is_answer:
        return State("orphan", "it is not an answer of this version of bbprops, and is not read")
    if not version_is_current:
        return State("stale", f"it is not served: {tag} was invalidated after the answer was computed")
    if stored is None:
        return State("fresh", f"{tag} was not invalidated since; only boards are compared with the database")
    if cached == stored:
        return State("fresh", f"it agrees with the database: {_props(stored)}")
    if not stored:
        return State(
            "orphan", f"it holds {_props(cached)}, and the database has none; the change did not invalidate {tag}"
        )
    return State("stale", f"it is served, but the database has {_props(stored)}; the change did not invalidate {tag}")


def _props(value: object) -> str:
    if not isinstance(value, list):
        return "another answer"
    return "no props" if not value else f"{len(value):,} {'prop' if len(value) == 1 else 'props'}"
