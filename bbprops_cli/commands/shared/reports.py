"""The closing lines of an import."""

from collections.abc import Collection, Mapping, Sequence

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output, Write
from bbprops_cli.output import console, formats

KEYS = {"duplicate": "repeated"}  # what JSON has called it from the beginning


def counts(
    numbers: Mapping[str, int],
    names: Sequence[str],
    changes: Collection[str],
    unread: Sequence[str],
    write: Write,
    output: Output,
) -> None:
    """Report rows by what became of them; `names` gives the order, `changes` those that count as a change."""
    if unread:
        console.note(f"ignored columns: {', '.join(unread)}")
    if output.fmt:
        formats.show_one(
            [(Column(KEYS.get(name, name), "int", name, 1), numbers[name]) for name in names], fmt=output.fmt
        )
    done = ", ".join(f"{numbers[name]:,} {name}" for name in names[1:] if numbers[name] or name == names[1])
    verb = "import" if write.dry_run else "read"  # a dry run has read the rows, too
    write.report(verb, f"{numbers['read']:,}: {done}", changed=any(numbers[name] for name in changes))


def platforms(numbers: Mapping[str, Mapping[str, int]]) -> None:
    """Report, with -v, the rows of each platform by what became of them."""
    for platform, counted in sorted(numbers.items()):
        console.detail(f"  {platform}: {', '.join(f'{value:,} {name}' for name, value in counted.items() if value)}")
