"""The help of every command, 80 columns wide and without colour; `make golden` writes it to tests/golden/help."""

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).with_name("golden") / "help"
SCREEN = {"COLUMNS": "80", "TERMINAL_WIDTH": "80", "LANG": "C.UTF-8"}


def walk(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every group and command below a group, with the words that call it; a group comes before its commands."""
    import typer

    from bbprops_cli.cli import Root

    for name, found in group.commands.items():
        lazy = path == () and name in Root.modules
        command = typer.main.get_group(import_module(Root.modules[name][0]).app) if lazy else found
        command = group.built(name) if hasattr(group, "built") else command
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from walk(command, (*path, name))


def files() -> dict[str, str]:
    """The text of each file by its name: one for each group, and `root.txt` for what stands outside the groups."""
    import typer

    from bbprops_cli.cli import Root, app
    from tests.command_line import call_main

    texts: dict[str, str] = {}
    for path in [(), *(path for path, _ in walk(typer.main.get_group(app)))]:
        name = f"{path[0] if path[:1] and path[0] in Root.modules else 'root'}.txt"
        page = "\n".join(line.rstrip() for line in call_main(*path, "--help").stdout.splitlines()).strip("\n")
        texts[name] = texts.get(name, "") + f"$ {' '.join(['bbprops', *path, '--help'])}\n{page}\n\n"
    return {name: text.rstrip() + "\n" for name, text in texts.items()}


def main(folder: Path) -> None:
    """Write the files to a folder and remove those of groups that no longer exist."""
    # Typer reads the width and the colour when it is imported, so this has a process and an environment of its own.
    os.environ.clear()
    os.environ.update(SCREEN)
    folder.mkdir(parents=True, exist_ok=True)
    texts = files()
    for stale in {path.name for path in folder.glob("*.txt")} - texts.keys():
        folder.joinpath(stale).unlink()
    for name, text in texts.items():
        folder.joinpath(name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else GOLDEN)
