"""The check of negations that a translation has added."""

import re
from collections.abc import Iterator

from checks.denial import Denial, denial
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
    words = lower_words_of(source)
    if len(words) > _LONGEST or not ours.words.may_be_in(target):
        return
    if _may_deny(theirs, source):
        return
    wording = wording_of(context.target, context.source)
    for word in ours.denials(target, strictly=True):
        after = _NEXT.match(target, word.end())
        if after is None or word[0].lower() not in ours.words.words:
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


def _may_deny(theirs: Denial, source: str) -> bool:
    """Whether a source has anything that a translation may say by a negation."""
    if "?" in source or theirs.only.is_in(source):
        return True
    listings = (theirs.words, theirs.inside, theirs.strong, theirs.implying)
    if any(one.is_in(source) for one in listings):
        return True
    return any(words.is_in(source) for _, words in theirs.senses)
