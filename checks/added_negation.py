"""The check of negations that a translation has added."""

import re
from collections.abc import Iterator

from checks.denial import denial
from checks.language import language
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from checks.wording import wording_of
from tm.issue import Severity, Span
from tm.text.words import lower_words_of

_LONGEST = 20
"""Words of a source in which nothing is said in a roundabout way."""
_NEXT = re.compile(r"\s+([^\W\d_]+)(\s[^\W\d_]+)?")


@check("neg.added", level=Level.BOTH, severity=Severity.WARNING)
def added_negation(subject: Subject, context: Context) -> Iterator[Finding]:
    """The target denies what the source says: safe, không an toàn.

    Told in short texts where the source has no word at all that may stand for a
    negation, and by the dictionary the word that the target denies renders one of the
    source, and stands nowhere else in the target.
    """
    if context.source is None:
        return
    theirs, ours = denial(context.source), denial(context.target)
    source, target = subject.source or "", subject.target
    if not ours.words.may_be_in(target) or len(lower_words_of(source)) > _LONGEST:
        return
    if "?" in source or theirs.roundabout.is_in(source):
        return
    wording = wording_of(context.target, context.source)
    for word in ours.denials(target, strictly=True):
        after = _NEXT.match(target, word.end())
        if after is None or not word[0].isalpha():
            continue  # do*n't*
        if word[0].lower() not in ours.words.words:
            continue
        denied = after[1].lower()
        if denied in language(context.target).function_words:
            continue
        if lower_words_of(target).count(denied) > 1:
            continue
        if any(wording.rendered(one, source) for one in (after[1], after[0].strip())):
            yield Finding(
                f"“{word[0]}” denies what the source says",
                Span(word.start(), after.end(1)),
            )
            return
