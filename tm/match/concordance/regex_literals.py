"""What a text must hold for a regular expression to match, as far as is plain to see.

Only what stands outside of all brackets is looked at, and anything odd means that
nothing is known: a literal that is not needed would hide matches.
"""

import regex

from tm.text.normal import folded

# Flags within the expression, but those for a part of it: what they mean may be
# anything; `x` makes spaces and signs mean something else.
_GLOBAL_FLAGS = regex.compile(r"\(\?[A-Za-z01-]*\)")
_MARKS = frozenset(".^$")
_QUANTIFIERS = frozenset("*?{")
_PLAIN_ESCAPES = frozenset(r"\.^$*+?{}[]()|-/\"'#&~%_:,;!@=<> ")


def needed_literals(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Folded texts of which all of one tuple are in any text that the pattern matches.

    >>> needed_literals("công ước (Hà Nội)?|konvensi")
    (('cong uoc ',), ('konvensi',))
    >>> needed_literals("[ck]onvensi hanoi?|.*")
    (('onvensi hano',), ())
    """
    if _GLOBAL_FLAGS.search(pattern):
        return ((),)
    try:
        runs = _Runs(pattern).read()
    except ValueError:
        return ((),)
    return tuple(
        tuple(form for run in alternative if (form := folded(run)))
        for alternative in runs
    )


class _Runs:
    """Reads a pattern from left to right, collecting runs of plain characters."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._place = 0
        self._run: list[str] = []
        self._alternatives: list[list[str]] = [[]]

    def read(self) -> list[list[str]]:
        while self._place < len(self._pattern):
            self._step(self._next())
        self._end_run()
        return self._alternatives

    def _step(self, character: str) -> None:
        if character == "|":
            self._end_run()
            self._alternatives.append([])
        elif character == "(":
            self._end_run()
            self._skip_group()
        elif character == "[":
            self._end_run()
            self._skip_set()
        elif character in _QUANTIFIERS:
            # The character before it may be missing.
            del self._run[-1:]
            self._end_run()
            if character == "{":
                self._skip_to("}")
        elif character == "\\":
            self._escape()
        elif character in _MARKS or character == "+":
            self._end_run()
        elif character in "])}":
            raise ValueError
        else:
            self._run.append(character)

    def _escape(self) -> None:
        escaped = self._next()
        if escaped in _PLAIN_ESCAPES:
            self._run.append(escaped)
            return
        self._end_run()
        if escaped not in "bBdDsSwWAZmM":
            raise ValueError  # it takes more characters, or means what we do not know

    def _skip_group(self) -> None:
        if self._pattern.startswith("?#", self._place):
            raise ValueError
        depth = 1
        while depth:
            character = self._next()
            if character == "\\":
                self._next()
            elif character == "[":
                self._skip_set()
            elif character in "()":
                depth += 1 if character == "(" else -1

    def _skip_set(self) -> None:
        if self._pattern.startswith(("]", "^]"), self._place):
            raise ValueError
        while (character := self._next()) != "]":
            if character == "\\":
                self._next()
            elif character == "[":
                raise ValueError  # a set within a set

    def _skip_to(self, last: str) -> None:
        while self._next() != last:
            pass

    def _next(self) -> str:
        if self._place >= len(self._pattern):
            raise ValueError
        self._place += 1
        return self._pattern[self._place - 1]

    def _end_run(self) -> None:
        if self._run:
            self._alternatives[-1].append("".join(self._run))
            self._run = []
