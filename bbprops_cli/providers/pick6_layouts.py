"""The layouts in which DraftKings Pick6 has sent its pickables over the years."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from bbprops_cli.providers.json_fields import Json, extras, record, records

MAP, CARDS = "pickableIdToPickableMap", "pickCardData"
BY_ID = ("pickCardByPickableId", "pickableIdToPickCardMap")
# Keys of a stat line that have a column of their own, or only say how the page is drawn.
_STAT_LINE = {"statCategory", "targetValue", "competitionId", "isStatLineDisabled", "isStatLineSwappable"}


class _Found(NamedTuple):
    """The holders of pickables in an object, and the part of it that has to be searched for others."""

    holders: Iterable[Any]
    inside: object = None


def holders(node: object, depth: int) -> Iterator[object]:
    """The objects that hold a pickable beside its market, and any other value in their place.

    `depth` is how many levels the search goes down.
    """
    if isinstance(node, dict):
        for recognise in _LAYOUTS:
            if found := recognise(node):
                yield from found.holders
                yield from holders(found.inside, depth - 1)
                return
    if depth <= 0 or not isinstance(node, list | dict):
        return
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        if key == MAP and isinstance(child, dict):
            yield from child.values()
        else:
            yield from holders(child, depth - 1)


def _pickable(node: Json) -> _Found | None:
    """A pickable with all that belongs to it inside."""
    return _Found([node]) if isinstance(node.get("pickable"), dict) else None


def _stat_line(node: Json) -> _Found | None:
    """A player with the game, beside one line of that player: the first half of 2024."""
    if not isinstance(line := node.get("draftableStatLine"), dict):
        return None
    player = record(node.get("playerDetail"))
    team, category = record(player.get("team")), record(line.get("statCategory"))
    entity = _entity({"dkId": player.get("playerDkId")}, player, record(player.get("nextCompetition")), team)
    named = {"marketName": category.get("name"), "marketAbbreviation": category.get("abbreviation")}
    market = {"pickableMarketId": line.get("moreDraftableId"), "targetValue": line.get("targetValue")}
    open_markets = [] if line.get("isStatLineDisabled") else [market | extras(line, _STAT_LINE)]
    pickable = {"marketCategory": named, "pickableEntities": [entity]}
    return _Found([{"pickable": pickable, "activeMarkets": open_markets}])


def _cards_by_id(node: Json) -> _Found | None:
    """Cards by the id of their pickable, with players, games, teams and categories by id: since 2026."""
    cards = next(filter(None, (record(node.get(name)) for name in BY_ID)), None)
    return _Found(_of_cards_by_id(cards, node | record(node.get("pickCardLookups")))) if cards else None


def _cards(node: Json) -> _Found | None:
    """Cards beside lists of players, markets and games."""
    if not isinstance(cards := node.get(CARDS), dict):
        return None
    competitions = {str(one.get("competitionId")): one for one in records(node.get("allCompetitions"))}
    return _Found(_of_cards(cards, competitions), inside=cards.get("pickCardsByPickGroup"))


# The first layout that recognises an object reads it.
_LAYOUTS: tuple[Callable[[Json], _Found | None], ...] = (_pickable, _stat_line, _cards_by_id, _cards)


def _of_cards(cards: Json, competitions: dict[str, Json]) -> Iterator[Json]:
    """The pickables of cards beside lists of players, markets and games, as if each held all that belongs to it."""
    groups = record(cards.get("pickCardsByPickGroup"))
    people, markets = record(groups.get("entityInfoByDkId")), record(groups.get("marketPillByCategoryId"))
    known = {str(card.get("pickableId")): card for card in records(groups.get("pickCards"))}
    for active in records(cards.get("activePickables")):
        card = known.get(str(active.get("pickableId")), {})
        entities = []
        for entity in records(card.get("entities")):
            person, summary = record(people.get(str(entity.get("dkId")))), competitions.get(_game_id(entity), {})
            teams = (record(summary.get(side)) for side in ("homeTeam", "awayTeam"))
            team = next((team for team in teams if team.get("teamId") and team["teamId"] == person.get("teamId")), {})
            entities.append(_entity(entity, person, summary, team))
        category = {"marketName": record(markets.get(str(card.get("marketCategoryId")))).get("name")}
        pickable = {"pickableId": active.get("pickableId"), "marketCategory": category, "pickableEntities": entities}
        yield {"pickable": pickable, "activeMarkets": [] if active.get("isUnpickable") else active.get("activeMarkets")}


def _of_cards_by_id(cards: Json, about: Json) -> Iterator[object]:
    """The pickables of cards with markets of several categories, as if each held all that belongs to it."""
    people, games, teams, categories = (
        record(about.get(name))
        for name in ("entityInfoByDkId", "competitionById", "displayTeamById", "pickSixMarketById")
    )
    for sent in cards.values():
        card = record(record(sent).get("pickCard", sent))
        entities = []
        for entity in records(card.get("entities")):
            game = record(games.get(_game_id(entity)))
            place = record(record(game.get("entityCompByDkId")).get(str(entity.get("dkId"))))
            sides = {f"{side}Team": teams.get(str(game.get(f"{side}TeamId"))) for side in ("home", "away")}
            person = {"positionName": place.get("position")} | record(people.get(str(entity.get("dkId"))))
            summary = sides | game | {"competitionId": _game_id(entity)}
            entities.append(_entity(entity, person, summary, record(teams.get(str(place.get("teamId"))))))
        pickable = {"pickableId": card.get("pickableId"), "pickableEntities": entities}
        markets = records(card.get("activePickableMarkets"))
        for market in markets:
            category = record(categories.get(str(market.get("pickSixMarketId"))))
            named = {"marketName": category.get("name"), "marketAbbreviation": category.get("abbreviation")}
            yield {"pickable": pickable | {"marketCategory": named}, "activeMarket": market}
        if not markets:
            yield {"pickable": pickable, "activeMarkets": []} if card else sent


def _game_id(entity: Json) -> str:
    games = entity.get("compIds")
    return str(games[0]) if isinstance(games, list) and games else ""


def _entity(entity: Json, person: Json, summary: Json, team: Json) -> Json:
    competition = {"competitionSummary": summary, "team": team, "positionName": person.get("positionName")}
    name = person.get("fullName") or person.get("displayName") or person.get("name")
    return {"dkId": entity.get("dkId"), "displayName": name, "pickableCompetitions": [competition]}
