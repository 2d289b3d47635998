"""Reading files from providers: bytes in, props and rejects out. One module per format; no database, no screen."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from types import ModuleType

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import (
    bettingpros,
    bovada,
    csv_file,
    draftkings,
    explanation,
    fanduel,
    odds_api,
    odds_api_io,
    optic_odds,
    own_json,
    own_jsonl,
    own_parquet,
    pick6,
    pinnacle,
    prizepicks,
    sleeper,
    sports_game_odds,
    underdog,
)
from bbprops_cli.providers.csv_plan import NotUnderstood
from bbprops_cli.providers.explanation import Explanation
from bbprops_cli.providers.pipeline import Options, Reading
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.identities import Identities

__all__ = ["NAMES", "Explanation", "Options", "Reading", "detect", "explain", "read"]

# A provider is a module with `looks_like(head)` and `read(source, options)`; the first that recognises a file reads it.
_PROVIDERS: dict[str, ModuleType] = {
    "odds-api-io": odds_api_io,
    "sports-game-odds": sports_game_odds,
    "bettingpros": bettingpros,
    "optic-odds": optic_odds,
    "odds-api": odds_api,
    "prizepicks": prizepicks,
    "underdog": underdog,
    "pick6": pick6,
    "sleeper": sleeper,
    "draftkings": draftkings,
    "fanduel": fanduel,
    "bovada": bovada,
    "pinnacle": pinnacle,
    "jsonl": own_jsonl,
    "json": own_json,
    "parquet": own_parquet,
    "csv": csv_file,
}
NAMES = tuple(_PROVIDERS)


def detect(head: bytes, file: str = "the file") -> str:
    """The format of a file by its first bytes, uncompressed; raises InvalidInput, which calls it `file`."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode(errors="replace")
    for name, provider in _PROVIDERS.items():
        if provider.looks_like(head):
            return name
    if re.match(rb"\x80[\x02-\x05]", head):
        raise InvalidInput(
            f"{file} is a pickle of Python, which can run any code",
            hint="Save its table with to_csv() or to_parquet().",
        )
    is_json = head.lstrip()[:1] in {b"{", b"["}
    raise InvalidInput(
        f"{file} is not in a format that bbprops knows"
        + (": its JSON has no key that bbprops knows for a player or a market" if is_json else ""),
        hint="If its objects are props, pass --format json." if is_json and b"{" in head else "Save it as CSV or JSON.",
    )


def read(
    source: str | Path | Source,
    *,
    fmt: str = "auto",
    options: Options | None = None,
    identities: Identities | None = None,
) -> Reading:
    """Open a file (`-` is stdin) and find its format; its rows are read while the Reading is iterated.

    `identities` remembers the games and players of an import of several files, and those that are stored already.
    A Source can be read several times, even if it is stdin. Raises UsageError for a format that does not exist,
    NotFound or InvalidInput for a file that cannot be read.
    """
    options = options or Options()
    opened, name = _opened(source, fmt, options)
    try:
        rows = _PROVIDERS[name].read(opened, options)
    except NotUnderstood as error:
        if re.search(rb"[,;\t|{[]", opened.head):
            raise
        raise InvalidInput(
            f"{opened.label} is text without columns, as copied from a page",
            hint="Save what the page loads as JSON, or copy the table into a spreadsheet and save that.",
        ) from error
    return Reading(opened.label, name, rows, options, identities)


def explain(source: str | Path | Source, *, fmt: str = "auto", options: Options | None = None) -> Explanation:
    """How a file was understood, from its first rows; raises as `read` does for a file of which nothing is."""
    options = options or Options()
    opened, name = _opened(source, fmt, options)
    try:
        reading = read(opened, fmt=name, options=options)
    except NotUnderstood as error:
        return explanation.not_understood(opened.label, name, error)
    return explanation.of_reading(opened.label, reading, options)


def _opened(source: str | Path | Source, fmt: str, options: Options) -> tuple[Source, str]:
    if fmt not in {"auto", *NAMES}:
        raise UsageError(f"--format {fmt}: expected one of auto, {', '.join(NAMES)}")
    opened = source if isinstance(source, Source) else Source(source, sheet=options.sheet, encoding=options.encoding)
    return opened, detect(opened.head, opened.label) if fmt == "auto" else fmt
