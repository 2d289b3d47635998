"""When two spellings are one player."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and an accent; hence the look-alikes.
_LETTERS = str.maketrans(dict(zip("øłđðıħŧŋ", "olddihtn", strict=True)) | {"þ": "th", "æ": "ae", "œ": "oe"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʹ´`′＇ʻʽ‛ˈ", "'"))  # noqa: RUF001 - the look-alikes are the point


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """The name without case, accents, kind of apostrophe, dots and surplus spaces: a key, never to be shown."""
    plain = name.lower().replace("`", "'") if name.isascii() else _without_accents(name)
    return " ".join(plain.replace(".", "").split())


def _without_accents(name: str) -> str:
    previous = ""
    while name != previous:  # lower case may bring accents of its own: "İ"
        previous = name
        # Apostrophes first: NFKD would take the acute accent that stands for one apart.
        name = unicodedata.normalize("NFKD", name.casefold().translate(_APOSTROPHES)).translate(_LETTERS)
        name = "".join(letter for letter in name if not unicodedata.combining(letter))
    return name
