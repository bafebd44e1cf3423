"""The server: one route table over the Python API, and how its answers travel.

Here is what concerns HTTP: routes, requests, answers, security, metrics. What an answer
says is the work of `padanan` and the packages below it.
"""
