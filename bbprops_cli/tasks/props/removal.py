"""Props to deactivate or delete: counted first, and removed once a person has agreed."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from bbprops_cli.clock import machine_time
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.clock import require_clock
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.props import changes, kickoff, selection
from bbprops_cli.queries.props.selection import PropChoice
from bbprops_cli.rules.values.typed_time import parse_past

Verb = Literal["deactivate", "delete"]
Note = Callable[[str], None]


class Plan(NamedTuple):
    """Props to deactivate or delete, the database that holds them, and its environment label."""

    verb: Verb
    where: Target
    environment: str
    request: Request
    platforms: changes.ByPlatform

    @property
    def total(self) -> int:
        """How many props it is about."""
        return sum(self.platforms.values())


def plan_deactivation(choice: PropChoice, ended_before: str, *, note: Note) -> Plan:
    """The props of the board to deactivate; raises UsageError for a choice that means the whole board.

    `ended_before` is the time before which a game began, as typed; empty for any. A day without a time begins when it
    ends. `note` hears of older seasons.
    """
    if ended_before:
        parse_past(
            ended_before, machine_time(), option="--ended-before"
        )  # a typing error is reported without a connection
    if not (choice.narrows or ended_before):
        raise UsageError("this would deactivate the whole board", hint="pass a filter, such as --ended-before 6h")

    def choose(db: Db) -> Request:
        request = selection.request(db, choice, note=note)
        if not ended_before:
            return request
        return request._replace(also=kickoff.begun(parse_past(ended_before, db.now(), option="--ended-before")))

    return _plan("deactivate", choose)


def plan_deletion(references: Sequence[str], choice: PropChoice, *, note: Note) -> Plan:
    """The props to delete: those that the references name, or those of the choice.

    Raises UsageError for both or neither of them; `note` hears of older seasons.
    """
    if references and choice != PropChoice():
        raise UsageError("PROP cannot be combined with filters", hint="pass ids, or filters")
    if not (references or choice.narrows):
        raise UsageError("this would delete the whole board", hint="name props, or pass a filter, such as --week 5")

    def choose(db: Db) -> Request:
        return selection.several(db, references) if references else selection.request(db, choice, note=note)

    return _plan("delete", choose)


def _plan(verb: Verb, choose: Callable[[Db], Request]) -> Plan:
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.db.connection.target import target

    where = target()
    with reading(where) as db:
        require_clock(db)
        request = choose(db)._replace(now=db.now())  # relative dates mean the same when it is carried out
        return Plan(verb, where, environment.read_from_driver(db), request, changes.count(db, request))


def carry_out(plan: Plan, *, dry_run: bool) -> int:
    """Deactivate or delete the props in one transaction, and say how many there were.

    Raises Conflict if the number of props to delete has changed since they were counted.
    """
    from bbprops_cli.db.connection import writing

    act = {"deactivate": changes.deactivate, "delete": changes.delete}[plan.verb]
    with writing.writing(plan.where, dry_run=dry_run, lock_timeout=writing.BULK_LOCK_TIMEOUT) as db:
        return act(db, plan.request, plan.platforms)
