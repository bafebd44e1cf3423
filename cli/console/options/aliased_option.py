"""Options that keep their former names, so that scripts go on working."""

from collections.abc import Sequence
from typing import Any

import click


class AliasedOption(click.Option):
    """An option that is also read by former names, which the help leaves out.

    `off_aliases`: former names of the switch that turns a flag off.
    """

    # Any: what click's own options take.
    def __init__(
        self,
        *option_names: Any,
        aliases: Sequence[str],
        off_aliases: Sequence[str] = (),
        **settings: Any,
    ) -> None:
        super().__init__(*option_names, **settings)
        self.aliases = tuple(aliases)
        self.off_aliases = tuple(off_aliases)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Have the parser read the former names like the others."""
        super().add_to_parser(parser, ctx)
        for alias_names, flag_value in (
            (self.aliases, True),
            (self.off_aliases, False),
        ):
            if not alias_names:
                continue
            if self.is_flag and self.secondary_opts:
                parser.add_option(
                    obj=self,
                    opts=alias_names,
                    dest=self.name,
                    action="store_const",
                    const=flag_value,
                )
            elif self.is_flag:
                parser.add_option(
                    obj=self,
                    opts=alias_names,
                    dest=self.name,
                    action="store_const",
                    const=self.flag_value,
                )
            else:
                action = "append" if self.multiple else "store"
                parser.add_option(
                    obj=self,
                    opts=alias_names,
                    dest=self.name,
                    action=action,
                    nargs=self.nargs,
                )
