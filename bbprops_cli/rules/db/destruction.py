"""Which statements of a migration destroy data."""

import re

# Strings and comments are not run, nor is the body of a function, which is only stored.
_NOISE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAME = r"(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?[\w.\"]+"
_LOSSES = re.compile(
    rf"""
    DROP\s+(?:TABLE|SCHEMA|MATERIALIZED\s+VIEW|DATABASE)\s+{_NAME}
    | ALTER\s+TABLE\s+{_NAME}\s[^;]*?
      (?:DROP\s+COLUMN\s+{_NAME} | ALTER\s+(?:COLUMN\s+)?{_NAME}\s+(?:SET\s+DATA\s+)?TYPE\s+[^;,]+)
    | TRUNCATE\s+[^;]+
    | DELETE\s+FROM\s+{_NAME}
    | (?<!ON\ )(?<!DO\ )(?<!FOR\ )UPDATE\s+{_NAME}(?=\s+SET\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def losses(statement: str) -> list[str]:
    """The parts of a statement that drop, delete, overwrite or convert data, except in the table of Alembic."""
    text = " ".join(_NOISE.sub(" ", statement).split())
    if re.match(r"CREATE\b", text, re.IGNORECASE):
        return []
    return [loss for loss in (found[0].strip() for found in _LOSSES.finditer(text)) if "alembic_version" not in loss]
