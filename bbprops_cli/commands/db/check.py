"""`db check`."""

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.errors import NotMigrated

DRIFT = (
    Column("difference", "text", "missing, extra or differs", 1),
    Column("kind", "text", "table, column, constraint, index, trigger, rule, policy, function, …", 1),
    Column("name", "text", "Name, after the name of its table", 1),
    Column("expected", "text", "Definition in the migrations", 2),
    Column("found", "text", "Definition in the database", 2),
)


@spread
def check(output: Output) -> None:
    """Compare the schema of the database with its migrations.

    Compares tables, columns, constraints, indexes, triggers and functions, and
    names triggers, rules and policies that are not part of bbprops.
    Exits with 7 if anything differs.

    Examples:
      bbprops db check  # has anybody changed the schema by hand?
      bbprops db check -o json  # for monitoring
    """
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.db.schema import structure
    from bbprops_cli.output import console, formats

    differences = structure.drift(target())
    formats.show(differences, DRIFT, fmt=output.fmt)
    if differences:
        raise NotMigrated(f"the schema differs from its migrations: {console.counted(len(differences), 'differences')}")
    console.note("no drift")
