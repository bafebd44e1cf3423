"""Two versions of a text, compared word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_WORD_PATTERN = re.compile(r"\s+|[^\s]+")


def mark_words(text: str, other_text: str) -> Sequence[tuple[int, int, str]]:
    """Find the words of a text that another version of it has not.

    >>> mark_words("Festival Pho dibuka", "Festival Pho dimulai")
    [(13, 19, 'lacking')]
    """
    if text == other_text:
        return []
    words = list(re.finditer(r"\S+", text))
    matcher = SequenceMatcher(
        None, [word[0] for word in words], other_text.split(), autojunk=False
    )
    return [
        (words[start].start(), words[end - 1].end(), "lacking")
        for operation, start, end, _, _ in matcher.get_opcodes()
        if operation in ("replace", "delete")
    ]


def merge_versions(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Merge two versions of a text into parts: kept, `del` or `ins`.

    >>> list(merge_versions("Pho dibuka.", "Pho dimulai."))
    [('', 'Pho '), ('del', 'dibuka.'), ('ins', 'dimulai.')]
    """
    old_words, new_words = (_WORD_PATTERN.findall(text) for text in (before, after))
    matcher = SequenceMatcher(str.isspace, old_words, new_words, autojunk=False)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            yield "", "".join(old_words[start:end])
            continue
        if start < end:
            yield "del", "".join(old_words[start:end])
        if new_start < new_end:
            yield "ins", "".join(new_words[new_start:new_end])
