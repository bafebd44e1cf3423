"""The change log: change sets, their changes, and undoing them.

Every write goes through a change set. Merging of units is in `tm.store.units`.
"""
