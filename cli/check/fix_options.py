"""The options of `check` that apply fixes."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from checks.engine.check import resolve_check_ids
from checks.profile import CheckPlan
from cli.check.session.check_options import split_names
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.option_group import option_group
from cli.console.options.unused_options import refuse_unused_options
from tm.errors import InputError

_TERM_FAMILY = "term"
"""The family whose fixes follow the termbase, and are applied on request only."""


@dataclass(frozen=True, slots=True)
class FixOptions:
    """Whether fixes are applied, and which."""

    applies_safe_fixes: bool
    fixed_check_lists: Sequence[str]
    applies_term_fixes: bool
    output_path: str | None
    skips_confirmation: bool

    @property
    def named_check_names(self) -> list[str]:
        """Ids or families whose fixes are applied; empty for all safe fixes."""
        return split_names(self.fixed_check_lists)

    @property
    def is_active(self) -> bool:
        """Whether any fixes are to be applied."""
        return bool(
            self.applies_safe_fixes or self.fixed_check_lists or self.applies_term_fixes
        )

    def require_consistent(self, *, report_paths: Sequence[str]) -> None:
        """Raise InputError for options that exclude each other."""
        if self.is_active and report_paths:
            raise InputError("give only one of --fix and --report")
        if self.output_path is not None and not self.is_active:
            raise InputError("-O goes with --fix; write a report with --report FILE")
        refuse_unused_options(self.is_active, "--fix", "skips_confirmation")
        refuse_unused_options(
            not self.is_active,
            "checking without --fix",
            "failing_severity",
            "process_count",
        )

    def choose_check_ids(self, plan: CheckPlan) -> list[str]:
        """Choose the checks whose fixes are applied. Raises UnknownName."""
        named_check_ids = resolve_check_ids(self.named_check_names)
        return [
            check.id
            for check in plan.checks
            if check.id in named_check_ids
            or (not named_check_ids and check.safe_fixes)
            or (self.applies_term_fixes and check.family == _TERM_FAMILY)
        ]

    def choose_offered_check_ids(self, plan: CheckPlan) -> list[str]:
        """Choose the other checks with fixes, to be offered; none if some are named."""
        applied_check_ids = {*self.choose_check_ids(plan)}
        return [
            check.id
            for check in plan.checks
            if check.unsafe_fixes
            and check.id not in applied_check_ids
            and not self.named_check_names
        ]


fix_options = option_group(
    "fix_options",
    FixOptions,
    click.option("--fix", "applies_safe_fixes", is_flag=True, help="Apply safe fixes."),
    click.option(
        "--fix-only",
        "fixed_check_lists",
        multiple=True,
        metavar="IDS",
        help="Apply only fixes of these checks.",
    ),
    click.option(
        "--fix-terms",
        "applies_term_fixes",
        is_flag=True,
        help="Also apply terminology fixes.",
    ),
    click.option(
        "-O",
        "--output",
        "output_path",
        cls=AliasedOption,
        aliases=["--out"],
        metavar="OUT",
        help="Write the fixed file here.",
    ),
    click.option(
        "--yes", "skips_confirmation", is_flag=True, help="Apply fixes without asking."
    ),
)
