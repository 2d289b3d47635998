"""Payouts of platforms."""

from datetime import date

from bbprops_cli.rules.slips import payouts

DAY = date(2025, 10, 5)


def test_a_payout_table_applies_from_its_day() -> None:
    assert payouts.plays("prizepicks", 3, DAY)[0].pays == (5,)
    assert payouts.plays("prizepicks", 3, date(2020, 1, 1)) == []
    assert payouts.plays("prizepicks", 9, DAY) == []
