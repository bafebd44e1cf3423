"""Runs of checks as the pages show them: read from the file of a job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from padanan.values.findings import DismissedFinding, FindingInContext
from tm.errors import NotFound
from web.api.checks import DescribedCheck, list_checks
from web.api.dismissals import list_dismissals
from web.api.jobs.job_progress import list_own_jobs, show_job
from web.jobs.critical_findings import read_critical_fingerprints
from web.jobs.file_parts import read_file
from web.jobs.job import Job, JobKind, JobState
from web.pages.checks.groups import (
    FindingGroup,
    ShownFinding,
    find_state,
    group_findings,
)
from web.request_context import RequestContext

_MAX_RUNS = 100
_finding_decoder = msgspec.json.Decoder(FindingInContext)


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A run of checks, and what was found."""

    job: Job
    groups: Sequence[FindingGroup]
    check_by_id: Mapping[str, DescribedCheck]
    earlier_job: Job | None
    """The run before of the same texts."""
    vanished_count: int
    """Findings of the run before that are not found any more."""

    @property
    def subject(self) -> Mapping[str, str]:
        """What was checked."""
        return read_subject(self.job)

    @property
    def word_count(self) -> int:
        """Words of the translations that were checked."""
        word_counts: Mapping[str, Any] = (self.job.result or {}).get("words", {})
        total: int = word_counts.get("total", 0)
        return total

    @property
    def is_stored(self) -> bool:
        """Whether the texts are stored, so that a fix can be applied."""
        return self.subject.get("kind") in ("article", "memory", "selection")

    def find_group(self, group_id: str) -> FindingGroup:
        """Find a group. Raises NotFound."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise NotFound(f"no group {group_id!r} in this run")


def read_subject(job: Job) -> Mapping[str, str]:
    """Read what a run checked, once it is done."""
    subject: Mapping[str, str] = (job.result or {}).get("about", {})
    return subject


def list_runs(context: RequestContext) -> Sequence[Job]:
    """List the runs that the pages can show, the latest first."""
    return [
        job
        for job in list_own_jobs(context, limit=_MAX_RUNS)
        if job.kind is JobKind.CHECK
        and (job.state is not JobState.DONE or read_subject(job))
    ]


def read_run(context: RequestContext, job_id: str) -> CheckRun:
    """Read a run with its groups. Raises NotFound."""
    job = show_job(context, job_id)
    if job.kind is not JobKind.CHECK:
        raise NotFound(f"{job_id} is no run of checks")
    checks = list_checks(context)
    check_by_id = {check.id: check for check in checks}
    if job.state is not JobState.DONE:
        return CheckRun(job, (), check_by_id, None, 0)
    findings = _read_findings(context, job)
    earlier_run = _find_earlier_run(context, job)
    earlier_fingerprints = (
        None
        if earlier_run is None
        else {finding.fingerprint for finding in _read_findings(context, earlier_run)}
    )
    dismissals = list_dismissals(context)
    dismissal_by_fingerprint = {
        dismissal.fingerprint: dismissal
        for dismissal in dismissals
        if dismissal.is_in_force
    }
    change_set_by_fingerprint: Mapping[str, Any] = (job.result or {}).get("fixed", {})
    critical_fingerprints = read_critical_fingerprints(
        context.database, context.memory_name
    )
    shown_findings = [
        ShownFinding(
            finding,
            find_state(
                finding,
                dismissal_by_fingerprint=dismissal_by_fingerprint,
                fixed_fingerprints=change_set_by_fingerprint,
                earlier_fingerprints=earlier_fingerprints,
            ),
            _find_dismissal(dismissal_by_fingerprint, finding),
            finding.fingerprint in critical_fingerprints,
        )
        for finding in findings
    ]
    vanished_fingerprints = (earlier_fingerprints or set()) - {
        finding.fingerprint for finding in findings
    }
    return CheckRun(
        job,
        group_findings(shown_findings),
        check_by_id,
        earlier_run,
        len(vanished_fingerprints),
    )


def _find_dismissal(
    dismissal_by_fingerprint: Mapping[str, DismissedFinding], finding: FindingInContext
) -> DismissedFinding | None:
    return dismissal_by_fingerprint.get(finding.fingerprint)


def _read_findings(context: RequestContext, job: Job) -> list[FindingInContext]:
    content = b"".join(read_file(context.server.database, job.id))
    return [_finding_decoder.decode(line) for line in content.splitlines() if line]


def _find_earlier_run(context: RequestContext, job: Job) -> Job | None:
    """Find the run before of the same article, selection, file name or memory."""
    subject = _identify_subject(job)
    if subject.get("kind") == "text":
        return None
    runs = [
        earlier_job
        for earlier_job in list_runs(context)
        if earlier_job.state is JobState.DONE
        and _identify_subject(earlier_job) == subject
        and (earlier_job.created_at, earlier_job.id) < (job.created_at, job.id)
    ]
    return max(runs, key=lambda run: (run.created_at, run.id), default=None)


def _identify_subject(job: Job) -> Mapping[str, str]:
    """Read what a run checked, without the headline, which may change."""
    subject = read_subject(job)
    return {name: value for name, value in subject.items() if name != "headline"}
