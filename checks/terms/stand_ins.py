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
        words = []
        for match in _WORD.finditer(text):
            form = match_form(match[0], vietnamese=name == "vi")
            words.append(Word(match[0], form, stem(form, name), Span(*match.span())))
        return words


def stand_in(
    source: str,
    target: str,
    rendered: PhraseRendering,
    other_renderings: Sequence[PhraseRendering],
    speech: Speech,
) -> Span | None:
    """Where the target says the phrase in other words; None where nobody can tell.

    `other_renderings`: the renderings of the other phrases of the source.
    """
    source_words, target_words = (
        speech.words(source, target=False),
        speech.words(target, target=True),
    )
    usual = _content(speech.words(rendered.rendering, target=True), speech)
    if len(usual) < _FEWEST:
        return None
    if rendered.phrase[0].isupper() and rendered.phrase not in source:
        return None  # in small letters it is another thing
    unexplained_words = _without(
        source_words, _forms(rendered.phrase, speech, target=False)
    )
    if len(unexplained_words) == len(source_words):
        return None
    if _is_cut(source_words, rendered, other_renderings, speech):
        return None
    free_words = dict.fromkeys(range(len(target_words)), True)
    for rendering in sorted(other_renderings, key=lambda one: -len(one.phrase)):
        if rendering.score < _SURE:
            continue
        remaining_words = _without(
            unexplained_words, _forms(rendering.phrase, speech, target=False)
        )
        places = _places(target_words, _forms(rendering.rendering, speech, target=True))
        if len(remaining_words) < len(unexplained_words) and places:
            unexplained_words = remaining_words
            for index in places:
                free_words[index] = False
    usual_stems = {word.stem for word in usual}
    plain_forms = {folded(word.text) for word in unexplained_words}
    named = [folded(word.text) for word in unexplained_words if _may_name(word)]
    stems = {word.stem for word in unexplained_words if word.is_word}
    likely = []
    for at, word in enumerate(target_words):
        if (
            not word.is_word
            or folded(word.text) in plain_forms
            or _is_name(word, named)
        ):
            free_words[at] = False
        elif (
            free_words[at]
            and word.stem not in usual_stems
            and _is_likely(word, stems, speech)
        ):
            likely.append(at)
            free_words[at] = False
    if rendered.rendering[0].isupper():
        _free_name_words(target_words, free_words, likely)
    pieces = [
        *_pieces(target_words, free_words, speech, comma="," in rendered.rendering)
    ]
    source_forms = {folded(word.text) for word in source_words}
    return _choose_stand_in(pieces, rendered, usual, source_forms, speech)


def _choose_stand_in(
    pieces: Sequence[Sequence[Word]],
    rendered: PhraseRendering,
    usual: Sequence[Word],
    source_forms: set[str],
    speech: Speech,
) -> Span | None:
    usual_stems = {word.stem for word in usual}
    capital = rendered.rendering[0].isupper()
    candidates = []
    for words in (_trimmed(words) if capital else words for words in pieces):
        content = _content(words, speech)
        if len(content) == len(usual) + 1 and words[0].span.start == 0:
            # The capital that begins a text says nothing.
            later = _content(words[1:], speech)
            if 2 * len({word.stem for word in later} & usual_stems) >= len(usual):
                words, content = words[1:], later
        stems = {word.stem for word in content}
        if stems < usual_stems or (usual_stems <= stems and not capital):
            continue  # a short form, or the same words
        if any(len(word.text) > 1 and word.text.isupper() for word in content):
            continue  # an abbreviation
        if not len(usual) / _LONGER <= len(content) <= len(usual) * _LONGER:
            continue
        capitals = sum(word.text[0].isupper() for word in content)
        if capital != (2 * capitals > len(content)):
            continue
        if {folded(word.text) for word in content} <= source_forms:
            continue  # as the source has it
        if not capital and len(words) != len(rendered.rendering.split()):
            continue
        candidates.append((len(stems & usual_stems), words))
    if not candidates:
        return None
    shared, words = max(candidates, key=lambda one: one[0])
    span = Span(words[0].span.start, words[-1].span.end)
    if 2 * shared >= len(usual):
        return span
    # Without a word in common it must be all that is left over.
    content_count = sum(
        len(_content(_trimmed(other_piece), speech)) for other_piece in pieces
    )
    alone = content_count <= len(words) and len(_content(words, speech)) >= _FEWEST
    return span if capital and alone else None


def _trimmed(words: Sequence[Word]) -> Sequence[Word]:
    """A piece from its first capital to its last; none if it has none."""
    places = [index for index, word in enumerate(words) if word.text[0].isupper()]
    return words[places[0] : places[-1] + 1] if places else words[:0]


def _content(words: Sequence[Word], speech: Speech) -> list[Word]:
    return [word for word in words if word.is_word and word.form not in speech.small]


def _forms(text: str, speech: Speech, *, target: bool) -> list[str]:
    return [word.form for word in speech.words(text, target=target)]


def _places(words: Sequence[Word], forms: Sequence[str]) -> list[int]:
    """Where a phrase stands first."""
    size = len(forms)
    for start in range(len(words) - size + 1):
        if all(words[start + n].form == form for n, form in enumerate(forms)):
            return [*range(start, start + size)]
    return []


def _is_cut(
    words: Sequence[Word],
    rendered: PhraseRendering,
    other_renderings: Sequence[PhraseRendering],
    speech: Speech,
) -> bool:
    """Whether a better phrase shares a part of this one, which then is doubtful."""
    phrase_places = {*_places(words, _forms(rendered.phrase, speech, target=False))}
    for rendering in other_renderings:
        if rendering.rank > rendered.rank:
            continue
        other_places = {*_places(words, _forms(rendering.phrase, speech, target=False))}
        if other_places & phrase_places and not (
            other_places <= phrase_places or phrase_places <= other_places
        ):
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
    word_form = folded(word.text)
    return _may_name(word) and any(
        text_similarity(word_form, name) >= _ALIKE for name in named
    )


def _is_likely(word: Word, stems: Collection[str], speech: Speech) -> bool:
    """Whether a word translates one of the source's."""
    lexicon = speech.lexicon
    sources = lexicon.sources(word.stem)
    if any(sources.get(source_stem, 0.0) >= _LIKELY for source_stem in stems):
        return True
    return any(
        lexicon.targets(source_stem).get(word.stem, 0.0) >= _LIKELY
        for source_stem in stems
    )


def _free_name_words(
    words: Sequence[Word], free_words: dict[int, bool], likely: list[int]
) -> None:
    """Free the words with a capital beside a free one: a name goes on in them."""
    for row in (likely, likely[::-1]):
        for index in row:
            if not words[index].text[0].isupper():
                continue
            if any(
                free_words.get(neighbour) and words[neighbour].text[0].isupper()
                for neighbour in (index - 1, index + 1)
            ):
                free_words[index] = True


def _pieces(
    words: Sequence[Word], free_words: dict[int, bool], speech: Speech, *, comma: bool
) -> Iterator[list[Word]]:
    """Runs of words that nothing explains; small words hold them together."""
    run: list[Word] = []
    waiting: list[Word] = []
    for index, word in enumerate(words):
        small = word.form in speech.small
        if free_words[index] and not small:
            run += [*waiting, word] if run else [word]
            waiting = []
        elif run and (small or (comma and word.text == ",")) and len(waiting) < 2:
            waiting.append(word)
        else:
            if run:
                yield run
            run, waiting = [], []
    if run:
        yield run
