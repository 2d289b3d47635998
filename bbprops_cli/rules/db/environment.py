"""What is allowed on a database, by its environment label."""

from bbprops_cli.errors import Conflict


def is_production(label: str) -> bool:
    """Whether an environment label means production; a database without a label counts as production."""
    return label in {"production", ""}


def require_playground(label: str) -> None:
    """Raise Conflict for a production database, in which invented rows have no place."""
    if is_production(label):
        raise Conflict(
            f"cannot create the demo board: this database {'is production' if label else 'has no environment label'}.",
            hint="Check DATABASE_URL, or set the label with `bbprops db environment`.",
        )


def require_expected(expected: str, label: str) -> None:
    """Raise Conflict if an environment is expected and the label of the database is another one."""
    if expected and label != expected:
        has = f"has the environment label {label}" if label else "has no environment label"
        raise Conflict(
            f"BBPROPS_ENV is {expected}, but this database {has}.",
            hint="Check DATABASE_URL, or BBPROPS_ENV.",
        )
