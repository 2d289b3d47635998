"""The schema as a page of the documentation: every table and the content of its JSON columns."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bbprops_cli.catalog import NOUNS, Column, Noun
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.schema import definition as schema

if TYPE_CHECKING:
    from sqlalchemy import Table

PREFACE = """# The schema

Every table with its columns, keys and checks as they are on PostgreSQL, and the shape of every JSON column. `make docs`
writes this page from the code, and a test compares them. `bbprops db schema` prints the SQL of either database,
`bbprops db schema --format mermaid` a diagram. The guards of locked snapshots are in [locking.md](locking.md).

Ids are UUIDv7, so they sort by age, and times are in UTC. Text sorts by code point. `snapshots.snapshot_id` is the
name of a snapshot; in every other table `snapshot_id` is the id of a snapshot."""
JSON_TYPES = {"text": "text", "float": "number", "int": "number", "bool": "boolean", "json": "array"}
LIMITS = {
    "minLength": "at least {} long",
    "minimum": "{} or more",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
}
Lines = Iterator[str]


def markdown() -> str:
    """The page, with the tables in the order of the catalogue."""
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
    compiler: Any = dialect.ddl_compiler(dialect, None)  # type: ignore[arg-type]  # a default needs no statement
    rows = []
    for column in noun.columns:
        its = table.columns[column.name]
        default = compiler.get_column_default_string(its)
        sql_type = its.type.compile(dialect=dialect).partition(" COLLATE")[0]
        null = "" if column.nullable else "no"
        rows.append((f"`{column.name}`", sql_type.lower(), null, default and f"`{default}`", column.help))
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
        yield "An object of results by name; nested objects have dotted names: `by_league.NFL.roi`. Known metrics:"
        known = [(_names(names), metric.good or "", metric.meaning) for names, metric in metrics.families()]
        yield from ("", *_table_of(("metric", "better", "meaning"), known))
        yield from ("", f"`clv_convention` beside a `clv` is one of {_names(metrics.CONVENTIONS)}.")
    elif column.name == "legs":
        yield "An array of at least one object; [slips.md](slips.md) lists other spellings that are accepted."
        yield from ("", *_keys(column.keys, Leg.model_json_schema()))
    elif column.keys:
        yield "An object; its known keys:"
        yield from ("", *_keys(column.keys, {}))
    else:
        yield "An object with any content."


def _keys(columns: Sequence[Column], shape: dict[str, Any]) -> Lines:
    properties = shape.get("properties", {})
    rows = []
    for column in columns:
        field = properties.get(column.name, {})
        default = field.get("default")
        required = "" if column.nullable else f"default `{default}`" if default else "yes"
        rows.append((f"`{column.name}`", _type(column, field), required, column.help))
    yield from _table_of(("key", "type", "required", "meaning"), rows)


def _type(column: Column, field: dict[str, Any]) -> str:
    """The type of a key: the formats and limits of its JSON schema, or the type in the catalogue."""
    options = [option for option in field.get("anyOf", [field]) if option.get("type") != "null"]
    formats = [option["format"] for option in options if "format" in option]
    limits = [text.format(options[0][name]) for name, text in LIMITS.items() if name in options[0]]
    return ", ".join([" or ".join(formats) or JSON_TYPES[column.type], *limits])


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table_of(titles: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Lines:
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for row in rows:
        yield f"| {' | '.join(cell or '' for cell in row)} |"
