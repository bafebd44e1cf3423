"""The options of `check` that apply fixes."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from checks.engine.check import resolve_check_ids
from checks.profile import CheckPlan
from cli.check.session.check_options import split_names
from cli.console.option_group import option_group
from cli.console.unused_options import refuse_unused_options
from tm.errors import InputError

_TERM_FAMILY = "term"
"""The family whose fixes follow the termbase, and are applied on request only."""


@dataclass(frozen=True, slots=True)
class FixOptions:
    """Whether fixes are applied, and which."""

    safe_fixes: bool
    fix_only: Sequence[str]
    fix_terms: bool
    out: str | None
    yes: bool

    @property
    def named_checks(self) -> list[str]:
        """Ids or families whose fixes are applied; empty for all safe fixes."""
        return split_names(self.fix_only)

    @property
    def is_active(self) -> bool:
        """Whether any fixes are to be applied."""
        return bool(self.safe_fixes or self.fix_only or self.fix_terms)

    def require_consistent(self, *, reports: Sequence[str]) -> None:
        """Raise InputError for options that exclude each other."""
        if self.is_active and reports:
            raise InputError("--fix and --report: give one of them at a time")
        if self.out is not None and not self.is_active:
            raise InputError("-O goes with --fix; write a report with --report FILE")
        refuse_unused_options(self.is_active, "--fix", "yes")
        refuse_unused_options(
            not self.is_active, "checking without --fix", "fail_on", "jobs"
        )

    def choose_checks(self, plan: CheckPlan) -> list[str]:
        """Choose the checks whose fixes are applied. Raises UnknownName."""
        named = resolve_check_ids(self.named_checks)
        return [
            entry.id
            for entry in plan.checks
            if entry.id in named
            or (not named and entry.safe_fixes)
            or (self.fix_terms and entry.family == _TERM_FAMILY)
        ]

    def choose_offered_checks(self, plan: CheckPlan) -> list[str]:
        """Choose the other checks with fixes, to be offered; none if some are named."""
        applied_ids = {*self.choose_checks(plan)}
        return [
            entry.id
            for entry in plan.checks
            if entry.unsafe_fixes
            and entry.id not in applied_ids
            and not self.named_checks
        ]


fix_options = option_group(
    "fix_options",
    FixOptions,
    click.option("--fix", "safe_fixes", is_flag=True, help="Apply safe fixes."),
    click.option(
        "--fix-only",
        multiple=True,
        metavar="IDS",
        help="Apply only fixes of these checks.",
    ),
    click.option("--fix-terms", is_flag=True, help="Also apply terminology fixes."),
    click.option("-O", "--out", metavar="FILE", help="Write the fixed file here."),
    click.option("--yes", is_flag=True, help="Apply fixes without asking."),
)
