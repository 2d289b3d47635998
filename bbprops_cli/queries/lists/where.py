"""The parser of --where, which makes a condition of it.

Comparisons (= != <> < <= > >=, [not] in (…), [not] like, [not] between … and …, is [not] null) of columns with values
are joined by and, or, not and parentheses; a true/false column may stand alone. A value is a bare word, or a text in
single or double quotes, which are doubled inside it. Null is neither equal nor unequal to anything, as in SQL.
A path into a JSON column stands where a column does, with names in double quotes if needed: metrics."log loss" > 1.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from bbprops_cli.catalog import Noun
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists import columns
from bbprops_cli.queries.lists.comparison import compare
from bbprops_cli.queries.lists.condition import Comparison, Junction, Node, Not
from bbprops_cli.queries.lists.values import Quoted

MOST_LEVELS = 50
MOST_VALUES = 10_000
MOST_COMPARISONS = 500  # SQLite's limit on the depth of an expression is 1000
LARGE_DECIMAL = 30.0
KEYWORDS = {"and", "or", "not", "in", "like", "between", "is", "null"}
_SIGNS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TOKEN = re.compile(
    r"""\s*(?:(?P<sign><=|>=|<>|!=|==|[=<>(),])
    |'(?P<single>[^']*+(?:''[^']*+)*+)'
    |"(?P<double>[^"]*+(?:""[^"]*+)*+)"
    |(?P<word>[^\s(),'"=<>!]++(?:(?<=\.)"[^"]*+(?:""[^"]*+)*+"[^\s(),'"=<>!]*+)*+))""",
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: str  # sign, word, quoted, end
    text: str
    at: int

    @property
    def keyword(self) -> str:
        return self.text.lower() if self.kind == "word" and self.text.lower() in KEYWORDS else ""


def parse(noun: Noun, text: str, now: datetime) -> Node | None:
    """The condition with values in the types of their columns, or None for a blank text; raises UsageError."""
    tokens = _tokens(text)
    if len(tokens) == 1:
        return None
    parser = _Parser(noun, tokens, now)
    node = parser.either()
    if parser.peek().kind != "end":
        raise parser.expected("and, or, or the end")
    return node


def large_prices(node: Node) -> Iterator[float]:
    """Prices of a condition that are more likely meant as American odds than as decimal odds."""
    if isinstance(node, Comparison):
        if node.column.odds:
            yield from (value for value in node.values if isinstance(value, float) and value > LARGE_DECIMAL)
        return
    for part in (node.part,) if isinstance(node, Not) else node.parts:
        yield from large_prices(part)


def _tokens(text: str) -> list[_Token]:
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if not found:
            at += len(text[at:]) - len(text[at:].lstrip())
            what = "missing closing quote" if text[at] in "'\"" else f"unexpected {text[at]!r}"
            raise UsageError(f"--where: {what} at character {at + 1}")
        kind = str(found.lastgroup)
        value, start = found[kind], found.start(kind)
        if kind in {"single", "double"}:
            quote = "'" if kind == "single" else '"'
            value, start, kind = value.replace(quote * 2, quote), start - 1, "quoted"
        tokens.append(_Token(kind, value, start + 1))
        at = found.end()
    return [*tokens, _Token("end", "", end + 1)]


class _Parser:
    """A recursive descent parser: `or` binds loosest, then `and`, then `not`."""

    def __init__(self, noun: Noun, tokens: list[_Token], now: datetime) -> None:
        self.noun, self.tokens, self.now = noun, tokens, now
        self.next = self.depth = self.values = self.comparisons = 0

    def peek(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        token = self.tokens[self.next]
        self.next = min(self.next + 1, len(self.tokens) - 1)
        return token

    def took(self, *words: str) -> bool:
        """Whether these keywords or signs are next; if so, they are consumed."""
        ahead = self.tokens[self.next : self.next + len(words)]
        if [token.keyword or (token.kind == "sign" and token.text) for token in ahead] != list(words):
            return False
        self.next += len(words)
        return True

    def require(self, word: str) -> None:
        if not self.took(word):
            raise self.expected(word)

    def expected(self, what: str) -> UsageError:
        token = self.peek()
        found = f"at character {token.at}, before {token.text[:40]!r}" if token.kind != "end" else "at the end"
        return UsageError(f"--where: expected {what} {found}")

    def either(self) -> Node:
        parts = [self.all()]
        while self.took("or"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Junction("OR", tuple(parts))

    def all(self) -> Node:
        parts = [self.single()]
        while self.took("and"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Junction("AND", tuple(parts))

    def single(self) -> Node:
        self.depth += 1
        if self.depth > MOST_LEVELS:
            raise UsageError(f"--where: more than {MOST_LEVELS} levels deep at character {self.peek().at}")
        node: Node
        if self.took("not"):
            node = Not(self.single())
        elif self.took("("):
            node = self.either()
            self.require(")")
        else:
            node = self.comparison()
        self.depth -= 1
        return node

    def comparison(self) -> Node:
        if self.peek().kind != "word" or self.peek().keyword:
            raise self.expected("a column")
        self.comparisons += 1
        if self.comparisons > MOST_COMPARISONS:
            raise UsageError(f"--where: more than {MOST_COMPARISONS} comparisons", hint="Use in (a, b, …).")
        start = self.take()
        column = columns.find(self.noun, start.text, "--where")
        if self.took("is", "not", "null"):
            return Comparison(column, "is not null")
        if self.took("is", "null"):
            return Comparison(column, "is null")
        if (column.type == "bool" or column.path) and not self._operator_ahead():
            return compare(column, "=", (True,), self.now)
        operator, values = self.operation()
        try:
            return compare(column, operator, values, self.now)
        except UsageError as error:
            raise UsageError(f"--where, at character {start.at}: {error}", hint=error.hint) from None

    def _operator_ahead(self) -> bool:
        token = self.peek()
        return token.text in _SIGNS or token.keyword in {"not", "in", "like", "between", "is"}

    def operation(self) -> tuple[str, tuple[str, ...]]:
        token = self.peek()
        if token.kind == "sign" and token.text in _SIGNS:
            self.take()
            return _SIGNS[token.text], (self.value(),)
        negated = "not " if self.took("not") else ""
        if self.took("in"):
            return f"{negated}in", self.list()
        if self.took("like"):
            return f"{negated}like", (self.value(),)
        if self.took("between"):
            low = self.value()
            self.require("and")
            return f"{negated}between", (low, self.value())
        raise self.expected("a comparison such as =, <, in, like or is null")

    def list(self) -> tuple[str, ...]:
        self.require("(")
        values = [self.value()]
        while self.took(","):
            values.append(self.value())
        self.require(")")
        return tuple(values)

    def value(self) -> str:
        token = self.peek()
        if token.keyword == "null":
            raise UsageError(
                f"--where: null cannot be compared, at character {token.at}", hint="Write is null, or is not null."
            )
        if token.kind not in {"word", "quoted"} or token.keyword or (token.kind == "word" and '"' in token.text):
            raise self.expected("a value")
        self.values += 1
        if self.values > MOST_VALUES:
            raise UsageError(f"--where: more than {MOST_VALUES:,} values")
        self.take()
        return Quoted(token.text) if token.kind == "quoted" else token.text
