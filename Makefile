# `make demo` and `make test` need Python 3.11 or newer and nothing else.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
TESTS ?=
ALL ?=
.PHONY: demo serve test test-all lint messages format coverage docs peers weblate wheel lock clean

demo: $(VENV)/.installed
	@$(BIN)/padanan demo --format table $(if $(ALL),--all)

# The pages, on the memory of the demo; what the server itself stores is kept there, too.
serve: $(VENV)/.installed-dev
	@test -f demo-output/demo.db || $(BIN)/padanan demo --all > /dev/null
	@cd demo-output && PADANAN_SERVER_DATABASE=server.db $(abspath $(BIN))/padanan serve

# Compiled modules and tests are kept, even where Python is told to keep nothing.
test test-all coverage: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m "not thorough" --hypothesis-profile=quick --durations=25 $(TESTS)

# Also what takes longer, and what clients of other projects do: Weblate's classes, OmegaT.
test-all: $(VENV)/.installed-dev weblate
	$(BIN)/python -m pytest -n auto --durations=25 -rs $(TESTS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: $(VENV)/.installed-dev
	$(BIN)/python -m checks.message_audit

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

coverage: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --cov --cov-report=term

# Warnings are errors: a broken link, a page that no table of contents lists.
docs: $(VENV)/.installed-docs
	$(BIN)/python -m docs.generate
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "the pages are in docs/_build/html/index.html"

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Padanan needs Python 3.11 or newer; none was found. Give one with: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml requirements/core.txt | $(BIN)/python
	@echo "installing Padanan into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements/core.txt
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml requirements/dev.txt $(VENV)/.installed
	@echo "installing what the tests need into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.installed-docs: pyproject.toml requirements/docs.txt $(VENV)/.installed
	@echo "installing what builds the documentation into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements/docs.txt
	@touch $@

# Programs that tests compare ours with; kept apart, since some are under the GPL.
peers: .venv-peers/.installed

.venv-peers/.installed: requirements/peers.txt
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/peers.txt
	@touch $@

# Its tests are skipped where it cannot be installed.
weblate:
	@test -e .venv-weblate/.installed || { $(BIN)/python tests/web/dialects/install_weblate.py .venv-weblate && touch .venv-weblate/.installed; } || { rm -rf .venv-weblate; echo "Weblate cannot be installed here; its tests are skipped" >&2; }

# Needs the same as `make demo`: Python, and a package index.
wheel: $(VENV)/.installed
	.ci/wheel $(BIN)/python

# The locks hold for every Python and platform; `make lock` renews them.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements/core.txt
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --python-version 3.11 --extra cluster --extra dev --extra documents --extra mcp --extra oidc --extra postgres --extra spell --extra web pyproject.toml -o requirements/dev.txt
	printf '%s\n' furo msgspec myst-parser sphinx | uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate --python-version 3.11 --constraints requirements/dev.txt - -o requirements/docs.txt
	printf '%s\n' moz.l10n openpyxl translate-toolkit | uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate --python-version 3.11 - -o requirements/peers.txt

clean:
	rm -rf $(VENV) .venv-peers .venv-weblate docs/_build docs/reference .judges demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis
