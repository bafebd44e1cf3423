"""Text as values: locales, segments, normal forms, tokens, numbers and names."""
