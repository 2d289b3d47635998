"""Option objects report in one form, and a dry run never asks."""

import pytest

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared.confirmation import Loss
from bbprops_cli.commands.shared.options import Destructive, Listing, Write
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import ConfirmationNeeded
from bbprops_cli.invocation import current
from bbprops_cli.queries.lists.listing import Request

LOSS = Loss(parse("sqlite:///demo.db"), "development", 3, ["3 props"])


@pytest.mark.parametrize(("dry_run", "said"), [(False, "deleted 3 props\n"), (True, "would delete 3 props\n")])
def test_a_report_says_what_was_or_would_be_done(dry_run: bool, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Write(dry_run=dry_run).report("delete", "3 props")

    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize(
    ("write", "changed", "said"),
    [
        (Write(cron=True), True, "deleted 3 props\n"),
        (Write(cron=True), False, ""),
        (Write(cron=True, dry_run=True), True, ""),
    ],
)
def test_cron_reports_changes_only(
    write: Write, changed: bool, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current(), "cron", True)  # as the callback of --cron does

    write.report("delete", "3 props", changed=changed)
    write.unchanged("no prop matches")

    assert capsys.readouterr() == ("", said)


def test_a_dry_run_asks_nothing() -> None:
    Destructive(dry_run=True).ask("Delete 3 props?", LOSS)

    with pytest.raises(ConfirmationNeeded, match="Delete 3 props"):
        Destructive().ask("Delete 3 props?", LOSS)
    Destructive(yes=True).ask("Delete 3 props?", LOSS)


def test_a_page_has_the_order_columns_and_limit_of_its_options() -> None:
    page = Listing(sort="-email", fields="email", limit=5, after="token").page(Request(USERS, where="email like a%"))

    assert (page.sort, page.fields, page.limit, page.after) == ("-email", "email", 5, "token")
    assert page.where == "email like a%"
