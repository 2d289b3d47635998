"""Building blocks of the tables: names of constraints, column types, ids, the clock and checks."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import AfterValidator, ValidationError
from sqlalchemy import JSON, BigInteger, CheckConstraint, Double, Index, Integer, String, TextClause, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Field, SQLModel

from bbprops_cli import clock
from bbprops_cli.errors import InvalidInput, plain_words

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
}

# Collation C: both databases sort and page text by code point.
Text = String().with_variant(String(collation="C"), "postgresql")
Text100 = String(100).with_variant(String(100, collation="C"), "postgresql")
Text254 = String(254).with_variant(String(254, collation="C"), "postgresql")
Text255 = String(255).with_variant(String(255, collation="C"), "postgresql")
JsonType = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Number: Double[float] = Double()
BigInt = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER is an alias of SQLite's rowid


def utc_now() -> datetime:
    """The current time, of the server inside a session of the command line; aware and in UTC."""
    return clock.now()


def uuid7() -> UUID:
    """A new UUIDv7: ids made later sort later, so that indexes grow at their end."""
    from uuid_utils.compat import uuid7 as make

    return make()


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("is outside the years 1 to 9999") from None


Instant = Annotated[datetime, AfterValidator(_in_utc)]  # in an input shape: a time without a zone is UTC
LARGEST_INTEGER = 2**31 - 1  # of the type INTEGER of PostgreSQL


class by_dialect(FunctionElement[Any]):  # noqa: N801 - an SQL expression, named like one
    """A server default with different SQL in each dialect."""

    inherit_cache = False

    def __init__(self, *, postgresql: str, sqlite: str) -> None:
        super().__init__()
        self.spelling = {"postgresql": postgresql, "sqlite": sqlite}


@compiles(by_dialect)
def _spell(element: by_dialect, compiler: SQLCompiler, **_: object) -> str:
    return element.spelling[compiler.dialect.name]


# On SQLite in the text form in which SQLAlchemy stores times, so that text order is time order.
NOW = by_dialect(postgresql="now()", sqlite="(strftime('%Y-%m-%d %H:%M:%f000', 'now'))")


def instant_now(**columns: object) -> Any:
    """A NOT NULL time that defaults to the current time, in the ORM and in plain SQL."""
    return Field(default_factory=utc_now, sa_column_kwargs={"server_default": NOW, **columns})


def literal(value: str | bool | float) -> TextClause:
    """A server default, quoted so that reflection on SQLite returns the same text."""
    if isinstance(value, bool):
        return text("true" if value else "false")
    return text(f"'{value}'") if isinstance(value, str) else text(str(value))


def json_object() -> Any:
    """A NOT NULL JSON object; assign a new value to change it, as edits in place are not stored."""
    return Field(
        default_factory=dict, sa_type=JsonType, nullable=False, sa_column_kwargs={"server_default": text("'{}'")}
    )


def json_array(*, default: bool = True) -> Any:
    """A NOT NULL JSON array; assign a new value to change it, as edits in place are not stored."""
    if not default:
        return Field(sa_type=JsonType, nullable=False)
    return Field(
        default_factory=list, sa_type=JsonType, nullable=False, sa_column_kwargs={"server_default": text("'[]'")}
    )


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A CHECK that a text column holds one of these values, named ck_<table>_<column>."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


def number(column: str, condition: str, *, nullable: bool = False) -> tuple[CheckConstraint, CheckConstraint]:
    """CHECKs, one for each dialect, that a number meets a condition, in which `{infinity}` stands for infinity.

    JSON has neither Infinity nor NaN. PostgreSQL sorts NaN above Infinity, so that an upper bound refuses both. SQLite
    stores text in any column, so that its CHECK also requires a number.
    """
    empty = f"{column} IS NULL OR " if nullable else ""
    on_postgresql = condition.format(infinity="'Infinity'::double precision")
    on_sqlite = condition.format(infinity="9e999")
    return (
        CheckConstraint(f"{empty}({on_postgresql})", name=column).ddl_if(dialect="postgresql"),
        CheckConstraint(f"{empty}(typeof({column}) IN ('real', 'integer') AND {on_sqlite})", name=column).ddl_if(
            dialect="sqlite"
        ),
    )


def json_is(column: str, json_type: str) -> tuple[CheckConstraint, CheckConstraint]:
    """CHECKs, one for each dialect, that a JSON column holds an `object` or an `array`."""
    return (
        CheckConstraint(f"jsonb_typeof({column}) = '{json_type}'", name=column).ddl_if(dialect="postgresql"),
        CheckConstraint(f"json_valid({column}) AND json_type({column}) = '{json_type}'", name=column).ddl_if(
            dialect="sqlite"
        ),
    )


def id_end(table: str) -> Index:
    """An index of the last six characters of the id, by which people name a row."""
    end = by_dialect(postgresql="substr(uuid_send(id), 14)", sqlite="substr(id, -6)")  # bytes: no collation
    return Index(f"ix_{table}_id_end", end)


def week() -> CheckConstraint:
    """A CHECK of the week of a season, which may be null."""
    return CheckConstraint("week IS NULL OR week BETWEEN 0 AND 53", name="week")


InputShape = TypeVar("InputShape", bound=SQLModel)


def checked(shape: type[InputShape], **values: object) -> InputShape:
    """An input shape with these values; raises InvalidInput with every problem in one sentence."""
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        problems = (_problem(".".join(map(str, problem["loc"])), problem["msg"]) for problem in error.errors())
        raise InvalidInput(f"{'; '.join(problems)}.") from error


def _problem(field: str, message: str) -> str:
    reason = plain_words(message)
    separator = " " if reason.startswith(("is ", "must ")) else ": "
    return f"{field}{separator}{reason}" if field else reason
