"""Reading the findings of a run of checks."""

import logging
from collections.abc import Iterable, Iterator

from checks.engine.unit import Unit
from checks.runner.run import Scope
from checks.session import CheckSession
from tm.finding import Finding

_log = logging.getLogger("padanan.checks")


def find(
    session: CheckSession, units: Iterable[Unit], *, as_typed: bool = False
) -> Iterator[Finding]:
    """Check units, and log checks that broke: the other checks go on.

    `as_typed`: the texts may hold characters that are not composed (NFC).
    """
    run = session.check(
        units, scope=Scope(include_sources=True, may_be_uncomposed=as_typed)
    )
    yield from run
    for failure in run.failures:
        _log.warning(
            "the check %s broke on unit %s: %s",
            *(failure.check, failure.unit, failure.reason),
        )
