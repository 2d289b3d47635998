"""What `show` writes, into a pipe or onto a terminal of a given width."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import BytesIO, TextIOWrapper
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from bbprops_cli.catalog import PROPS, Column
from bbprops_cli.output import formats

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\0\t\n\r\x1b\x7f\x9b\u202e\u2066\u200f\u061c\u2028\ud800\\|<[*`'\",=+-@ \u65e5\u0301"),
    ),
    max_size=12,
)
PLAYER, LINE, PRICE = Column("player", "text", ""), Column("line", "float", ""), Column("price", "float", "", odds=True)


class _Terminal(TextIOWrapper):
    def isatty(self) -> bool:
        return True


@contextmanager
def captured(*, terminal: bool = False, encoding: str = "utf-8", width: int = 80) -> Iterator[BytesIO]:
    """Stdout as bytes; the stream prints anything, as ours is made to at start-up."""
    content = BytesIO()
    stream = (_Terminal if terminal else TextIOWrapper)(content, encoding=encoding, errors="backslashreplace")
    with redirect_stdout(stream), mock.patch.dict("os.environ", COLUMNS=str(width), NO_COLOR="1"):
        yield content
        stream.detach()  # flushes, and leaves the bytes open


def written(call: Callable[[], Any], **screen: Any) -> str:
    """The text that a call writes to stdout; `screen` as for `captured`."""
    with captured(**screen) as content:
        call()
    return content.getvalue().decode()


def shown(rows: Sequence[Sequence[Any]], columns: Sequence[Column], fmt: str | None = None, **options: Any) -> str:
    """What `show` writes into a pipe."""
    return written(lambda: formats.show(rows, columns, fmt=fmt, **options))


def on_terminal(rows: Sequence[Sequence[Any]], columns: Sequence[Column], width: int = 80, **options: Any) -> list[str]:
    """The lines that `show` writes onto a terminal without colours, less the spaces that fill them up."""
    text = written(lambda: formats.show(rows, columns, **options), terminal=True, width=width)
    return [line.rstrip(" ") for line in text.removesuffix("\n").split("\n")] if text else []


def props(*names: str) -> list[Column]:
    """Columns of the props."""
    return [column for name in names for column in PROPS.columns if column.name == name]
