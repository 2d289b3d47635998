"""Which text and JSON both databases can store unchanged."""

import re

_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def unstorable(text: str) -> str:
    """Why a database cannot store this text unchanged; an empty string if both can."""
    if "\0" in text:
        return "holds a NUL character"
    if text.isascii():  # nearly every text is; an import checks a million
        return ""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "holds half of a surrogate pair"
    return ""


def unstorable_json(text: str) -> str:
    """Why a database cannot store this JSON text unchanged, counting escaped NULs; an empty string if both can."""
    return "holds a NUL character" if _ESCAPED_NUL.search(text) else unstorable(text)
