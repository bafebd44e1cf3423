"""What a connection may ask of the server: who hangs up, bodies that nobody reads.

Knows nothing of what is asked, only how requests come and answers go.
"""
