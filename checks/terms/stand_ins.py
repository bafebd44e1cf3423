"""What stands in a target for a phrase of its source, where its usual rendering is not.

By subtraction: of the words of the target those go that another phrase or word of the
source explains; what is left over in one piece, of the shape of the usual rendering,
stands for the phrase.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from checks.text.language import Language
from glossary.extraction.renderings import PhraseRendering
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.finding import Span
from tm.match.similarity import text_similarity
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.stem import stem

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d[\d.,]*\d|\d|[^\w\s]")
_LIKELY = 0.12
"""How probably a word translates another that explains it."""
_LONGER = 2.0
"""How many times as many words a stand-in may have, or as few."""
_SURE = 0.4
"""How sure a rendering is whose words are taken for explained."""
_FEWEST = 2
"""Words of a rendering; one alone has synonyms without end."""
_ALIKE = 80
"""How much alike two ways to write one name are, of 100: `Macedonia`, `Makedonia`."""
_LONG = 5
"""Letters of a name for that; of shorter ones too many are alike."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark of a text."""

    text: str
    form: str
    stem: str
    span: Span

    @property
    def is_word(self) -> bool:
        """Whether it is no number and no mark."""
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Speech:
    """The two languages, and what is known of their words."""

    source: Locale
    target: Locale
    small: Collection[str]
    """Function words of the target."""
    lexicon: AlignmentLexicon

    @classmethod
    def of(
        cls, source: Locale, target: Locale, spoken: Language, lexicon: AlignmentLexicon
    ) -> "Speech":
        """The languages, with the small words of the target."""
        small = spoken.function_words | spoken.connectors
        return cls(source, target, small, lexicon)

    def words(self, text: str, *, target: bool) -> list[Word]:
        """The words of a text."""
        name = (self.target if target else self.source).language
        found = []
        for match in _WORD.finditer(text):
            form = match_form(match[0], vietnamese=name == "vi")
            found.append(Word(match[0], form, stem(form, name), Span(*match.span())))
        return found


def stand_in(
    source: str,
    target: str,
    rendered: PhraseRendering,
    others: Sequence[PhraseRendering],
    speech: Speech,
) -> Span | None:
    """Where the target says the phrase in other words; None where nobody can tell.

    `others`: the renderings of the other phrases of the source.
    """
    theirs, ours = speech.words(source, target=False), speech.words(target, target=True)
    usual = _content(speech.words(rendered.rendering, target=True), speech)
    if len(usual) < _FEWEST:
        return None
    if rendered.phrase[0].isupper() and rendered.phrase not in source:
        return None  # in small letters it is another thing
    left = _without(theirs, _forms(rendered.phrase, speech, target=False))
    if len(left) == len(theirs):
        return None
    if _is_cut(theirs, rendered, others, speech):
        return None
    free = dict.fromkeys(range(len(ours)), True)
    for other in sorted(others, key=lambda one: -len(one.phrase)):
        if other.score < _SURE:
            continue
        rest = _without(left, _forms(other.phrase, speech, target=False))
        places = _places(ours, _forms(other.rendering, speech, target=True))
        if len(rest) < len(left) and places:
            left = rest
            for place in places:
                free[place] = False
    wanted = {word.stem for word in usual}
    plain = {folded(word.text) for word in left}
    named = [folded(word.text) for word in left if _may_name(word)]
    stems = {word.stem for word in left if word.is_word}
    likely = []
    for at, word in enumerate(ours):
        if not word.is_word or folded(word.text) in plain or _is_name(word, named):
            free[at] = False
        elif free[at] and word.stem not in wanted and _is_likely(word, stems, speech):
            likely.append(at)
            free[at] = False
    if rendered.rendering[0].isupper():
        _joined(ours, free, likely)
    pieces = [*_pieces(ours, free, speech, comma="," in rendered.rendering)]
    kept = {folded(word.text) for word in theirs}
    return _chosen(pieces, rendered, usual, kept, speech)


