# `make run` and `make test` are all that a fresh machine with Python 3.11 or newer needs.
# Settings can be given here: make run BAOXIU_PORT=8123 BAOXIU_HOME=/somewhere  (make hands them on)

BIN := .venv/bin
PYTHON ?=
EXTRAS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -c constraints.txt
comma := ,
# one mark for each choice of extras, so that a second `make install` takes no time
INSTALLED := .venv/.installed$(subst $(comma),-,$(EXTRAS:%=-%))
DEV := .venv/.installed-dev
RELEASE := .venv/.installed-release
SIGNING_KEY ?=
say = @printf '\n\033[1m== %s\033[0m\n' '$(1)'
JOBS ?= 3
KILLS ?= 1000
UPDATES ?= 10000
MINUTES ?= 3

.DEFAULT_GOAL := help
.PHONY: help install run test chromium lint types layers unit bench bench-live bench-scale bench-rasa bench-nlu bench-telegram rasa-test bench-reports long chaos storm train figures audit release pictures pictures-all env reference constraints format clean
.NOTPARALLEL:

help: ## this list
	@echo 'baoxiu: after-sales intake. Targets:'
	@sed -n -E 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
	  printf '  make %-12s %s\n' "$$name" "$$what"; done
	@echo 'Settings go with them: make run BAOXIU_PORT=8123 BAOXIU_HOME=/somewhere (.env.example lists all).'

install: $(INSTALLED) ## make .venv with .venv/bin/baoxiu (EXTRAS=postgres,redis adds to it)
	@echo 'baoxiu is installed: $(BIN)/baoxiu --help'

# The first Python that is new enough and can make virtual environments (Debian's may lack that).
.venv/bin/python:
	@old=; for p in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  "$$p" -c 'import ensurepip, venv' >/dev/null 2>&1 || { old="$$p"; continue; }; \
	  printf '\n\033[1m== virtual environment with %s\033[0m\n' "$$p"; \
	  "$$p" -m venv .venv && exit 0; rm -rf .venv; exit 1; \
	done; \
	if [ -n "$$old" ]; then echo "$$old cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	else echo 'baoxiu needs Python 3.11 or newer; none was found. Name yours: make install PYTHON=/path/python3' >&2; fi; \
	exit 1

$(INSTALLED): pyproject.toml constraints.txt | .venv/bin/python
	$(call say,installing baoxiu (a minute or so the first time))
	@$(PIP) -e '.$(EXTRAS:%=[%])'
	@touch $@

$(DEV): pyproject.toml constraints.txt | .venv/bin/python
	$(call say,installing baoxiu and what its tests need (a minute or two the first time))
	@$(PIP) -e '.[dev,e2e]'
	@touch $@ .venv/.installed

$(RELEASE): pyproject.toml constraints.txt | .venv/bin/python
	$(call say,installing what releases are made with)
	@$(PIP) -e '.[release]'
	@touch $@

run: $(INSTALLED) ## demo data once, then the server; prints addresses and logins; Ctrl-C stops
	@$(BIN)/baoxiu db upgrade
	@$(BIN)/baoxiu demo load
	@trap : INT; $(BIN)/baoxiu serve || { code=$$?; test $$code -eq 130 || exit $$code; }

test: $(DEV) chromium lint types layers unit ## everything: style, types, layers, tests with real servers and browser
	@.ci/chromium --found || printf '\n== NOT RUN: the browser tests (no Chromium here)\n'

chromium: $(DEV)
	$(call say,browser for the tests)
	@.ci/chromium

lint: $(DEV) ## style
	$(call say,style (ruff))
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV) ## types
	$(call say,types (mypy --strict; half a minute the first time))
	@$(BIN)/mypy

layers: $(DEV) ## who may import whom
	$(call say,who may import whom (import-linter))
	@$(BIN)/lint-imports

unit: $(DEV) ## the tests alone, with PostgreSQL and Redis of their own
	$(call say,tests (PostgreSQL, Valkey and Redis are started for them; some minutes))
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --durations=15

