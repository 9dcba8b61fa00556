# baoxiu: `make run` and `make test` are all that a fresh machine needs.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
say = @printf '\n\033[1m== %s\033[0m\n' "$(1)"
export BAOXIU_HOME BAOXIU_PORT BAOXIU_HOST BAOXIU_DATABASE_URL BAOXIU_DEFAULT_PLAN BAOXIU_REDIS_URL

.DEFAULT_GOAL := help
.PHONY: help install run test lint types imports unit bench chaos train env format clean

help: ## what there is
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/installed ## make .venv with .venv/bin/baoxiu

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "baoxiu needs Python 3.11 or newer; none was found (tried python3.13, python3.12, python3.11, python3)"; exit 1; }
	$(call say,virtual environment with $(PYTHON))
	@$(PYTHON) -m venv .venv || { echo "making a virtual environment failed; on Debian and Ubuntu: apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(call say,installing baoxiu (a minute or so the first time))
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --progress-bar on -e . -c constraints.txt
	@touch $@

.venv/installed-dev: .venv/installed
	$(call say,installing what the tests need (a minute or two the first time))
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --progress-bar on -e '.[dev,e2e]' -c constraints.txt
	@touch $@

run: install ## demo data and server; prints addresses and logins
	@$(BIN)/baoxiu db upgrade && $(BIN)/baoxiu demo load && { $(BIN)/baoxiu serve || test $$? -eq 130; }

test: .venv/installed-dev chromium lint types imports unit ## everything: style, types, layers, tests with real servers

.PHONY: chromium
chromium:
	@if [ -x /usr/bin/chromium ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  printf '\n== installing Chromium for the browser tests\n'; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	else printf '\n== no Chromium at /usr/bin/chromium: the browser tests will NOT be run\n'; fi

lint: .venv/installed-dev
	$(call say,style)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/installed-dev
	$(call say,types)
	@$(BIN)/mypy

imports: .venv/installed-dev
	$(call say,who may import whom)
	@$(BIN)/lint-imports --no-cache

unit: .venv/installed-dev
	$(call say,tests with PostgreSQL and Redis of their own)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -q

bench: .venv/installed-dev ## turns a second through the REST channel, latency, memory, start-up
	@$(BIN)/python tests/bench/turns.py

chaos: .venv/installed-dev ## kill -9 at 200 random moments, nothing lost, nothing twice
	@BAOXIU_KILLS=200 $(BIN)/python -m pytest -q tests/handlers/test_crash.py

train: .venv/installed-dev ## train the intent model anew
	@$(BIN)/python -m nlu.train

env: .venv/installed ## write .env.example from the settings
	@$(BIN)/python -c 'from bot.settings import example; print(example(), end="")' > .env.example

format: .venv/installed-dev ## format the code
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

clean: ## remove the virtual environment and caches, not the data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
