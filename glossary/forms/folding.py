"""Folded text, in which terms are compared, and its offsets in the source text.

Composed letters, plain quotation marks and hyphens, single spaces; in Vietnamese one
place for the tone, `i` where `y` sounds the same, and without các and những.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from glossary.forms.letters import lower_letters
from glossary.forms.recognition_data import read_form_data
from tm.result_cache import lazy_constant
from tm.text.normal import fold_tone_style, nfc
from tm.text.pattern_store import compile_pattern

_SIGNS_WITH_PLAIN_SIGN = (
    *zip("’‘ʼ＇“”„–‐‑−", "''''\"\"\"----", strict=True),
    *((space, " ") for space in "\u00a0\u2007\u202f\u2009\u200a\u3000\t\r\n"),
    ("ς", "σ"),  # lower() chooses between them by what follows
)
_PLAIN_SIGN_BY_SIGN = dict(_SIGNS_WITH_PLAIN_SIGN)
_SIGN_WITH_EQUIVALENT_PATTERN = compile_pattern(
    f"[{''.join(re.escape(mark) for mark, _ in _SIGNS_WITH_PLAIN_SIGN)}]"
)
# Eth looks like đ and is often typed for it.
_ETH_LETTERS = (("Ð", "Đ"), ("ð", "đ"))
_USUAL_LETTERS = (
    # Composed letters and visible signs of scripts with spaces, without marks and eth.
    "\0-\x08\x0b\x0c\x0e-\x9f\xa1-\xac\xae-\xcf\xd1-\xef\xf1-\u02af\u1e00-\u1eff—•…₫€"
)
_UNUSUAL_LETTER_PATTERN = compile_pattern(f"[^{_USUAL_LETTERS}]")
USUAL_SIGNS = "".join(
    letter
    for letter in (*map(chr, range(0x2B0)), *"—•…₫€")
    if not letter.isalnum() and letter not in "_ "
)
"""Signs that belong to no word in a text with `FoldedText.has_only_spaced_scripts`."""
_RESPELLED_SYLLABLE_END_PATTERN = compile_pattern(
    # The tone of an open `oa`, `oe`, `uy` on the first vowel: see tm.text.normal. And y
    # after a consonant, or as `quy`: kỹ, lý, quý, but neither uy nor ay.
    # It begins with one set of letters, since such a pattern is found fast.
    r"[òóõỏọùúũủụyýỳỷỹỵÒÓÕỎỌÙÚŨỦỤYÝỲỶỸỴ](?:"
    r"[aeyAEY]\b(?:(?<=[òóõỏọÒÓÕỎỌ][aeAE])|(?<=[ùúũủụÙÚŨỦỤ][yY]))(?![\u0300-\u036f])|"
    r"\b(?:(?<=[bcdghklmnprstvxđBCDGHKLMNPRSTVXĐ][yýỳỷỹỵYÝỲỶỸỴ])|"
    r"(?<=[qQ][uU][yýỳỷỹỵYÝỲỶỸỴ])))"
)
_LETTER_I_BY_Y = dict(zip("yýỳỷỹỵYÝỲỶỸỴ", "iíìỉĩịIÍÌỈĨỊ", strict=True))
INVISIBLE_SIGNS = "\u200b\u200c\u200d\u2060\ufeff"
"""Invisible signs that folding removes; it also removes soft hyphens with the spaces
after them."""
_INVISIBLE_OR_SOFT_HYPHEN = f"\u00ad{INVISIBLE_SIGNS}"
_SPACES_AND_HYPHENS_PATTERN = compile_pattern(f"[ \\-{_INVISIBLE_OR_SOFT_HYPHEN}]+")
_SURPLUS_SIGN_PATTERNS = tuple(
    map(re.compile, ("  ", "-(?:(?<= -)|(?=[ -]))", f"[{_INVISIBLE_OR_SOFT_HYPHEN}]"))
)
"""Patterns of surplus signs; the last one matches no text of usual letters."""
_REMOVED_SIGN_PATTERN = compile_pattern(
    # Spaces around a hyphen go, and a soft hyphen goes with the spaces after it; of
    # several spaces the last one stays.
    f"\u00ad[ {_INVISIBLE_OR_SOFT_HYPHEN}]*|[{_INVISIBLE_OR_SOFT_HYPHEN}]|(?P<space> )"
)


class FoldedText:
    """A folded text; offsets in it lead back to the composed text."""

    __slots__ = (
        "_cased_text",
        "_offset_table",
        "_removed_spans",
        "composed_text",
        "has_only_spaced_scripts",
        "text",
    )
    line_starts: Sequence[int] = (0,)
    """The offset in the composed text of each line to search: there is only one."""

    def __init__(
        self,
        text: str,
        composed_text: str,
        removed_spans: Sequence[tuple[int, int]],
        has_only_spaced_scripts: bool,
    ) -> None:
        self.text = text
        """The folded text, in lower case."""
        self.composed_text = composed_text
        """The composed text."""
        self._removed_spans = removed_spans
        """The spans of the composed text that folding removed, in ascending order."""
        self.has_only_spaced_scripts = has_only_spaced_scripts
        """Whether all letters are of common scripts with spaces between words."""
        # Computed on demand, since both are needed only in texts with terms.
        self._cased_text: str | None = None if removed_spans else composed_text
        self._offset_table: tuple[list[int], list[int]] | None = None

    @property
    def cased_text(self) -> str:
        """The letters of the composed text at each offset of the folded text."""
        if self._cased_text is None:
            self._cased_text = _remove_spans(self.composed_text, self._removed_spans)
        return self._cased_text

    def _make_offset_table(self) -> tuple[list[int], list[int]]:
        """Make sorted offsets, and the number of letters removed before each one."""
        if self._offset_table is None:
            folded_offsets, removed_counts = self._offset_table = [0], [0]
            removed_count = 0
            for start, end in self._removed_spans:
                folded_offset = start - removed_count
                removed_count += end - start
                if folded_offsets[-1] == folded_offset:
                    removed_counts[-1] = removed_count
                else:
                    folded_offsets.append(folded_offset)
                    removed_counts.append(removed_count)
        return self._offset_table

    def find_composed_span(self, start: int, end: int) -> tuple[int, int]:
        """Find the span of the composed text that a folded span comes from."""
        if end <= start:
            raise ValueError(f"not a part of a text: {start}–{end}")
        if not self._removed_spans:
            return start, end
        folded_offsets, removed_counts = self._make_offset_table()
        offset_index = bisect_right(folded_offsets, start)
        composed_start = start + removed_counts[offset_index - 1]
        if offset_index < len(folded_offsets) and folded_offsets[offset_index] < end:
            offset_index = bisect_right(folded_offsets, end - 1, offset_index)
        return composed_start, end + removed_counts[offset_index - 1]


def fold_for_recognition(text: str, language: str) -> FoldedText:
    """Fold a composed text for the comparison with terms of a language.

    >>> folded = fold_for_recognition("Các  Bộ trưởng khỏe", "vi")
    >>> folded.text, folded.find_composed_span(0, 9)
    ('bộ trưởng khoẻ', (5, 14))
    """
    folded_letters, removed_spans, has_only_spaced_scripts = _fold_letters(
        lower_letters(text),
        language,
        has_only_spaced_scripts=_has_only_usual_letters(text),
        keeps_case=False,
    )
    return FoldedText(
        _remove_spans(folded_letters, removed_spans),
        text,
        removed_spans,
        has_only_spaced_scripts,
    )


def map_usual_letters() -> dict[str, str]:
    """Map the letters and signs of nearly all texts to their folded forms.

    These forms do not depend on adjacent letters; line ends are an exception.
    """
    usual_letters = _UNUSUAL_LETTER_PATTERN.sub("", "".join(map(chr, range(0x10000))))
    return {
        letter: lower_letters(_PLAIN_SIGN_BY_SIGN.get(letter, letter))
        for letter in (*usual_letters, *_PLAIN_SIGN_BY_SIGN)
    }


def fold_term(text: str, language: str) -> str:
    """Fold a term like `fold_for_recognition`, but keep its capitals.

    The result is empty if nothing is left of the term.

    >>> fold_term("Hiệp hội các quốc gia Đông Nam Á", "vi")
    'Hiệp hội quốc gia Đông Nam Á'
    """
    folded_letters, removed_spans, _ = _fold_letters(
        nfc(" ".join(text.split())),
        language,
        has_only_spaced_scripts=False,
        keeps_case=True,
    )
    return _remove_spans(folded_letters, removed_spans)


def _fold_letters(
    text: str,
    language: str,
    *,
    has_only_spaced_scripts: bool,
    keeps_case: bool,
) -> tuple[str, Sequence[tuple[int, int]], bool]:
    """Fold the letters of a text; find the spans to remove; judge if all are usual."""
    if not has_only_spaced_scripts:
        text = _SIGN_WITH_EQUIVALENT_PATTERN.sub(_replace_with_plain_sign, text)
        has_only_spaced_scripts = _has_only_usual_letters(text)
    if read_form_data(language).has_several_spellings:
        text = respell_syllables(text, has_only_spaced_scripts=has_only_spaced_scripts)
    has_loose_hyphen = "-" in text and ("- " in text or " -" in text or "--" in text)
    has_surplus_signs = has_loose_hyphen or not has_only_spaced_scripts or "  " in text
    removed_spans: Sequence[tuple[int, int]] = ()
    if has_surplus_signs:
        removed_spans = _find_surplus_sign_spans(
            text, has_only_spaced_scripts=has_only_spaced_scripts
        )
    if dropped_word_patterns := _make_dropped_word_patterns(
        language, keeps_case=keeps_case
    ):
        removed_spans = _merge_spans(
            removed_spans, _find_dropped_word_spans(text, dropped_word_patterns)
        )
    return text, removed_spans, has_only_spaced_scripts


def _has_only_usual_letters(text: str) -> bool:
    """Whether a text has only usual letters, and so needs no search for rare ones."""
    return (
        text.isascii() and text.isprintable()
    ) or not _UNUSUAL_LETTER_PATTERN.search(text)


def _replace_with_plain_sign(sign_match: re.Match[str]) -> str:
    return _PLAIN_SIGN_BY_SIGN[sign_match[0]]


def _remove_spans(text: str, removed_spans: Sequence[tuple[int, int]]) -> str:
    """Remove the spans, which are in order, from a text."""
    if not removed_spans:
        return text
    kept_texts, kept_start = [], 0
    for start, end in removed_spans:
        kept_texts.append(text[kept_start:start])
        kept_start = end
    kept_texts.append(text[kept_start:])
    return "".join(kept_texts)


def _find_surplus_sign_spans(
    text: str, *, has_only_spaced_scripts: bool
) -> list[tuple[int, int]]:
    """Find the surplus spaces and invisible signs, which folding removes, in order."""
    removed_spans: list[tuple[int, int]] = []
    for signs_start, signs in _find_sign_sequences(
        text, has_only_spaced_scripts=has_only_spaced_scripts
    ):
        has_hyphen = "-" in signs
        space_offset = -1
        for sign_match in _REMOVED_SIGN_PATTERN.finditer(signs):
            if sign_match["space"] and not has_hyphen:
                if space_offset >= 0:
                    removed_spans.append(
                        (signs_start + space_offset, signs_start + space_offset + 1)
                    )
                space_offset = sign_match.start()
            else:
                removed_spans.append(
                    (signs_start + sign_match.start(), signs_start + sign_match.end())
                )
    removed_spans.sort()
    return removed_spans


def _find_sign_sequences(
    text: str, *, has_only_spaced_scripts: bool
) -> Iterator[tuple[int, str]]:
    """Find sequences of spaces, hyphens and invisible signs: start and text of each."""
    seen_starts: set[int] = set()
    for surplus_sign_pattern in (
        _SURPLUS_SIGN_PATTERNS[:-1]
        if has_only_spaced_scripts
        else _SURPLUS_SIGN_PATTERNS
    ):
        search_start = 0
        while sign_match := surplus_sign_pattern.search(text, search_start):
            signs_start = sign_match.start()
            while signs_start and _SPACES_AND_HYPHENS_PATTERN.match(
                text, signs_start - 1
            ):
                signs_start -= 1
            sequence_match = _SPACES_AND_HYPHENS_PATTERN.match(text, signs_start)
            signs = sequence_match[0] if sequence_match else sign_match[0]
            if signs_start not in seen_starts:
                seen_starts.add(signs_start)
                yield signs_start, signs
            search_start = signs_start + len(signs)


def _find_dropped_word_spans(
    text: str, forms_with_patterns: Iterable[tuple[str, re.Pattern[str]]]
) -> list[tuple[int, int]]:
    """Find the words that folding drops, by their spellings and patterns."""
    word_spans: list[tuple[int, int]] = []
    for word_form, pattern in forms_with_patterns:
        if word_form not in text:
            continue
        for word_match in pattern.finditer(text):
            word_start = word_match.start()
            previous_character = text[word_start - 1 : word_start]
            if not (previous_character.isalnum() or previous_character == "_"):
                word_spans.append((word_start, word_match.end()))
    return word_spans


def _merge_spans(
    sign_spans: Sequence[tuple[int, int]], word_spans: Sequence[tuple[int, int]]
) -> Sequence[tuple[int, int]]:
    """Merge the spans of signs and words in order, without overlaps."""
    if not word_spans:
        return sign_spans
    spans = sorted([*sign_spans, *word_spans])
    if not sign_spans:
        return spans
    merged_spans: list[tuple[int, int]] = []
    max_end = 0
    for start, end in spans:
        if end > max_end:
            merged_spans.append((max(start, max_end), end))
            max_end = end
    return merged_spans


@lazy_constant
def _make_dropped_word_patterns(
    language: str, *, keeps_case: bool
) -> list[tuple[str, re.Pattern[str]]]:
    """Make the spellings of the words that folding drops, with a pattern for each."""
    # A pattern that begins with fixed letters is fast, hence one for each spelling.
    word_forms = {
        word_form
        for word in read_form_data(language).dropped_words
        for word_form in (
            (word, word.capitalize(), word.upper()) if keeps_case else (word,)
        )
    }
    return [
        (
            word_form,
            compile_pattern(
                rf"{re.escape(word_form)}[ {_INVISIBLE_OR_SOFT_HYPHEN}]+(?=\w)"
            ),
        )
        for word_form in sorted(word_forms)
    ]


def respell_syllables(text: str, *, has_only_spaced_scripts: bool = True) -> str:
    """Write each Vietnamese syllable in one spelling; usual letters contain no eth."""
    if not has_only_spaced_scripts:
        for eth, letter_d in _ETH_LETTERS:
            text = text.replace(eth, letter_d)
    return _RESPELLED_SYLLABLE_END_PATTERN.sub(_respell_syllable_end, text)


def _respell_syllable_end(syllable_match: re.Match[str]) -> str:
    """Respell the end of a syllable: tone mark moved, y written as i."""
    old_letters = syllable_match[0]
    if len(old_letters) == 1:
        return _LETTER_I_BY_Y[old_letters]
    respelt_letters = _map_tone_pairs()[old_letters]
    if respelt_letters[1] in _LETTER_I_BY_Y and syllable_match.string.endswith(
        ("q", "Q"), 0, syllable_match.start()
    ):
        return respelt_letters[0] + _LETTER_I_BY_Y[respelt_letters[1]]
    return respelt_letters


@lazy_constant
def _map_tone_pairs() -> dict[str, str]:
    """Map a toned vowel and the vowel after it to the newer place of the tone mark."""
    letter_pairs = (
        toned_vowel + next_vowel
        for toned_vowel in "òóõỏọùúũủụÒÓÕỎỌÙÚŨỦỤ"
        for next_vowel in "aeyAEY"
    )
    return {letter_pair: fold_tone_style(letter_pair) for letter_pair in letter_pairs}
