"""Decisions on findings: dismissing, fixing, and taking a decision back."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from padanan.values.findings import DismissedFinding, FixRequest
from tm.errors import InputError
from web.api.checks import (
    NOT_USEFUL,
    DescribedCheck,
    FixesRequest,
    apply_fixes,
    list_checks,
)
from web.api.dismissals import (
    MAX_REMARK_LENGTH,
    FindingToDismiss,
    GroupDismissal,
    GroupRestoration,
    dismiss_findings,
    list_dismissals,
    restore_findings,
)
from web.api.history import ChangeNameText, undo
from web.api.jobs.job_progress import JobId
from web.api.request_types import Request
from web.jobs.store import add_to_result
from web.pages.checks.group_form import (
    FilterQuery,
    GroupForm,
    choose_findings,
    make_list_place,
    redirect_to_group,
)
from web.pages.checks.groups import GroupId, ShownFinding
from web.pages.checks.precision import list_doubted_checks
from web.pages.checks.runs import CheckRun, read_run
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

DECISION_PAGES = PageGroup()
DecisionId = Annotated[str, msgspec.Meta(pattern=match_whole("[0-9a-f]{12}"))]
_MAX_DECISIONS = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """Dismissals that one person made on one day for one reason."""

    id: str
    dismissals: Sequence[DismissedFinding]

    @property
    def first_dismissal(self) -> DismissedFinding:
        """The dismissal that tells person, day, reason and end of all."""
        return self.dismissals[0]

    @property
    def check_ids(self) -> Sequence[str]:
        """The checks whose findings were dismissed."""
        return sorted(
            {dismissal.check for dismissal in self.dismissals if dismissal.check}
        )


def list_decisions(dismissals: Iterable[DismissedFinding]) -> list[Decision]:
    """Group dismissals by decision, the latest first."""
    dismissals_by_id: dict[str, list[DismissedFinding]] = {}
    for dismissal in dismissals:
        dismissals_by_id.setdefault(_make_decision_id(dismissal), []).append(dismissal)
    decisions = [Decision(*group) for group in dismissals_by_id.items()]
    return sorted(decisions, key=lambda one: one.first_dismissal.at or "", reverse=True)


def find_decision(context: RequestContext, decision_id: str) -> Decision | None:
    """Find a decision, unless it was taken back."""
    for decision in list_decisions(list_dismissals(context)):
        if decision.id == decision_id:
            return decision
    return None


def _make_decision_id(dismissal: DismissedFinding) -> str:
    decision_fields = dismissal.who, dismissal.at, dismissal.why, dismissal.until
    decision_text = "\0".join(value or "" for value in decision_fields)
    return hashlib.blake2b(decision_text.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class DecisionsView:
    """The decisions of everybody."""

    decisions: Sequence[Decision]
    total: int
    """How many decisions there are; only some are shown."""
    doubted_checks: Sequence[DescribedCheck]
    """Those that people found not useful too often."""
    may_decide: bool


class DecisionsRequest(Request, frozen=True):
    """Which decisions to show."""

    restored: Annotated[int, msgspec.Meta(ge=0)] | None = None


@DECISION_PAGES.add(
    "GET",
    "/checks/decisions",
    "check_decisions.html",
    title=N_("Decisions on findings"),
)
def show_decisions(context: RequestContext, request: DecisionsRequest) -> DecisionsView:
    """Show who dismissed what, why and until when."""
    decisions = list_decisions(list_dismissals(context))
    return DecisionsView(
        decisions[:_MAX_DECISIONS],
        len(decisions),
        list_doubted_checks(list_checks(context)),
        context.role.includes(Role.TRANSLATOR),
    )


class DecisionForm(GroupForm, frozen=True, kw_only=True):
    """Findings of a group, and the decision on them."""

    action: Literal["dismiss", "not_useful", "fix"]


@DECISION_PAGES.add(
    *("POST", "/checks/{id}/decide", "check_run.html"),
    title=N_("Checks"),
    role=Role.TRANSLATOR,
)
def decide_on_findings(context: RequestContext, form: DecisionForm) -> Redirect:
    """Decide on findings of a group, and go on with the next group."""
    run = read_run(context, form.id)
    group = run.find_group(form.group)
    chosen_findings = choose_findings(group, form)
    if not chosen_findings:
        raise InputError("no finding is chosen", parameters=("fingerprints",))
    if form.action == "fix":
        return _apply_fixes(context, run, chosen_findings, form)
    reason = form.reason
    if form.action == "not_useful":
        reason = f"{NOT_USEFUL}: {reason}" if reason else NOT_USEFUL
    elif not reason:
        raise InputError("give a reason", parameters=("reason",))
    dismissals = dismiss_findings(
        context,
        GroupDismissal(
            findings=tuple(
                FindingToDismiss(
                    shown_finding.finding.fingerprint,
                    shown_finding.finding.check,
                    shown_finding.finding.quote[:MAX_REMARK_LENGTH] or None,
                )
                for shown_finding in chosen_findings
            ),
            reason=reason,
            until=form.until,
        ),
    )
    return redirect_to_group(
        context, form, form.next, decision=_make_decision_id(dismissals[0])
    )


def _apply_fixes(
    context: RequestContext,
    run: CheckRun,
    chosen_findings: Sequence[ShownFinding],
    form: DecisionForm,
) -> Redirect:
    """Apply the fixes of findings, and remember that they are fixed."""
    fixable_findings = [
        (finding, finding.target_span, finding.fix)
        for finding in (entry.finding for entry in chosen_findings if entry.is_in_unit)
        if finding.fix is not None and finding.target_span is not None
    ]
    if not run.is_stored or not fixable_findings:
        raise InputError("these findings have no fix that can be applied here")
    fixes = tuple(
        FixRequest(finding.unit, finding.target_text, span, fix)
        for finding, span, fix in fixable_findings
        if span is not None and fix is not None
    )
    applied_fixes = apply_fixes(context, FixesRequest(fixes=fixes))
    if applied_fixes.change_set is None:
        return redirect_to_group(context, form, form.next, left=len(applied_fixes.left))
    change_set_name = applied_fixes.change_set
    _change_fixed_findings(
        context,
        run,
        lambda change_set_by_fingerprint: {
            **change_set_by_fingerprint,
            **{
                finding.fingerprint: change_set_name
                for finding, _, _ in fixable_findings
                if finding.unit not in applied_fixes.left
            },
        },
    )
    return redirect_to_group(
        context, form, form.next, fixed=change_set_name, left=len(applied_fixes.left)
    )


class UndoForm(Request, frozen=True):
    """What to take back: a decision, or the change set of fixes."""

    id: JobId | None = None
    decision: DecisionId | None = None
    change_set: ChangeNameText | None = None
    group: GroupId | None = None
    """The group that the decision was about, to go on with."""
    query: FilterQuery = ""


@DECISION_PAGES.add(
    *("POST", "/checks/undo", "check_decisions.html"),
    title=N_("Checks"),
    role=Role.TRANSLATOR,
)
def take_decision_back(context: RequestContext, form: UndoForm) -> Redirect:
    """Take a decision back, or undo fixes."""
    restored_count = 0
    if form.change_set is not None:
        undo(context, form.change_set)
        if form.id is not None:
            run = read_run(context, form.id)
            fixed = (run.job.result or {}).get("fixed", {})
            restored_count = list(fixed.values()).count(form.change_set)
            _change_fixed_findings(
                context,
                run,
                lambda change_set_by_fingerprint: {
                    fingerprint: change_set
                    for fingerprint, change_set in change_set_by_fingerprint.items()
                    if change_set != form.change_set
                },
            )
    elif form.decision is not None:
        decision = find_decision(context, form.decision)
        dismissals = () if decision is None else decision.dismissals
        if dismissals:
            fingerprints = tuple(dismissal.fingerprint for dismissal in dismissals)
            restored_count = restore_findings(
                context, GroupRestoration(fingerprints=fingerprints)
            )
    path = "/checks/decisions" if form.id is None else f"/checks/{form.id}"
    address = make_memory_address(context, path, restored=restored_count)
    return Redirect(address + make_list_place(form.query, form.group))


def _change_fixed_findings(
    context: RequestContext,
    run: CheckRun,
    change: Callable[[Mapping[str, str]], Mapping[str, str]],
) -> None:
    change_set_by_fingerprint: Mapping[str, str] = (run.job.result or {}).get(
        "fixed", {}
    )
    add_to_result(
        context.server.database, run.job, {"fixed": change(change_set_by_fingerprint)}
    )
