"""Conditions and columns as SQL with bound parameters; a condition chooses the same rows on both databases."""

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.queries.lists.condition import FirstKnown, Junction, Node, Not
from bbprops_cli.queries.lists.values import Value


class Writer:
    """Writes SQL for one database and collects its parameters in order."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.parameters: list[object] = []  # as the driver binds them

    def write(self, node: Node) -> str:
        """The SQL of a condition, in parentheses where it needs them."""
        if isinstance(node, Junction) and len(node.parts) == 1:
            return self.write(node.parts[0])
        if isinstance(node, Junction):
            return f"({f' {node.word} '.join(map(self.write, node.parts))})"
        if isinstance(node, Not):
            return f"NOT {self.write(node.part)}"
        if isinstance(node, FirstKnown):
            return f"COALESCE({', '.join(map(self.write, node.parts))})"
        return f"({self._comparison(*node)})"

    def column(self, column: Column) -> str:
        """The SQL of a column, or of a path into a JSON column."""
        if not column.path:
            return quoted(column)
        return self.dialect.json_path(column, self._bind)

    def _comparison(self, column: Column, operator: str, values: tuple[Value, ...]) -> str:
        name, word = self.column(column), operator.upper()
        marks = [self._bind(self.dialect.bound(column.type, value)) for value in values]
        if operator == "has":
            return self.dialect.json_has(name, marks[0])
        if operator.endswith("in"):
            return f"{name} {word} ({', '.join(marks)})"
        if operator.endswith("between"):
            return f"{name} {word} {marks[0]} AND {marks[1]}"
        if operator.endswith("like"):
            return rf"{self.dialect.like(name, word)} {marks[0]} ESCAPE '\'"
        return f"{name} {word} {marks[0]}" if marks else f"{name} {word}"

    def _bind(self, value: object) -> str:
        self.parameters.append(value)
        return "%s"


def quoted(column: Column) -> str:
    """The name of a column in SQL, in quotes because some names are keywords."""
    return f'"{column.name}"'
