"""The schema of this version of bbprops as text."""

from collections.abc import Callable

from bbprops_cli.db.connection.target import target
from bbprops_cli.db.schema import definition, page


def text(fmt: str) -> str:
    """The schema in one of three formats: sql (in the dialect of the database in use), mermaid or markdown."""
    return _FORMATS[fmt]()


def _sql() -> str:
    return "\n\n".join(definition.sql(target())) + "\n"


_FORMATS: dict[str, Callable[[], str]] = {"sql": _sql, "mermaid": definition.mermaid, "markdown": page.markdown}
