"""Checks of source texts, as texts of their own in their language."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.engine.check import Check, Level
from checks.engine.document import held, release
from checks.engine.findings import Failure, issued
from checks.engine.messages import IN_THE_SOURCE
from checks.engine.unit import Context, Unit
from tm.finding import Issue, Severity, fingerprint
from tm.text.locale import Locale

SOURCE_CHECKS = frozenset(
    {
        "char.control",
        "char.invisible",
        "char.lookalike",
        "char.mojibake",
        "char.nfc",
        "name.variant",
        "num.format",
        "space.double",
    }
)
"""The checks that are sure enough of a text that nobody here has written."""


def issues_of_sources(
    subjects: Sequence[Unit],
    locale: Locale,
    checks: Sequence[Check],
    failures: list[Failure],
) -> Iterator[Issue]:
    """The issues of the source texts of a document, each as the source's of its unit.

    None is an error: whoever translates may not be able to change the text.
    """
    context = Context(locale)
    texts = held(
        one._replace(target=one.source, source=None) for one in subjects if one.source
    )
    issues: list[Issue] = []
    for entry in checks if texts else ():
        if entry.level is Level.DOCUMENT:
            issues += issued(entry, texts, texts[0], context, failures)
        else:
            for text in texts:
                issues += issued(entry, text, text, context, failures)
    release(texts)
    about = {issue.unit for issue in issues}
    units = {one.id: one for one in subjects if one.id in about}
    for issue in issues:
        unit = units[issue.unit]
        mild = issue.severity is not Severity.ERROR
        yield replace(
            issue,
            severity=issue.severity if mild else Severity.WARNING,
            message=IN_THE_SOURCE + issue.message,
            source_span=issue.target_span,
            target_span=None,
            fingerprint=fingerprint(
                f"source {issue.check}", unit.source, unit.target, issue.target_span
            ),
        )
