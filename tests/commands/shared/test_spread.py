"""Option objects become parameters that Typer reads, and come back as objects."""

import subprocess
import sys
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
import typer

from bbprops_cli.commands.shared.spread import spread

Name = Annotated[str, typer.Argument(help="Name.")]


def loud(value: str) -> str:
    return value.upper()


@dataclass
class Paging:
    limit: Annotated[int, typer.Option(help="Rows.", min=0)] = 50
    after: Annotated[str, typer.Option(help="Token.")] = ""


@dataclass
class Shouting:
    word: Annotated[str, typer.Option("--word", "-w", callback=loud, help="Word.")] = "a"


@dataclass
class Target:
    name: Name
    force: Annotated[bool, typer.Option("--force/--gently", help="How.")] = False


def called(command: Any, *args: str) -> None:
    app = typer.Typer(add_completion=False)
    app.command()(command)
    typer.main.get_command(app).main(list(args), standalone_mode=False)


def parameters(command: Any) -> list[str]:
    app = typer.Typer(add_completion=False)
    app.command()(command)
    return [str(each.name) for each in typer.main.get_command(app).params]


def test_defaults_are_those_of_the_fields() -> None:
    seen = []

    @spread
    def show(paging: Paging) -> None:
        seen.append(paging)

    called(show)
    called(show, "--limit", "5", "--after", "x")

    assert seen == [Paging(50, ""), Paging(5, "x")]


def test_a_required_argument_stands_beside_an_object() -> None:
    seen = []

    @spread
    def show(name: Name, *, deep: Annotated[bool, typer.Option("--deep")] = False, paging: Paging) -> None:
        seen.append((name, deep, paging))

    called(show, "ana", "--limit", "5", "--deep")

    assert seen == [("ana", True, Paging(5, ""))]
    with pytest.raises(typer.TyperException, match="Missing parameter: name"):
        called(show)


def test_help_keeps_the_order_of_declaration_with_arguments_first() -> None:
    @spread
    def show(paging: Paging, *, deep: Annotated[bool, typer.Option("--deep")] = False, target: Target) -> None: ...

    assert parameters(show) == ["name", "limit", "after", "deep", "force"]


def test_callbacks_of_fields_are_called() -> None:
    seen = []

    @spread
    def show(shouting: Shouting) -> None:
        seen.append(shouting.word)

    called(show, "-w", "abc")

    assert seen == ["ABC"]


def _same_name(paging: Paging, *, limit: Annotated[int, typer.Option("--rows")] = 1) -> None: ...


def _same_option(shouting: Shouting, *, width: Annotated[int, typer.Option("-w")] = 1) -> None: ...


def _same_default_option(paging: Paging, *, most: Annotated[int, typer.Option("--limit")] = 1) -> None: ...


def _same_off_switch(target: Target, *, soft: Annotated[bool, typer.Option("--gently")] = False) -> None: ...


@pytest.mark.parametrize(
    ("command", "twice"),
    [(_same_name, "limit"), (_same_option, "-w"), (_same_default_option, "--limit"), (_same_off_switch, "--gently")],
)
def test_two_options_of_one_name_are_an_error_at_import(command: Any, twice: str) -> None:
    with pytest.raises(TypeError, match=f"{command.__name__}: {twice} is declared twice"):
        spread(command)


def test_annotations_are_types_and_not_text() -> None:
    @spread
    def show(paging: Paging) -> None: ...

    assert show.__annotations__["limit"] == Paging.__annotations__["limit"]
    assert not any(isinstance(each, str) for each in show.__annotations__.values())


def test_options_need_neither_pydantic_nor_rich() -> None:
    script = (
        "import sys; import bbprops_cli.commands.users.list; "
        "print({'pydantic', 'rich', 'sqlalchemy', 'psycopg2'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("set()\n", "")
