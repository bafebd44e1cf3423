"""How often words are written: the home of wordfreq, which the extra `spell` installs.

wordfreq (Apache-2.0, its data CC BY-SA 4.0) has lists for about forty languages in its
wheel: words of which there is one in a million at least, for the larger languages one
in a hundred million. They hold what people write, mistakes among it.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec


def is_installed() -> bool:
    """Whether there are any lists."""
    return find_spec("wordfreq") is not None


@lru_cache(maxsize=16)
def frequencies(language: str, *, brief: bool = False) -> Mapping[str, float]:
    """By word in small letters, its share of all words; empty without a list.

    `brief`: only what is frequent, of a list that is large; it is read in no time.
    """
    if not is_installed():
        return {}
    from wordfreq import available_languages, get_frequency_dict  # a tenth of a second

    # Asked for a language that it has not, wordfreq gives the list of a related one.
    if language not in available_languages("small"):
        return {}
    found: Mapping[str, float] = get_frequency_dict(
        language, "small" if brief else "best"
    )
    return found
