"""Literals that every match of a regular expression must contain.

Only the text outside all brackets is read, and unusual syntax gives no literals, since
a literal that is not required would hide matches.
"""

import regex

from tm.text.normal import fold_text

# Inline flags for the whole expression: some change its syntax, such as `x`, with which
# spaces are ignored.
_GLOBAL_FLAGS_PATTERN = regex.compile(r"\(\?[A-Za-z01-]*\)")
_ANCHORS = frozenset(".^$")
_QUANTIFIERS = frozenset("*?{")
_PLAIN_ESCAPES = frozenset(r"\.^$*+?{}[]()|-/\"'#&~%_:,;!@=<> ")


def list_required_literals(pattern: str) -> tuple[tuple[str, ...], ...]:
    """List the alternatives of folded literals: a match contains all of one tuple.

    >>> list_required_literals("công ước (Hà Nội)?|konvensi")
    (('cong uoc ',), ('konvensi',))
    >>> list_required_literals("[ck]onvensi hanoi?|.*")
    (('onvensi hano',), ())
    """
    if _GLOBAL_FLAGS_PATTERN.search(pattern):
        return ((),)
    try:
        alternatives = _LiteralReader(pattern).read_alternatives()
    except ValueError:
        return ((),)
    return tuple(
        tuple(
            literal
            for character_run in alternative
            if (literal := fold_text(character_run))
        )
        for alternative in alternatives
    )


class _LiteralReader:
    """Reads a pattern from left to right and collects runs of plain characters."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._run_characters: list[str] = []
        self._alternatives: list[list[str]] = [[]]

    def read_alternatives(self) -> list[list[str]]:
        """Read the runs of plain characters of each alternative."""
        while self._position < len(self._pattern):
            self._read_character(self._take_next_character())
        self._end_run()
        return self._alternatives

    def _read_character(self, character: str) -> None:
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
            del self._run_characters[-1:]
            self._end_run()
            if character == "{":
                self._skip_to("}")
        elif character == "\\":
            self._read_escape()
        elif character in _ANCHORS or character == "+":
            self._end_run()
        elif character in "])}":
            raise ValueError
        else:
            self._run_characters.append(character)

    def _read_escape(self) -> None:
        escaped_character = self._take_next_character()
        if escaped_character in _PLAIN_ESCAPES:
            self._run_characters.append(escaped_character)
            return
        self._end_run()
        if escaped_character not in "bBdDsSwWAZmM":
            raise ValueError  # an escape of several characters, or an unknown one

    def _skip_group(self) -> None:
        if self._pattern.startswith("?#", self._position):
            raise ValueError
        depth = 1
        while depth:
            character = self._take_next_character()
            if character == "\\":
                self._take_next_character()
            elif character == "[":
                self._skip_set()
            elif character in "()":
                depth += 1 if character == "(" else -1

    def _skip_set(self) -> None:
        if self._pattern.startswith(("]", "^]"), self._position):
            raise ValueError
        while (character := self._take_next_character()) != "]":
            if character == "\\":
                self._take_next_character()
            elif character == "[":
                raise ValueError  # a set within a set

    def _skip_to(self, closing_character: str) -> None:
        while self._take_next_character() != closing_character:
            pass

    def _take_next_character(self) -> str:
        if self._position >= len(self._pattern):
            raise ValueError
        self._position += 1
        return self._pattern[self._position - 1]

    def _end_run(self) -> None:
        if self._run_characters:
            self._alternatives[-1].append("".join(self._run_characters))
            self._run_characters = []
