"""What may be done to a database of which environment."""

from bbprops_cli.errors import Conflict


def is_production(mark: str) -> bool:
    """Whether a mark calls for care; a database without one counts as production."""
    return mark in {"production", ""}


def require_playground(mark: str) -> None:
    """Raise Conflict where invented rows have no place."""
    if is_production(mark):
        raise Conflict(
            f"The demo board does not belong here: this database {'is production' if mark else 'is not marked'}.",
            hint="Check DATABASE_URL; `bbprops db mark` says what a database is.",
        )


def require_expected(expected: str, mark: str) -> None:
    """Raise Conflict where the caller expects another environment than the database's own mark."""
    if expected and mark != expected:
        raise Conflict(
            f"BBPROPS_ENV says {expected}, but this database is marked {mark or 'not at all'}.",
            hint="Check DATABASE_URL, or BBPROPS_ENV.",
        )
