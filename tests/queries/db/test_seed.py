"""The packaged demo: what it holds, and that it can be added any number of times."""

from sqlmodel import Session, col, func, select

from bbprops_cli.models import Experiment, PropMarket, SavedSlip, Snapshot, User
from bbprops_cli.queries.db.seed import seed
from bbprops_cli.rules.props.markets import canonical, sport_of


def test_it_is_a_board_with_everything_that_hangs_on_it(session: Session) -> None:
    added = seed(session)

    live = col(PropMarket.snapshot_id).is_(None)
    leagues = session.exec(
        select(PropMarket.league, PropMarket.week, func.count()).where(live).group_by("league", "week")
    )
    assert sorted(leagues, key=str) == [("NBA", None, 55), ("NFL", 5, 97)]
    assert added == {"users": 2, "snapshots": 1, "experiments": 1, "saved_slips": 1, "prop_markets": 249}


def test_again_it_adds_nothing(session: Session) -> None:
    seed(session)

    assert not seed(session)


def test_it_adds_what_went_missing(session: Session) -> None:
    seed(session)
    session.delete(session.exec(select(SavedSlip)).one())

    assert seed(session) == {"saved_slips": 1}


def test_the_snapshot_holds_the_nfl_week(session: Session) -> None:
    seed(session)

    snapshot = session.exec(select(Snapshot)).one()
    held = session.exec(select(PropMarket).where(PropMarket.snapshot_id == snapshot.id)).all()
    assert (snapshot.snapshot_id, len(held), {prop.week for prop in held}) == ("nfl-week-5-2025", 97, {5})


def test_a_changed_snapshot_is_left_alone(session: Session) -> None:
    seed(session)
    held = col(PropMarket.snapshot_id).is_not(None)
    session.delete(session.exec(select(PropMarket).where(held)).first())

    assert not seed(session)


def test_run_and_slip_belong_to_the_first_user(session: Session) -> None:
    seed(session)

    experiment, slip = session.exec(select(Experiment)).one(), session.exec(select(SavedSlip)).one()
    ana = session.exec(select(User).where(User.email == "ana@demo.invalid")).one()
    assert experiment.user_id == slip.user_id == ana.id
    assert experiment.num_props == 97


def test_every_leg_of_the_slip_is_on_the_board(session: Session) -> None:
    seed(session)

    for leg in session.exec(select(SavedSlip)).one().legs:
        found = select(PropMarket).where(
            PropMarket.player_name == leg["player"],
            PropMarket.market_type == leg["market"],
            PropMarket.line == leg["line"],
            PropMarket.platform == leg["platform"],
            col(PropMarket.snapshot_id).is_(None),
        )
        assert session.exec(found).one()


def test_markets_have_their_canonical_names(session: Session) -> None:
    seed(session)

    markets = session.exec(select(PropMarket.league, PropMarket.market_type, PropMarket.stat_category).distinct()).all()
    for league, market, category in markets:
        known = canonical(sport_of(league), market)
        assert (known.market_type, known.stat_category) == (market, category)
