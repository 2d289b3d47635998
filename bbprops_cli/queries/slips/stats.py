"""Number, stakes and expected return of slips by group."""

from bbprops_cli.catalog import SLIPS, Column
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.queries.lists import columns, grouped

FIGURES = (
    grouped.Part(Column("slips", "int", "Number of slips", 1), "count(*)"),
    grouped.total("stake", "Total money staked"),
    grouped.mean("ev", "Mean expected return per unit staked"),
)


def groups(dialect: Dialect, text: str) -> list[grouped.Part]:
    """The groups that `--by` names: columns, or the month in which a slip was placed (if not placed: saved)."""
    return [
        _month(dialect) if name == "month" else grouped.by_column(columns.find(SLIPS, name, "--by"))
        for name in columns.listed(text)
    ]


def _month(dialect: Dialect) -> grouped.Part:
    return grouped.Part(grouped.MONTH, dialect.month("coalesce(placed_at, created_at)"))
