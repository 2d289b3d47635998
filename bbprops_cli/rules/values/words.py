"""Words that files and people use for true and false, and for the two sides of a line: one table for each.

The keys of the tables are lower-case; `truth` and `side` also ignore case and the spaces around a word.
"""

from typing import Literal

Side = Literal["over", "under"]

# The words that PostgreSQL takes for a boolean, and 1.0 and 0.0, as pandas writes a column of 1, 0 and blanks.
TRUTH: dict[str, bool] = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1", "1.0"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0", "0.0"), False),
}

# In a cell or a value that can only be a side. A yes/no market has its yes where others have their over.
SIDES: dict[str, Side] = {
    **dict.fromkeys(("over", "o", "more", "higher", "yes"), "over"),
    **dict.fromkeys(("under", "u", "less", "lower", "no"), "under"),
}

# In the header of a column, where `yes`, `no`, `more` or `less` may be part of a name, such as Novig or No Vig.
HEADER_SIDES: dict[str, Side] = {word: SIDES[word] for word in ("over", "o", "under", "u")}


def truth(text: str) -> bool:
    """The boolean that a word stands for; raises ValueError for any other word, and for an empty one."""
    try:
        return TRUTH[text.strip().casefold()]
    except KeyError:
        raise ValueError(f"{text[:40]!r} is neither true nor false") from None


def side(text: str) -> Side:
    """The side of a line that a word stands for; raises ValueError for any other word, and for an empty one."""
    try:
        return SIDES[text.strip().casefold()]
    except KeyError:
        raise ValueError(f"{text[:40]!r} is neither over nor under") from None
