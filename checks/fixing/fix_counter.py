"""Count the fixes that further checks offer while texts are fixed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from checks.engine.check import CHECKS, Level
from checks.engine.document import DocumentUnits
from checks.engine.unit import Context
from checks.runner.corpus import Corpus, run_corpus_checks
from checks.runner.overlaps import Overlaps
from tm.finding import Finding


class FixCounter:
    """Counts the possible fixes of some checks, by check.

    `is_counted` selects the findings to count. A document is counted with the findings
    of all checks about it; corpus checks run at the end.
    """

    def __init__(
        self,
        check_ids: Sequence[str],
        is_counted: Callable[[Finding], bool] = lambda finding: True,
    ) -> None:
        all_checks = [CHECKS[check_id] for check_id in check_ids]
        self.checks = [check for check in all_checks if check.level is not Level.CORPUS]
        """The checks whose findings `count_document` takes."""
        self._overlaps = Overlaps(self.checks)
        self._corpus_checks = [
            check for check in all_checks if check.level is Level.CORPUS
        ]
        self._corpus = Corpus(may_be_uncomposed=True)
        self._is_counted = is_counted
        self._counts: Counter[str] = Counter()

    def count_document(
        self, document: DocumentUnits, findings: Sequence[Finding]
    ) -> None:
        """Count the fixes of a document."""
        if self._corpus_checks:
            for unit in document:
                self._corpus.append(unit)
        self._count_fixes(self._overlaps.merge(findings))

    def count_all_fixes(self, context: Context) -> Counter[str]:
        """Count the fixes of all documents, including corpus checks; call it once."""
        corpus_findings = run_corpus_checks(
            self._corpus, context, self._corpus_checks, []
        )
        self._count_fixes(finding for finding, _ in corpus_findings)
        self._corpus.close()
        return self._counts

    def _count_fixes(self, findings: Iterable[Finding]) -> None:
        self._counts.update(
            finding.check
            for finding in findings
            if finding.fix is not None
            and finding.target_span is not None
            and self._is_counted(finding)
        )
