"""The schema as a page to read: every table, and what its JSON columns hold, as catalogue, models and rules have it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bbprops_cli.catalog import NOUNS, Column, Noun
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.schema import definition as schema

if TYPE_CHECKING:
    from sqlalchemy import Table

PREFACE = """# The schema

Every table with its columns, keys and checks as they are on PostgreSQL, and the shape of every JSON column. `make docs`
writes this page from the code, and a test holds it to that. `bbprops db schema` prints the SQL of either database,
`bbprops db schema --format mermaid` a diagram. The guards of locked snapshots are in [locking.md](locking.md).

Ids are UUIDv7, so that they sort by age, and times are UTC. Text sorts by code point. `snapshots.snapshot_id` is a
snapshot's name; anywhere else `snapshot_id` is the id of one."""
JSON_KINDS = {"text": "text", "float": "number", "json": "array"}
LIMITS = {
    "minLength": "at least {} long",
    "minimum": "{} or more",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
}
Lines = Iterator[str]


def markdown() -> str:
    """The page, in the order of the catalogue."""
    from bbprops_cli import models

    classes = {each.__tablename__: each for each in vars(models).values() if hasattr(each, "__table__")}
    lines = [PREFACE]
    for noun in NOUNS:
        made = classes[noun.table]
        lines += ["", f"## {noun.table}", "", made.__doc__, "", *_of_table(noun, made.__table__)]
    return "\n".join(lines) + "\n"


def _of_table(noun: Noun, table: "Table") -> Lines:
    from sqlalchemy.schema import CreateIndex, CreateTable

    dialect = schema.dialect_of(POSTGRESQL)
    compiler: Any = dialect.ddl_compiler(dialect, None)  # type: ignore[arg-type]  # no statement is needed for a default
    rows = []
    for column in noun.columns:
        its = table.columns[column.name]
        default = compiler.get_column_default_string(its)
        kind = its.type.compile(dialect=dialect).partition(" COLLATE")[0]
        null = "" if column.nullable else "no"
        rows.append((f"`{column.name}`", kind.lower(), null, default and f"`{default}`", column.help))
    yield from (*_table_of(("column", "type", "null", "default", "meaning"), rows), "", "```sql")
    made = str(CreateTable(table).compile(dialect=dialect)).splitlines()
    yield from (line.strip().rstrip(" ,") for line in made if line.startswith("\tCONSTRAINT"))
    yield from sorted(str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes)
    yield "```"
    for column in noun.columns:
        if column.type == "json":
            yield from ("", f"### {noun.table}.{column.name}", "", *_of_json(column))


def _of_json(column: Column) -> Lines:
    from bbprops_cli.models import Leg
    from bbprops_cli.rules.experiments import metrics

    if column.name == "tags":
        yield "An array of text."
    elif column.name == "metrics":
        yield "An object of results by name; objects in it are taken apart: `by_league.NFL.roi`. Names that are known:"
        known = [(_names(names), metric.good or "", metric.meaning) for names, metric in metrics.families()]
        yield from ("", *_table_of(("metric", "better", "meaning"), known))
        yield from ("", f"`clv_convention` beside a `clv` is one of {_names(metrics.CONVENTIONS)}.")
    elif column.name == "legs":
        yield "An array of objects, at least one; [slips.md](slips.md) has the spellings of others that are understood."
        yield from ("", *_keys(column.keys, Leg.model_json_schema()))
    elif column.keys:
        yield "An object; what it may hold that we know:"
        yield from ("", *_keys(column.keys, {}))
    else:
        yield "An object, with whatever its maker puts into it."


def _keys(columns: Sequence[Column], shape: dict[str, Any]) -> Lines:
    said = shape.get("properties", {})
    rows = []
    for column in columns:
        kind, default = _kind(column, said.get(column.name, {})), said.get(column.name, {}).get("default")
        needed = "" if column.nullable else f"else `{default}`" if default else "yes"
        rows.append((f"`{column.name}`", kind, needed, column.help))
    yield from _table_of(("key", "type", "needed", "meaning"), rows)


def _kind(column: Column, said: dict[str, Any]) -> str:
    """What a key holds: one of the ways that its shape allows, else what the catalogue says."""
    ways = [way for way in said.get("anyOf", [said]) if way.get("type") != "null"]
    formats = [way["format"] for way in ways if "format" in way]
    limits = [text.format(ways[0][name]) for name, text in LIMITS.items() if name in ways[0]]
    return ", ".join([" or ".join(formats) or JSON_KINDS[column.type], *limits])


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table_of(titles: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Lines:
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for row in rows:
        yield f"| {' | '.join(cell or '' for cell in row)} |"
