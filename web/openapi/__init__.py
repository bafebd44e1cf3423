"""The description of the API: an OpenAPI document and a page that shows it.

Both are made of the table of routes and of the types that its handlers take and give.
"""

from web.openapi.document import make_openapi_endpoints as make_openapi_endpoints
