"""The description of the API: an OpenAPI document and a page that shows it.

Both are made of the table of routes and of the types that its handlers take and give;
the example answers are written by `python -m tests.web.example_answers`.
"""
