# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT

# Two commands do everything from a fresh clone: `make serve` and `make test`. The environment is .venv.
# Needs Python 3.11 or newer; `make PYTHON=python3.12 serve` names another one.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE := $(VENV)/.serve
TEST := $(VENV)/.test

# Material's end-of-life notice is known (see CONTRIBUTING); it need not stand above every message of a build.
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help serve test setup build site zensical check bench lock vendor clean

help: ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

serve: setup ## preview the site; pages reload as you write
	$(BIN)/mkdocs serve

test: $(TEST) ## run every test, those in a real browser included
	$(BIN)/python -m phi4_guide.browser
	$(BIN)/pytest

setup: $(SERVE) ## make the environment, and nothing else

build: setup ## build the site into site/, strictly
	$(BIN)/mkdocs build --strict

site: $(TEST) ## the site as it is published, in site/: built strictly, every diagram drawn into its page
	$(BIN)/python -m phi4_guide.browser
	$(BIN)/mkdocs build --strict
	$(BIN)/phi4-guide draw site

zensical: $(TEST) ## the same by another builder, Zensical, in site-zensical/; see docs/another-builder.md
	$(BIN)/python -m phi4_guide.browser
	$(BIN)/phi4-guide check
	SITE_DIR=site-zensical $(BIN)/zensical build --clean --strict
	$(BIN)/phi4-guide links site-zensical
	$(BIN)/phi4-guide facts site-zensical
	$(BIN)/phi4-guide draw site-zensical

check: $(TEST) ## the fast checks: pages, style, types, licences, workflows, tests without build or browser
	$(BIN)/phi4-guide check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/reuse lint --quiet || $(BIN)/reuse lint
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/zizmor --offline --quiet .github/workflows
	$(BIN)/pytest -q -m "not browser and not build and not thorough"

bench: $(TEST) ## measure: time to the first diagram, cost of a build and of drawing, speed of the checker (needs npm)
	$(BIN)/python -m phi4_guide.browser
	$(BIN)/python benchmarks/paint.py
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/check.py

lock: | $(BIN)/python ## resolve the dependencies anew into requirements/*.txt
	$(BIN)/pip install --quiet uv
	cd requirements && ../$(BIN)/uv pip compile --upgrade $(LOCK) ../pyproject.toml build.in -o serve.txt
	cd requirements && ../$(BIN)/uv pip compile --upgrade $(LOCK) --extra test -c serve.txt ../pyproject.toml build.in -o test.txt
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

MERMAID ?= 12.3.0
FONT ?= 5.3.1
vendor: $(SERVE) ## bring Mermaid and the font from npm (needs npm): make vendor MERMAID=12.3.0
	$(BIN)/python -m phi4_guide.vendor $(MERMAID) $(FONT)

clean: ## remove what the other commands made
	rm -rf $(VENV) site site-zensical .cache .drawings .pytest_cache .mypy_cache .ruff_cache .bench_cache benchmarks/results

.DELETE_ON_ERROR:
$(BIN)/python:
	@rm -f $(SERVE) $(TEST)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "The environment could not be made; on Debian, install python3-venv."; exit 1; }

$(SERVE): requirements/serve.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/serve.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(TEST): requirements/test.txt $(SERVE)
	$(BIN)/pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@
