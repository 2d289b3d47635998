from pathlib import Path

from pydantic.fields import FieldInfo

from bbprops_cli import catalog
from bbprops_cli.db.schema import page as schema_page
from bbprops_cli.models import Leg
from tests.conftest import Run

PAGE = Path(__file__).parents[3] / "docs" / "schema.md"


def test_schema_page_matches_the_code() -> None:
    assert PAGE.read_text() == schema_page.markdown(), "make docs writes it anew"


def test_schema_page_is_printed_without_a_database(run_here: Run) -> None:
    result = run_here("db", "schema", "--format", "markdown")

    assert (result.exit_code, result.stdout, result.stderr) == (0, PAGE.read_text(), "")


def test_schema_page_has_every_column_of_every_table() -> None:
    parts = dict(part.split("\n", 1) for part in PAGE.read_text().split("\n## ")[1:])

    for noun in catalog.NOUNS:
        for column in noun.columns:
            assert f"\n| `{column.name}` |" in parts[noun.table]
            assert (f"\n### {noun.table}.{column.name}\n" in parts[noun.table]) == (column.type == "json")


def test_catalog_of_a_leg_matches_its_model() -> None:
    def may_lack(field: FieldInfo) -> bool:
        return not field.is_required() and field.default is None

    said = {column.name: column.nullable for column in catalog.LEG}
    assert said == {name: may_lack(field) for name, field in Leg.model_fields.items()}