bench: $(DEV) ## turns a second through the REST channel, latency, processor time, memory, start-up (half a minute)
	@$(BIN)/python -m tests.bench.turns

bench-live: $(DEV) ## 200 open consoles and 50 events a second: from the commit to the screen (half a minute)
	@$(BIN)/python -m tests.bench.live

bench-scale: $(DEV) ## big tables on SQLite: devices, tickets, queue, windows, clocks (a quarter of an hour, 2 GB)
	@$(BIN)/python -m tests.bench.scale

bench-rasa: $(DEV) ## the same beside a Rasa 3.6 in the same run (makes an environment with Rasa, 2.7 GB; a quarter of an hour)
	@$(BIN)/python -m tests.bench.turns --beside-rasa

bench-nlu: $(DEV) ## our understanding beside Rasa's on the same messages (makes an environment with Rasa, 2.7 GB; half an hour)
	@$(BIN)/python -m tests.bench.understanding

rasa-test: $(DEV) ## export a small project, train it with a real Rasa 3.6 and ask it
	@$(BIN)/python -m pytest -m rasa --timeout=0 -v

bench-telegram: $(DEV) ## an update through our mountings beside the frameworks' bare handlers (half a minute)
	@$(BIN)/python -m tests.bench.telegram

bench-reports: $(DEV) ## the console's reports and its wall over 100,000 generated tickets, on SQLite and on PostgreSQL (some minutes)
	@$(BIN)/python -m tests.bench.reports
	@$(BIN)/python -m tests.bench.reports --postgres

long: $(DEV) ## tests that take long and have a shorter form in `make test`
	@$(BIN)/python -m pytest -m long -n $(JOBS) --dist worksteal

chaos: $(DEV) ## kill -9 at KILLS random moments (1000), UPDATES by Telegram (10000) with faults, a whole house under fire for MINUTES (3): nothing lost, nothing twice
	@BAOXIU_KILLS=$(KILLS) BAOXIU_UPDATES=$(UPDATES) BAOXIU_CHAOS_MINUTES=$(MINUTES) $(BIN)/python -m pytest -m chaos --timeout=0 -v -s

storm: $(DEV) ## of that the last alone: many processes, PostgreSQL and Valkey for MINUTES (3), see docs/CHAOS.md
	@BAOXIU_CHAOS_MINUTES=$(MINUTES) $(BIN)/python -m pytest tests/chaos/test_storm.py --timeout=0 -n0 -v -s

figures: $(DEV) ## how right the understanding is on every set, written into docs/UNDERSTANDING.md (two minutes)
	@$(BIN)/python -m tests.figures

train: $(DEV) ## learn the models of the understanding anew from nlu/data
	@$(BIN)/baoxiu train

pictures: $(DEV) ## make the pictures of docs/CONSOLE.md anew (needs Chromium)
	@$(BIN)/python -m tests.pictures

pictures-all: $(DEV) ## every page of the console, both languages, light and dark, telephone and desk, into build/pictures (a quarter of an hour)
	@$(BIN)/python -m tests.all_pictures build/pictures

env: $(INSTALLED) ## write .env.example from the settings
	@$(BIN)/python -c 'from bot.setting_names import example; print(example(), end="")' > .env.example

reference: $(INSTALLED) ## write the reference of docs/PLANS.md and the catalogue of docs/channels/events.md
	@$(BIN)/python -m handlers.plans.reference
	@$(BIN)/python -m handlers.rules.integration_reference

constraints: $(DEV) ## write constraints.txt anew from the newest releases
	@$(BIN)/python .ci/constraints.py

audit: $(RELEASE) ## ask whether anything that is pinned has a known vulnerability (asks the package index about each)
	@$(BIN)/python .ci/audit.py

release: $(RELEASE) ## source, wheel, bill of materials and checksums in dist/ (SIGNING_KEY=~/.ssh/id_ed25519 signs them)
	@$(BIN)/python .ci/release.py $(if $(SIGNING_KEY),--key $(SIGNING_KEY))

format: $(DEV) ## format the code and mend what can be mended by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## remove the virtual environment and caches; the data stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
