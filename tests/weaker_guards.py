"""Guards that are less than ours, on PostgreSQL: proof that a test of the real ones can fail."""

from tests.databases import Database

PROPS = "bbprops_guard_prop_markets"
NO_GATE = (PROPS, "cardinality(ids) <= 64", "false")
# By name: the function, what it says, and what it says instead.
WEAKER: dict[str, tuple[tuple[str, str, str], ...]] = {
    "none": ((PROPS, "ids := array_remove(ids, NULL)", "RETURN NULL"),),
    "only look": (NO_GATE, (PROPS, "FOR SHARE ", "")),
    "key share": (NO_GATE, (PROPS, "FOR SHARE ", "FOR KEY SHARE ")),  # what a foreign key takes
    "look, then lock": (NO_GATE, (PROPS, "(ids) ORDER", "(ids) AND s.is_locked ORDER")),
    "gate alone": ((PROPS, "FOR SHARE ", ""),),
    "locker of any level": (("bbprops_guard_snapshots", "<> 'read committed'", "= 'none at all'"),),
}


def weaken(database: Database, name: str) -> None:
    """Rewrite guards in the database."""
    for function, old, new in WEAKER[name]:
        ((text,),) = database.rows(f"SELECT pg_get_functiondef('{function}'::regproc)")
        assert old in text
        database.rows(text.replace(old, new))
