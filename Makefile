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
# What Python and pytest have compiled they keep, whatever the shell says: a second run need not compile it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help serve test test-browsers exhaustive setup build site zensical check bench lock vendor clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

serve: setup ## preview the site; pages reload as you write
	$(BIN)/python -m tools.preview

test: $(TEST) ## run the tests, those in a real browser included
	$(BIN)/python -m phi4_guide.publish.chromium
	$(BIN)/pytest --numprocesses 3 --dist worksteal -m "not exhaustive and not engines"

test-browsers: $(TEST) ## open every page in Chromium, Firefox and WebKitGTK, and use six of them in each
	$(BIN)/python -m phi4_guide.publish.chromium
	$(BIN)/python tests/browsers/installing.py
	$(BIN)/pytest --numprocesses 2 --dist loadgroup -m engines

exhaustive: $(TEST) ## change every sign of pages and data, and try tens of thousands of spellings: for an hour, before a release
	$(BIN)/pytest --numprocesses 2 --dist load -m exhaustive

setup: $(SERVE) ## make the environment, and nothing else

build: setup ## build the site into site/, strictly
	$(BIN)/mkdocs build --strict

# A published site is dated by its commit, not by its build: the same commit gives the same bytes.
site: export SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),$(shell date +%s))
site: $(TEST) ## the site as it is published, in site/: built strictly, every diagram drawn into its page
	$(BIN)/python -m phi4_guide.publish.chromium
	$(BIN)/mkdocs build --strict
	$(BIN)/phi4-guide draw site
	$(BIN)/phi4-guide finish site

zensical: build $(TEST) ## the same by another builder, Zensical, in site-zensical/; see docs/another-builder.md
	$(BIN)/python -m phi4_guide.publish.chromium
	SITE_DIR=site-zensical $(BIN)/zensical build --clean --strict
	$(BIN)/phi4-guide draw site-zensical
	$(BIN)/phi4-guide finish site-zensical

check: $(TEST) ## the fast checks: pages, new diagrams drawn, style, types, licences, workflows and forms, tests without build or browser
	@$(MAKE) --no-print-directory check-licences && licences=0 || licences=1; \
	  $(MAKE) --no-print-directory --keep-going --jobs $(IN_ONE_PIECE) $(CHECKS) && exit $$licences

# Licences first, as the others write files. Then side by side: one that fails stops no other, and what each prints stays together
# (before make 4, lines may mix).
IN_ONE_PIECE := $(if $(filter output-sync,$(.FEATURES)),--output-sync)
CHECKS := check-pages check-style check-format check-types check-forms check-workflows check-tests
.PHONY: $(CHECKS) check-licences
$(CHECKS) check-licences: $(TEST)
check-pages:
	@$(BIN)/python -m phi4_guide.publish.chromium >/dev/null
	$(BIN)/phi4-guide check --draw
check-style:
	$(BIN)/ruff check
check-format:
	$(BIN)/ruff format --check
check-types:
	$(BIN)/mypy
check-licences:
	$(BIN)/reuse lint --quiet || $(BIN)/reuse lint
check-workflows:
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/zizmor --offline --quiet .github
check-forms:
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
check-tests:
	$(BIN)/pytest -q -m "not browser and not build and not thorough and not exhaustive and not engines"

bench: $(TEST) ## measure: time to the first diagram and to a step, cost of a build and of drawing, speed of the checker (needs npm)
	$(BIN)/python -m phi4_guide.publish.chromium
	$(BIN)/python benchmarks/paint.py
	$(BIN)/python benchmarks/interaction.py
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/check.py

lock: | $(BIN)/python ## resolve the dependencies anew into requirements/*.txt
	$(BIN)/pip install --quiet uv
	cd requirements && ../$(BIN)/uv pip compile --upgrade $(LOCK) ../pyproject.toml build.in -o serve.txt
	cd requirements && ../$(BIN)/uv pip compile --upgrade $(LOCK) --extra test -c serve.txt ../pyproject.toml build.in -o test.txt
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

vendor: $(SERVE) ## copy from npm the Mermaid and the font that requirements/package.json names (needs npm)
	$(BIN)/python -m tools.vendor

clean: ## remove what the other commands made
	rm -rf $(VENV) site site-zensical diff.html .cache .drawings .pytest_cache .mypy_cache .ruff_cache .bench_cache benchmarks/results

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
