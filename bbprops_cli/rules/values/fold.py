"""Folding: spellings that mean one player or one key become one text, which is compared and never shown."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(dict(zip("øłđðıħŧŋ", "olddihtn", strict=True)) | {"þ": "th", "æ": "ae", "œ": "oe"})
_SIGNS = str.maketrans(
    dict.fromkeys("’‘ʼʹ´`′＇ʻʽ‛ˈ", "'") | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")  # noqa: RUF001 - the look-alikes are the point
)
_SUFFIX = re.compile(r"(?<=\S),? (?:jr|sr|ii|iii|iv)(?= *(?:$|[+/&,]))")
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]")


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """A player's name without case, accents, kinds of apostrophe and hyphen, dots and surplus spaces."""
    plain = name.lower().replace("`", "'") if name.isascii() else _without_accents(name)
    return " ".join(plain.replace(".", "").split())


@lru_cache(maxsize=1 << 16)
def fold_player(name: str) -> str:
    """`fold_name` without the suffixes Jr., Sr., II, III and IV, which some files leave out."""
    return _SUFFIX.sub("", fold_name(name))


def fold_key(text: str) -> str:
    """A key or header without case, spaces and signs: `Player Name`, `player_name` and `playerName` are one."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", text.casefold())


def _without_accents(name: str) -> str:
    previous = ""
    while name != previous:  # lower case may bring accents of its own: "İ"
        previous = name
        # Signs first: NFKD would take the acute accent that stands for one apart.
        name = unicodedata.normalize("NFKD", name.casefold().translate(_SIGNS)).translate(_LETTERS)
        name = "".join(letter for letter in name if not unicodedata.combining(letter))
    return name
