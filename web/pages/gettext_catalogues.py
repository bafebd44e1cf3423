"""The translations of the pages: gettext catalogues, one PO file a language."""

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

import polib

from tm.result_cache import lazy_constant

CATALOGUE_FOLDER = Path(__file__).parent / "locales"


@lazy_constant
def load_translations(language: str) -> NullTranslations:
    """Load the translations of a language; English is what the templates say."""
    path = CATALOGUE_FOLDER / language / "messages.po"
    if language == "en" or not path.is_file():
        return NullTranslations()
    return GNUTranslations(BytesIO(polib.pofile(path).to_binary()))
