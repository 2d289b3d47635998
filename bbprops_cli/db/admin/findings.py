"""What `doctor` reports: one finding for each check, and the exit code of the worst."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from bbprops_cli import settings
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.errors import BBPropsError, ExitCode
from bbprops_cli.rules.db.limits import Verdict

Result = TypeVar("Result")
# The worst first: without a database nothing else can be known.
SEVERITY = (
    ExitCode.UNREACHABLE,
    ExitCode.LOCKED,
    ExitCode.NOT_MIGRATED,
    ExitCode.INVALID,
    ExitCode.USAGE,
    ExitCode.BUSY,
    ExitCode.FAILURE,
)


class Finding(NamedTuple):
    """The result of one check; unless its code is OK there is something to do, and `hint` is the next step."""

    check: str
    value: str
    code: ExitCode = ExitCode.OK
    hint: str = ""
    limit: str = ""
    is_warning: bool = False

    @property
    def verdict(self) -> Verdict:
        """The finding in one word."""
        return "ok" if not self.code else "warning" if self.is_warning else "error"

    def judged(self, verdict: Verdict, hint: str) -> "Finding":
        """This finding with a verdict on its value; the hint is for a value beyond the limit."""
        if verdict == "ok":
            return self
        return self._replace(code=ExitCode.INVALID, hint=hint, is_warning=verdict == "warning")


def worst(findings: list[Finding]) -> ExitCode:
    """The exit code of the worst finding."""
    codes = {finding.code for finding in findings} - {ExitCode.OK}
    return min(codes, key=lambda code: SEVERITY.index(code) if code in SEVERITY else len(SEVERITY), default=ExitCode.OK)


def attempt(check: str, look: Callable[[], Result]) -> Result | Finding:
    """The result of `look`, or a Finding about its failure."""
    try:
        return look()
    except Exception as error:
        meaning = error if isinstance(error, BBPropsError) else explain(error)
        if meaning is None:
            raise
        return Finding(check, settings.without_secrets(str(meaning)).rstrip("."), meaning.exit_code, meaning.hint)


def run(check: str, look: Callable[[], Finding]) -> Finding:
    """The finding of `look`, or the one about its failure."""
    return attempt(check, look)
