"""Jobs over HTTP: begun, followed, with their files; the work is in `web.jobs`.

Other routes of the API do not know it.
"""
