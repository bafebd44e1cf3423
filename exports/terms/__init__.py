"""Files of terms: TBX, CSV, XLSX, and glossaries of OmegaT and DeepL.

Nothing in here stores an entry: importing is in `exports.importing`.
"""
