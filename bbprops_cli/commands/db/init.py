"""`db init`."""

from typing import Annotated

import typer

from bbprops_cli.commands.db.options import EnvironmentLabel
from bbprops_cli.commands.shared.options import Scheduled
from bbprops_cli.commands.shared.spread import spread


@spread
def init(
    *,
    create: Annotated[bool, typer.Option("--create", help="Also create the PostgreSQL database.")] = False,
    environment: Annotated[
        EnvironmentLabel | None,
        typer.Option(help="Environment label of a database without one.", show_default="development on this machine"),
    ] = None,
    run: Scheduled,
) -> None:
    """Create the tables and set the environment label.

    Also applies pending migrations. A label that is already set stays.

    Examples:
      bbprops db init  # the database of DATABASE_URL, by default an SQLite file
      bbprops db init --create --environment development  # the PostgreSQL database, too
      bbprops db init --cron  # from a deployment; prints nothing when nothing changes
    """
    from bbprops_cli.db.admin.create import init as initialise
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.output import console

    done = initialise(where := target(), create=create, label=environment or "")
    if environment and environment != done.label:
        console.warn(f"the environment label stays {done.label}; to change it: bbprops db environment {environment}")
    state = f"{where}: revision {done.after}, environment label {done.label}"
    if done.changed:
        run.report("initialise", state)
    else:
        run.unchanged(state)
