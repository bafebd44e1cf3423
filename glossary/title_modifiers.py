"""Words before a title that leave it what it is: `nguyên`, `mantan`, `Acting`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from glossary.entry import ConceptEntry, Term, TermStatus
from glossary.title_rules import title_rules
from tm.text.locale import Locale
from tm.text.normal import folded


def modifiers_of(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    """What may stand before a title in a text: name of the modifier, and the rest.

    >>> list(modifiers_of("nguyen bo truong", Locale.parse("vi")))
    [('former', 'bo truong')]
    """
    plain = " ".join(text.split())
    for name, words in title_rules().modifiers.items():
        for word in words.get(locale.language, ()):
            first = plain[: len(word)]
            if folded(first) == folded(word) and plain[len(word) :].startswith(" "):
                yield name, plain[len(word) + 1 :]


def modified(entry: ConceptEntry, name: str) -> ConceptEntry:
    """A title with a modifier, in the languages that have a word for it."""
    words = title_rules().modifiers[name]
    return replace(
        entry,
        id=f"{name}+{entry.id}",
        terms=tuple(_terms(entry.terms, words)),
        parts=(name, *(entry.parts or (entry.id,))),
        note=f"composed of {name} and {entry.id}",
        definition=None,
        relations=(),
    )


def _terms(
    terms: Iterable[Term], words: Mapping[str, tuple[str, ...]]
) -> Iterator[Term]:
    for term in terms:
        for place, word in enumerate(words.get(term.locale.language, ())):
            status = term.status
            if place and status is TermStatus.PREFERRED:
                status = TermStatus.ADMITTED
            yield replace(
                term, text=f"{word} {term.text}", status=status, composed=True
            )
