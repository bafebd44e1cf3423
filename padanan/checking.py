"""Checking units and reading the findings."""

import logging
from collections.abc import Iterable, Iterator

from checks.engine.unit import Unit
from checks.inputs.article import read_article_units
from checks.inputs.translation_units import read_memory_units
from checks.runner.document_batch import RunScope
from checks.runner.run import Run
from checks.session import CheckSelection, CheckSession
from padanan.values.articles import IngestedArticle
from tm.errors import NotFound
from tm.finding import Finding
from tm.progress import ReportProgress, report_each_item
from tm.settings import Settings
from tm.store.database import Database
from tm.text.locale import Locale

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
    log_failures(check_run)


def log_failures(check_run: Run) -> None:
    """Log the checks that broke in a run that has ended."""
    for failure in check_run.failures:
        _log.warning(
            "the check %s broke on unit %s: %s",
            failure.check_id,
            failure.unit_id,
            failure.reason,
        )


def check_stored_units(
    database: Database | None,
    settings: Settings,
    article: IngestedArticle | str | None,
    selection: CheckSelection,
    locales: tuple[Locale, Locale],
    report_progress: ReportProgress,
) -> Iterator[Finding]:
    """Check an article, by its value or key, or all units of a database.

    `report_progress` takes how many more units of all were read. Raises InputError,
    NotFound and StoreError.
    """
    source_locale, target_locale = locales
    check_session = CheckSession.open(
        settings.checks,
        target_locale=target_locale,
        source_locale=source_locale,
        database=database,
        selection=selection,
    )
    if database is None:
        if article is None:
            return iter(())
        raise NotFound("no article: nothing is stored yet")
    if article is None:
        checked_and_stored_units = read_memory_units(
            database, source_locale=source_locale, target_locale=target_locale
        )
        units = (unit for unit, _ in checked_and_stored_units)
        return iterate_findings(check_session, report_each_item(units, report_progress))
    article_key = article if isinstance(article, str) else article.key
    article_units = read_article_units(
        database, article_key, source_locale=source_locale, target_locale=target_locale
    )
    return iterate_findings(check_session, article_units)


def ignore_progress(added_unit_count: int) -> None:
    """Take how many more units were read, and tell nobody."""
