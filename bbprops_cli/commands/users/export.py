"""`users export`."""

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared.options import STDOUT, TargetFile
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users.options import User


@spread
def export(
    user: User,
    file: TargetFile = STDOUT,
) -> None:
    """Write all data of one user as a JSON document.

    The document holds the account, the experiments and the slips.

    Examples:
      bbprops users export ana@demo.invalid ana.json  # the answer to a request for information
      bbprops users export ana_demo | gzip > ana.json.gz  # compressed
    """
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.output import formats
    from bbprops_cli.queries.users import export as user_data

    with reading() as db:
        account, lists = user_data.document(db, user)
        with exporting.sink(file, private=True) as out:
            for text in formats.document("user", account, USERS.columns, lists):
                out.write(text.encode())
    exporting.wrote(file)
