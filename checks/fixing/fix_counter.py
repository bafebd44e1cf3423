"""Counts of fixes that other checks could make, while texts are fixed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from checks.engine.check import CHECKS, Level
from checks.engine.document import Document
from checks.engine.unit import Context
from checks.runner.corpus import Corpus, run_corpus_checks
from checks.runner.overlaps import Overlaps
from tm.finding import Finding


class Offers:
    """What some checks could fix in the texts as they are, by check.

    `wanted`: which findings count. A document is taken with what all of them say of it;
    those that look at the corpus wait for the last one.
    """

    def __init__(
        self,
        checks: Sequence[str],
        is_wanted: Callable[[Finding], bool] = lambda finding: True,
    ) -> None:
        entries = [CHECKS[id] for id in checks]
        self.checks = [check for check in entries if check.level is not Level.CORPUS]
        """Those whose findings are to be taken."""
        self._overlaps = Overlaps(self.checks)
        self._of_corpus = [check for check in entries if check.level is Level.CORPUS]
        self._corpus = Corpus(may_be_uncomposed=True)
        self._wanted = is_wanted
        self._counts: Counter[str] = Counter()

    def take(self, document: Document, findings: Sequence[Finding]) -> None:
        """Count the fixes of a document."""
        if self._of_corpus:
            for unit in document:
                self._corpus.append(unit)
        self._count(self._overlaps.merge(findings))

    def total(self, context: Context) -> Counter[str]:
        """Count the fixes of all documents, including corpus checks; call it once."""
        corpus_findings = run_corpus_checks(self._corpus, context, self._of_corpus, [])
        self._count(finding for finding, _ in corpus_findings)
        self._corpus.close()
        return self._counts

    def _count(self, findings: Iterable[Finding]) -> None:
        self._counts.update(
            finding.check
            for finding in findings
            if finding.fix is not None
            and finding.target_span is not None
            and self._wanted(finding)
        )
