"""Word frequencies; the only module that uses wordfreq, of the extra `spell`.

wordfreq (Apache-2.0, its data CC BY-SA 4.0) has lists for about forty languages in its
wheel, of words that occur at least once in a million words, for the larger languages
once in a hundred million. They also contain frequent misspellings.

The files of the lists are read directly, since importing the package takes four times
as long. They are gzipped msgpack: a header, then a list of words for each frequency,
in steps of a centibel. If the format ever changes, the package itself reads them.
"""

import gzip
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_LIST_HEADER = {"format": "cB", "version": 1}


def is_installed() -> bool:
    """Whether word lists are installed."""
    return find_spec("wordfreq") is not None


# Speed trick: reading a list takes 25 to 300 ms, and a check asks for it with each run.
@lru_cache(maxsize=16)
def read_word_frequencies(
    language: str, *, omits_rare_words: bool = False
) -> Mapping[str, float]:
    """The share of each lower-case word in all words; empty without a list.

    `omits_rare_words`: read the small list of frequent words, which takes little time.
    """
    module_spec = find_spec("wordfreq")
    if module_spec is None or module_spec.origin is None or not language.isalpha():
        return {}
    list_folder = Path(module_spec.origin).with_name("data")
    list_names = ("small",) if omits_rare_words else ("large", "small")
    list_paths = [
        list_folder / f"{list_name}_{language}.msgpack.gz" for list_name in list_names
    ]
    list_path = next(
        (list_path for list_path in list_paths if list_path.is_file()), None
    )
    if list_path is None and list_folder.is_dir():
        return {}
    frequency_by_word = _read_word_list(list_path) if list_path is not None else None
    return (
        _read_by_wordfreq(language, omits_rare_words=omits_rare_words)
        if frequency_by_word is None
        else frequency_by_word
    )


def _read_word_list(list_path: Path) -> Mapping[str, float] | None:
    """Read the words of a list; None if its format has changed."""
    import msgpack  # which wordfreq needs, and nothing else here

    with gzip.open(list_path) as stream:
        header, *words_by_centibel = msgpack.load(stream, raw=False)
    if header != _LIST_HEADER:
        return None
    frequency_by_word: dict[str, float] = {}
    for centibels, words in enumerate(words_by_centibel):
        frequency_by_word |= dict.fromkeys(words, 10 ** (-centibels / 100))
    return frequency_by_word


def _read_by_wordfreq(language: str, *, omits_rare_words: bool) -> Mapping[str, float]:
    """Read the frequencies by wordfreq itself, which takes longer."""
    from wordfreq import available_languages, get_frequency_dict  # a tenth of a second

    # Asked for a language that it has not, wordfreq gives the list of a related one.
    if language not in available_languages("small"):
        return {}
    frequency_by_word: Mapping[str, float] = get_frequency_dict(
        language, "small" if omits_rare_words else "best"
    )
    return frequency_by_word
