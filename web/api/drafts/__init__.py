"""Drafts over HTTP: begun, translated segment by segment, and exported.

The rows and files of drafts are in `web.drafts`; other routes of the API are not known.
"""
