"""The pages: HTML for translators, QA and managers, over the functions of the API.

To add a page:

1. Write `web/pages/NAME.py` (or a folder for several modules) with a PageGroup:

       THINGS = PageGroup()

       @THINGS.add("GET", "/things", "things.html", title=N_("Things"),
                   fragment="things_list.html", example={"q": "a"})
       def show_things(
           context: RequestContext, request: ThingsRequest
       ) -> ThingsView: ...

   The request type is a `Request` of `web.api.request_types` (a `ServerRequest` where
   the page opens no memory; then take a ServerRequestContext). Its fields are filled
   from the query or the form; an empty field gets its default. Call the functions of
   `web.api`, never the store. Return a dataclass (`view` in the template), a Redirect
   (after POST), or a TemplateAnswer (another template, a status, headers).
   `role`, `scope` as for routes.
2. Add the group to `web/pages/route_table.py`. The header shows a path of
   `shell.NAVIGATION` by itself. Tests open each GET page with its
   `example`: axe, CSP, console, languages.
3. Write `templates/things.html`: `{% extends "page.html" %}`, block `content`, and for
   scripts and style sheets of its own block `scripts` with `static("things.js")`.
   All texts go through `_("…")` or `_("%(count)s hits", count=n|figure)`; `ngettext`
   for plurals. A stored text stands in `segment(text, locale)` of `macros.html`.
   `shell.make_address("/path", q=…)` makes links within the memory; a form that posts
   has `csrf_field(shell)`. Reading must work without JavaScript.
4. `hx-get`, `hx-target` and so on are those of htmx 4; a request by htmx gets the
   `fragment`. The policy forbids eval and inline code: no `hx-on`, no `js:`, no filter
   `[…]` in `hx-trigger`, no `style` attribute. Behaviour is a custom element in
   `static/NAME.js`. A key: `data-key="j"` on what it clicks; `key("j", _("Next"))` of
   `macros.html` for keys that your element heeds (`padanan.mayUseKey`, `nameKey`).
   What the program says in English (errors, losses) stands in `{{ text|message }}`.
5. Put each new text into `locales/*/messages.po`, and each new message of the program
   into `locales/*/program.po`. `python -m web.pages.message_files` lists them there,
   still without a translation. Names in braces are those of variables: whoever renames
   one carries the translation over to the new message.
6. A form with a file is `multipart/form-data`, its fields before the file; the request
   type has a field of the type `SentFile` (`web.pages.forms`).
"""
