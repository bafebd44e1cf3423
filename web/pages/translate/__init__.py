"""The pages on which people translate: drafts, and the segments of one.

Typed text is saved by the API's routes of drafts; what needs no script is a form.
"""