def _chosen(
    pieces: Sequence[Sequence[Word]],
    rendered: PhraseRendering,
    usual: Sequence[Word],
    kept: set[str],
    speech: Speech,
) -> Span | None:
    wanted = {word.stem for word in usual}
    capital = rendered.rendering[0].isupper()
    found = []
    for piece in (_trimmed(piece) if capital else piece for piece in pieces):
        content = _content(piece, speech)
        if len(content) == len(usual) + 1 and piece[0].span.start == 0:
            # The capital that begins a text says nothing.
            later = _content(piece[1:], speech)
            if 2 * len({word.stem for word in later} & wanted) >= len(usual):
                piece, content = piece[1:], later
        stems = {word.stem for word in content}
        if stems < wanted or (wanted <= stems and not capital):
            continue  # a short form, or the same words
        if any(len(word.text) > 1 and word.text.isupper() for word in content):
            continue  # an abbreviation
        if not len(usual) / _LONGER <= len(content) <= len(usual) * _LONGER:
            continue
        capitals = sum(word.text[0].isupper() for word in content)
        if capital != (2 * capitals > len(content)):
            continue
        if {folded(word.text) for word in content} <= kept:
            continue  # as the source has it
        if not capital and len(piece) != len(rendered.rendering.split()):
            continue
        found.append((len(stems & wanted), piece))
    if not found:
        return None
    shared, piece = max(found, key=lambda one: one[0])
    span = Span(piece[0].span.start, piece[-1].span.end)
    if 2 * shared >= len(usual):
        return span
    # Without a word in common it must be all that is left over.
    rest = sum(len(_content(_trimmed(other), speech)) for other in pieces)
    alone = rest <= len(piece) and len(_content(piece, speech)) >= _FEWEST
    return span if capital and alone else None


def _trimmed(piece: Sequence[Word]) -> Sequence[Word]:
    """A piece from its first capital to its last; none if it has none."""
    places = [at for at, word in enumerate(piece) if word.text[0].isupper()]
    return piece[places[0] : places[-1] + 1] if places else piece[:0]


def _content(words: Sequence[Word], speech: Speech) -> list[Word]:
    return [word for word in words if word.is_word and word.form not in speech.small]


def _forms(text: str, speech: Speech, *, target: bool) -> list[str]:
    return [word.form for word in speech.words(text, target=target)]


def _places(words: Sequence[Word], forms: Sequence[str]) -> list[int]:
    """Where a phrase stands first."""
    size = len(forms)
    for at in range(len(words) - size + 1):
        if all(words[at + n].form == form for n, form in enumerate(forms)):
            return [*range(at, at + size)]
    return []


def _is_cut(
    words: Sequence[Word],
    rendered: PhraseRendering,
    others: Sequence[PhraseRendering],
    speech: Speech,
) -> bool:
    """Whether a better phrase shares a part of this one, which then is doubtful."""
    here = {*_places(words, _forms(rendered.phrase, speech, target=False))}
    for other in others:
        if other.rank > rendered.rank:
            continue
        there = {*_places(words, _forms(other.phrase, speech, target=False))}
        if there & here and not (there <= here or here <= there):
            return True
    return False


def _without(words: list[Word], forms: Sequence[str]) -> list[Word]:
    """The words less a phrase, as often as it stands there; a mark is in its place."""
    places = _places(words, forms)
    while places and forms:
        gap = Word("¶", "¶", "¶", words[places[0]].span)
        words = [*words[: places[0]], gap, *words[places[-1] + 1 :]]
        places = _places(words, forms)
    return words


def _may_name(word: Word) -> bool:
    return len(word.text) >= _LONG and word.text[0].isupper()


def _is_name(word: Word, named: Sequence[str]) -> bool:
    """Whether a word is one of some names, as another language writes it."""
    here = folded(word.text)
    return _may_name(word) and any(
        text_similarity(here, one) >= _ALIKE for one in named
    )


def _is_likely(word: Word, stems: Collection[str], speech: Speech) -> bool:
    """Whether a word translates one of the source's."""
    lexicon = speech.lexicon
    sources = lexicon.sources(word.stem)
    if any(sources.get(one, 0.0) >= _LIKELY for one in stems):
        return True
    return any(lexicon.targets(one).get(word.stem, 0.0) >= _LIKELY for one in stems)


def _joined(words: Sequence[Word], free: dict[int, bool], likely: list[int]) -> None:
    """Free the words with a capital beside a free one: a name goes on in them."""
    for row in (likely, likely[::-1]):
        for at in row:
            if not words[at].text[0].isupper():
                continue
            if any(
                free.get(near) and words[near].text[0].isupper()
                for near in (at - 1, at + 1)
            ):
                free[at] = True


def _pieces(
    words: Sequence[Word], free: dict[int, bool], speech: Speech, *, comma: bool
) -> Iterator[list[Word]]:
    """Runs of words that nothing explains; small words hold them together."""
    piece: list[Word] = []
    waiting: list[Word] = []
    for at, word in enumerate(words):
        small = word.form in speech.small
        if free[at] and not small:
            piece += [*waiting, word] if piece else [word]
            waiting = []
        elif piece and (small or (comma and word.text == ",")) and len(waiting) < 2:
            waiting.append(word)
        else:
            if piece:
                yield piece
            piece, waiting = [], []
    if piece:
        yield piece
