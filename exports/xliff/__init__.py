"""XLIFF 1.2 and 2.x: files that go to translators and come back."""
