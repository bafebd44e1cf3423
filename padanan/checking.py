"""Checking units and reading the findings."""

import logging
from collections.abc import Iterable, Iterator

from checks.engine.unit import Unit
from checks.runner.document_batch import RunScope
from checks.session import CheckSession
from tm.finding import Finding

_log = logging.getLogger("padanan.checks")


def iterate_findings(
    session: CheckSession, units: Iterable[Unit], *, may_be_uncomposed: bool = False
) -> Iterator[Finding]:
    """Check units and yield the findings; failures of single checks are logged.

    `may_be_uncomposed`: whether texts may not be in NFC.
    """
    scope = RunScope(includes_sources=True, may_be_uncomposed=may_be_uncomposed)
    check_run = session.check(units, scope=scope)
    yield from check_run
    for failure in check_run.failures:
        _log.warning(
            "the check %s broke on unit %s: %s",
            failure.check_id,
            failure.unit_id,
            failure.reason,
        )
