"""The change log: change sets, what they hold, and undoing them.

Every write goes through a change set. How a known unit is merged is in `units`.
"""
