"""The pages of people: who may do what on this server, and one's own account.

What is delicate needs a proof of some minutes ago; the pages ask for it, and lead back.
"""
