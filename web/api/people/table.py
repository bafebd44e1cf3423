"""The routes about people."""

from collections.abc import Sequence

from web.api.people.administration import ADMINISTRATION_ROUTES
from web.api.people.outside_login import OUTSIDE_LOGIN_ROUTES
from web.api.people.own_account import OWN_ACCOUNT_ROUTES
from web.api.people.roles import ROLE_ROUTES
from web.api.people.session import SESSION_ROUTES
from web.route import Route

PEOPLE_ROUTES: Sequence[Route] = (
    *SESSION_ROUTES,
    *OUTSIDE_LOGIN_ROUTES,
    *OWN_ACCOUNT_ROUTES,
    *ADMINISTRATION_ROUTES,
    *ROLE_ROUTES,
)
