"""The pages of articles: their list, storing new ones, and one side by side.

The handlers call functions of the API; what a template shows is made in `view.py`.
"""
