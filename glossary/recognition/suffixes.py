"""Suffixes after a term inside one word: `-nya` makes `Menterinya` a hit of `Menteri`.

The suffixes of a language are in `glossary/data/LANGUAGE/suffixes.toml`.
"""

from glossary.recognition.form_lexicon import FormLexicon


def is_suffix_attached(
    lexicon: FormLexicon, text: str, start: int, end: int, form_index: int
) -> bool:
    """Whether the letters after a form are a suffix of the language."""
    match_suffix = lexicon.match_suffix
    if match_suffix is None or text[end] not in lexicon.form_data.suffix_first_letters:
        return False
    if end - start < 3 or not match_suffix(text, end) or not text[end - 1].isalpha():
        return False
    return form_index >= len(lexicon.forms) or lexicon.reading_counts[form_index] > 0
