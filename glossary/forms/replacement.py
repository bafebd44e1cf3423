"""Forms of a new term that replaces an old one: capitals, plural, reduplication.

The result is None if the form of the new term is unsure: silence is better than a wrong
form.
"""

import re
from collections.abc import Set as AbstractSet

from glossary.forms.letters import is_acronym
from glossary.forms.person_names import is_at_sentence_start
from glossary.forms.plurals_and_spellings import make_plural
from glossary.forms.recognition_data import FormData, read_form_data
from tm.text.capitals import capitalise_first, capitalise_title


def fit_replacement(
    text: str,
    start: int,
    end: int,
    *,
    old_term: str,
    new_term: str,
    match_kind: str,
    language: str,
) -> tuple[int, str] | None:
    """Find the form that replaces an old term in a text: end offset and new text.

    `match_kind` is that of the hit. The end is later than the hit's where its plural
    ending is replaced too; clitics stay where they are.

    >>> fit_replacement("para wakil-wakil menterinya", 5, 24, old_term="Wakil Menteri",
    ...     new_term="Deputi Menteri", match_kind="reduplication", language="id")
    (24, 'deputi-deputi menteri')
    """
    old_surface = text[start:end]
    form_data = read_form_data(language)
    linking_words = form_data.linking_words
    if match_kind == "reduplication":
        undoubled_surface = _undouble_first_word(old_surface)
        fitted_term = undoubled_surface and _fit_capitals(
            undoubled_surface, old_term, new_term, linking_words, opens_sentence=True
        )
        doubled_term = fitted_term and _double_first_word(fitted_term)
        return (end, doubled_term) if doubled_term else None
    opens_sentence = is_at_sentence_start(text, start)
    is_title_case_name = not form_data.has_spaced_syllables and not opens_sentence
    fitted_term = _fit_capitals(
        old_surface,
        old_term,
        new_term,
        linking_words,
        opens_sentence=opens_sentence,
        is_title_case_name=is_title_case_name,
    )
    if fitted_term is None:
        return None
    if match_kind == "clitic" and is_acronym(fitted_term.split(" ")[-1]):
        return None  # `PBB-nya`, but `Kementeriannya`
    if match_kind == "plural":
        suffix_match = re.compile(form_data.suffix_pattern).match(text, end)
        plural_term = _pluralise_head_noun(fitted_term, form_data)
        return (
            None
            if suffix_match is None or plural_term is None
            else (suffix_match.end(), plural_term)
        )
    return end, fitted_term


def _fit_capitals(
    old_surface: str,
    old_term: str,
    new_term: str,
    linking_words: AbstractSet[str] = frozenset(),
    *,
    opens_sentence: bool = False,
    is_title_case_name: bool = False,
) -> str | None:
    """Give a new term the capitals that the old term has in a text.

    `linking_words`: words that are small inside a name, such as `dan`.
    `opens_sentence`: its first capital may be due to the start of a sentence.
    `is_title_case_name`: a single capital is that of a name, all of whose words have
    one.

    >>> [_fit_capitals(text, "Wakil Menteri", "Deputi Menteri PBB") for text in (
    ...     "Wakil Menteri", "WAKIL MENTERI", "wakil menteri", "Wakil menteri")]
    ['Deputi Menteri PBB', 'DEPUTI MENTERI PBB', 'deputi menteri PBB', \
'Deputi menteri PBB']
    """
    surface_text, old_text = " ".join(old_surface.split()), " ".join(old_term.split())
    if is_acronym(old_term):
        return new_term if surface_text == old_text else None
    if surface_text.lower() == surface_text and old_text.lower() == old_text:
        return new_term
    if surface_text == old_text or _flag_capitals(surface_text) == _flag_capitals(
        old_text
    ):
        return capitalise_first(new_term) if opens_sentence else new_term
    if surface_text.isupper():
        return new_term.upper()
    if surface_text.islower():
        return _lower_words(new_term)
    if is_title_case_name and " " not in surface_text and surface_text[:1].isupper():
        return capitalise_title(new_term, linking_words)
    if _flag_capitals(surface_text) == _flag_capitals(
        capitalise_first(old_text.lower())
    ):
        # The term begins a sentence or a heading.
        return capitalise_first(
            _lower_words(new_term) if old_text != old_text.lower() else new_term
        )
    if all(
        word[:1].isupper() or not word[:1].isalpha() or word in linking_words
        for word in surface_text.split()
    ):
        return capitalise_title(new_term, linking_words)
    return None


def _flag_capitals(term_text: str) -> list[bool]:
    """Tell of each word whether it is capitalised, and then of the whole text."""
    return [word[:1].isupper() for word in term_text.split()] + [term_text.isupper()]


def _lower_words(term_text: str) -> str:
    """Convert words to small letters, except abbreviations."""
    return " ".join(
        word if is_acronym(word) else word.lower() for word in term_text.split(" ")
    )


def _undouble_first_word(doubled_surface: str) -> str | None:
    """Undo the doubling of the first word: `wakil-wakil menteri` to `wakil menteri`."""
    first_word, space, remaining_words = doubled_surface.partition(" ")
    first_half, hyphen, second_half = first_word.partition("-")
    if not hyphen or first_half.lower() != second_half.lower():
        return None
    return f"{first_half}{space}{remaining_words}"


def _double_first_word(term_text: str) -> str | None:
    """Double the first word; None for one that is not doubled."""
    first_word, space, remaining_words = term_text.partition(" ")
    if not first_word.isalpha() or len(first_word) < 3 or is_acronym(first_word):
        return None
    second_half = first_word if first_word.isupper() else first_word.lower()
    return f"{first_word}-{second_half}{space}{remaining_words}"


def _pluralise_head_noun(term_text: str, form_data: FormData) -> str | None:
    """Put the head noun of a term into the plural; None if no rule fits.

    >>> english = read_form_data("en")
    >>> texts = ("Deputy Secretary", "HEAD of Office")
    >>> [_pluralise_head_noun(text, english) for text in texts]
    ['Deputy Secretaries', 'HEADS of Office']
    """
    head_end_match = (
        re.search(form_data.words_after_head_noun_pattern, term_text)
        if form_data.words_after_head_noun_pattern
        else None
    )
    head_noun, remaining_words = term_text, ""
    if head_end_match is not None:
        head_noun, remaining_words = (
            term_text[: head_end_match.start()],
            term_text[head_end_match.start() :],
        )
    is_in_capitals = head_noun.isupper() and len(head_noun) > 1
    plural_noun = make_plural(
        head_noun.lower() if is_in_capitals else head_noun, form_data
    )
    if plural_noun is None:
        return None
    if is_in_capitals:
        plural_noun = (
            head_noun + plural_noun[-1]
            if is_acronym(term_text)
            else plural_noun.upper()
        )
    return plural_noun + remaining_words
