"""Marking findings as critical, which no check can tell, for the scorecards of runs."""

from typing import Literal

from tm.errors import InputError
from web.jobs.critical_findings import mark_as_critical, unmark_as_critical
from web.pages.checks.group_form import GroupForm, choose_findings, redirect_to_group
from web.pages.checks.runs import read_run
from web.pages.page_route import N_, PageGroup, Redirect
from web.request_context import RequestContext
from web.route import Role

CRITICAL_MARK_PAGES = PageGroup()


class CriticalMarkForm(GroupForm, frozen=True, kw_only=True):
    """Findings of a group, and whether they are critical."""

    mark: Literal["critical", "not_critical"] = "critical"


@CRITICAL_MARK_PAGES.add(
    *("POST", "/checks/{id}/critical", "check_run.html"),
    title=N_("Checks"),
    role=Role.TRANSLATOR,
)
def mark_findings(context: RequestContext, form: CriticalMarkForm) -> Redirect:
    """Mark findings as critical, or no longer; they stay open."""
    run = read_run(context, form.id)
    fingerprints = {
        shown_finding.finding.fingerprint
        for shown_finding in choose_findings(run.find_group(form.group), form)
    }
    if not fingerprints:
        raise InputError("no finding is chosen", parameters=("fingerprints",))
    if form.mark == "critical":
        mark_as_critical(
            *(context.database, context.memory_name),
            fingerprints,
            context.person.person_id,
        )
        count_parameter = "marked"
    else:
        unmark_as_critical(context.database, context.memory_name, fingerprints)
        count_parameter = "unmarked"
    return redirect_to_group(
        context, form, form.group, **{count_parameter: len(fingerprints)}
    )
