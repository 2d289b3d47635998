"""Folding: spellings that mean one player or one key become one text, which is compared and never shown."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(dict(zip("øłđðıħŧŋ", "olddihtn", strict=True)) | {"þ": "th", "æ": "ae", "œ": "oe"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʹ´`′＇ʻʽ‛ˈ", "'"))  # noqa: RUF001 - the look-alikes are the point
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]")


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """A player's name without case, accents, kind of apostrophe, dots and surplus spaces."""
    plain = name.lower().replace("`", "'") if name.isascii() else _without_accents(name)
    return " ".join(plain.replace(".", "").split())


def fold_key(text: str) -> str:
    """A key or header without case, spaces and signs: `Player Name`, `player_name` and `playerName` are one."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", text.casefold())


def _without_accents(name: str) -> str:
    previous = ""
    while name != previous:  # lower case may bring accents of its own: "İ"
        previous = name
        # Apostrophes first: NFKD would take the acute accent that stands for one apart.
        name = unicodedata.normalize("NFKD", name.casefold().translate(_APOSTROPHES)).translate(_LETTERS)
        name = "".join(letter for letter in name if not unicodedata.combining(letter))
    return name
