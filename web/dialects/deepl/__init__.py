"""The dialect of DeepL, versions 2 and 3, for its SDKs and for Weblate.

Translations come from the memory; glossaries are termbases with a name, and a
translation memory is a memory of the server.
"""
