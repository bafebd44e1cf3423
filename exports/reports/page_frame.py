"""The beginning of a self-contained HTML page, which all reports share."""

from html import escape


def format_page_start(title: str, style: str, language: str = "en") -> str:
    """Format a page up to the beginning of its body; `style` is CSS."""
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
"""
