"""Formats of terms: TBX, CSV, XLSX, and glossaries of OmegaT and DeepL.

No code here stores entries: `exports.importing` imports them.
"""
