"""What is to be mended, as the options of `check` say it."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from checks.engine.check import ids_of
from checks.profile import Plan
from cli.check.session.check_options import names
from cli.console.option_group import option_group
from cli.console.unused_options import refuse_unused_options
from tm.errors import InputError

_TERMS = "term"
"""The family whose fixes are a matter of the termbase: only on request."""


@dataclass(frozen=True, slots=True)
class FixOptions:
    """Whether to mend, and what."""

    fixes: bool
    fix_only: Sequence[str]
    fix_terms: bool
    out: str | None
    yes: bool

    @property
    def only(self) -> list[str]:
        """The ids or families that are named to be mended; empty for what is safe."""
        return names(self.fix_only)

    @property
    def is_wanted(self) -> bool:
        """Whether anything is to be mended at all."""
        return bool(self.fixes or self.fix_only or self.fix_terms)

    def demand_sense(self, *, reports: Sequence[str]) -> None:
        """Raise InputError for options that have nothing to do with each other."""
        if self.is_wanted and reports:
            raise InputError("--fix writes no --report: make one before or after it")
        if self.out is not None and not self.is_wanted:
            raise InputError("-O goes with --fix; a report is written by --report FILE")
        refuse_unused_options(self.is_wanted, "mending: give --fix", "yes")
        refuse_unused_options(
            not self.is_wanted, "findings that are told", "fail_on", "jobs"
        )

    def ids(self, plan: Plan) -> list[str]:
        """The checks of a plan whose fixes are applied. Raises UnknownName."""
        named = ids_of(self.only)
        return [
            entry.id
            for entry in plan.checks
            if entry.id in named
            or (not named and entry.mends)
            or (self.fix_terms and entry.family == _TERMS)
        ]

    def others(self, plan: Plan) -> list[str]:
        """The checks of a plan that have fixes as well; none where some are named."""
        taken = {*self.ids(plan)}
        return [
            entry.id
            for entry in plan.checks
            if entry.fixes and entry.id not in taken and not self.only
        ]


fix_options = option_group(
    "fixing",
    FixOptions,
    click.option(
        "--fix", "fixes", is_flag=True, help="Mend what can be mended safely."
    ),
    click.option("--fix-only", multiple=True, metavar="IDS", help="Mend these only."),
    click.option("--fix-terms", is_flag=True, help="Put the right terms in, too."),
    click.option("-O", "--out", metavar="FILE", help="Write the mended file here."),
    click.option("--yes", is_flag=True, help="Do not ask before mending."),
)
