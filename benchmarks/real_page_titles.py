"""Score the titles that the termbase finds in mentions on real pages."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import padanan
from checks.measuring.check_scores import Share
from exports.terms.csv import read_content
from glossary.seed_files import find_starter_termbase

_SMALLEST_F1 = 0.8
_SMALLEST_COVERED_SHARE = 0.5
_OFFICE_ID = re.compile(r"office-\d+")


def score_titles(
    memory: padanan.Memory, rows: Sequence[Mapping[str, str]]
) -> Iterator[tuple[str, Share | str]]:
    """Score mentions of titles: id, vi, and V or F for Vietnam's or foreign ones.

    An answer is right if its concepts are those of the gold title, or its words are
    (F1 at least .8, names that are alike in both languages aside) with its offices.
    """
    rights_by_group: defaultdict[str, list[bool]] = defaultdict(list)
    answered_count = 0
    for row in rows:
        if row["vi"].startswith("("):
            continue  # A remark: there is no title.
        terms = memory.terms.find(row["id"], source="id", target="vi")
        gold_terms = memory.terms.find(row["vi"], source="vi", target="id")
        answers = [term.translations[0] for term in terms if term.translations]
        is_answered = _is_covered(row["id"], terms, row["vi"])
        answered_count += is_answered
        is_right = is_answered and (
            _is_same_title(" ".join(dict.fromkeys(answers)), row["vi"], row["id"])
            or (
                _is_covered(row["vi"], gold_terms, row["id"])
                and {term.concept for term in terms}
                == {term.concept for term in gold_terms}
            )
        )
        rights_by_group[row["vietnamese_or_foreign"]].append(is_right)
    if not rows:
        return
    rights = [right for group in rights_by_group.values() for right in group]
    yield "titles right", Share(sum(rights), len(rights))
    for group, label in (("V", "Vietnam's"), ("F", "foreign")):
        share = Share(sum(rights_by_group[group]), len(rights_by_group[group]))
        yield f"titles right, {label}", share
    yield "titles: answers that are right", Share(sum(rights), answered_count)


def _is_covered(text: str, terms: Sequence[padanan.FoundTerm], other_text: str) -> bool:
    """Whether terms cover half of what two texts do not share, as they share names."""
    shared_words = {_strip_diacritics(word) for word in _split(other_text)}
    length = sum(
        len(word)
        for word in _split(text)
        if _strip_diacritics(word) not in shared_words
    )
    covered = sum(term.end - term.start for term in terms)
    return bool(terms) and covered >= _SMALLEST_COVERED_SHARE * length


def _is_same_title(answer: str, gold: str, mention: str) -> bool:
    name_words = {_strip_diacritics(word) for word in _split(mention)}
    answer_words, gold_words = (
        Counter(
            word for word in _split(text) if _strip_diacritics(word) not in name_words
        )
        for text in (answer, gold)
    )
    if not gold_words:
        return bool(answer)
    shared_count = (answer_words & gold_words).total()
    f1 = 2 * shared_count / (answer_words.total() + gold_words.total())
    return f1 >= _SMALLEST_F1 and _find_offices(answer) == _find_offices(gold)


def _find_offices(text: str) -> set[str]:
    """Find the ids of the offices in a title, the longest name at each place."""
    office_id_by_name, pattern = _read_offices()
    return {
        office_id_by_name[match[0]]
        for match in pattern.finditer(" ".join(_split(text)))
    }


@cache
def _read_offices() -> tuple[dict[str, str], re.Pattern[str]]:
    """Read the id of each Vietnamese name of an office, and a pattern of all names."""
    office_id_by_name = {
        " ".join(_split(term.text)): entry.id
        for entry in read_content(find_starter_termbase()).entries
        if _OFFICE_ID.fullmatch(entry.id)
        for term in entry.terms
        if term.locale.language == "vi"
    }
    longest_first = sorted(office_id_by_name, key=lambda name: (-len(name), name))
    return office_id_by_name, re.compile(
        rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"
    )


def _split(text: str) -> list[str]:
    without_brackets = re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFC", text))
    return re.findall(r"\w+", without_brackets.casefold())


def _strip_diacritics(word: str) -> str:
    decomposed_word = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(each for each in decomposed_word if not unicodedata.combining(each))
