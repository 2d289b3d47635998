"""What text both databases keep as it is."""

import re

_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def unstorable(text: str) -> str:
    """Why they do not keep this one; empty when they do."""
    if "\0" in text:
        return "holds a NUL character"
    if text.isascii():  # as most is, a million times over
        return ""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "holds half of a surrogate pair"
    return ""


def unstorable_json(text: str) -> str:
    """The same for JSON text, in whose strings a NUL may be an escape."""
    return "holds a NUL character" if _ESCAPED_NUL.search(text) else unstorable(text)
