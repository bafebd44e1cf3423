"""The pages of the termbase: concepts, their editing, and what waits for a decision.

Every page is over the routes of `web.api.termbase`.
"""
