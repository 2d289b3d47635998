"""Passwords in what is shown: of one URL, and of any text on stderr."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

HIDDEN = "***"
SHORTEST = 5  # a shorter password would hide ordinary words, and protects nothing
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][\w+.-]*)://(?:(?P<user>[^:@/?#]*)(?P<password>:[^/?#]*)?@)?"
    r"(?P<place>[^@/?#]*)(?P<path>/[^@?#]*)?(?P<query>\?[^@#]*)?"
)
_PLACE = re.compile(r"(?:(?:\[[^\]]*\]|[^:\[\]]*)(?::\d*)?(?:,|$))*")  # hosts with ports
_SECRET_NAME = re.compile("pass|secret|token|scram_", re.IGNORECASE)
_KEYWORD = re.compile(r"(\w*(?:pass|secret)\w*)\s*=\s*('(?:\\.|[^'\\])*'?|(?:\\.|[^\s\\])*)", re.IGNORECASE | re.DOTALL)


def masked(url: str) -> str:
    """The URL with *** for its password; only *** is left of what is not a URL or has characters out of place.

    A `/`, `?`, `#` or `@` that should be encoded makes it unknown where the password ends.
    """
    if not url:
        return ""
    if url.startswith("sqlite"):
        path, question, _ = url.partition("?")
        return f"{path}?{HIDDEN}" if question else path
    found = _URL.fullmatch(url)
    if not found or not _PLACE.fullmatch(found["place"]):
        scheme = re.match(r"(?:postgres\w*|redis\w*|valkeys?|unix)[\w+]*://", url)
        return f"{scheme[0] if scheme else ''}{HIDDEN}"
    login = "" if found["user"] is None else f"{found['user']}{f':{HIDDEN}' if found['password'] else ''}@"
    query = "&".join(_parameter(each) for each in (found["query"] or "").removeprefix("?").split("&"))
    return f"{found['scheme']}://{login}{found['place']}{found['path'] or ''}{'?' if query else ''}{query}"


def _parameter(text: str) -> str:
    name, equals, _ = text.partition("=")
    return f"{name}={HIDDEN}" if equals and _SECRET_NAME.search(unquote(name)) else text


def without(text: str, urls: Iterable[str]) -> str:
    """The text without these URLs and their passwords; a password that the masked URL has, too, is not one."""
    for url in urls:
        shown = masked(url)
        text = text.replace(url, shown) if url != shown else text
        for password in _passwords(url):
            if len(password) >= SHORTEST and password not in shown:
                text = text.replace(password, HIDDEN)
    return text


def _passwords(url: str) -> list[str]:
    """What may be a password in the URL or in a string of keywords, as it is written and as it is meant."""
    _, separator, rest = url.partition("://")
    login, at, _ = rest.rpartition("@")
    written = [login.partition(":")[2]] if separator and at else []
    for value in (match[2] for match in _KEYWORD.finditer(url)):
        written += [value, value.split("&")[0], re.sub(r"\\(.)", r"\1", value.strip("'"))]
    found = {each for password in written for each in (password, unquote(password), repr(password)[1:-1])}
    return sorted(found, key=len, reverse=True)
