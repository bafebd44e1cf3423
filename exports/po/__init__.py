"""PO and MO: the catalogues of gettext."""
