# `make` lists the targets. Everything is installed into .venv and .tools below this folder, from uv.lock.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up down logs db mig seed fmt lint test check web wheel screenshots lighthouse brain thinker bench eval

RUN := .venv/.installed-run
DEV := .venv/.installed-dev
BIN := .venv/bin
PATHS := src tests bench evals infra/seed apps/web/build.py apps/web/wheel.py

# Passed through the environment, so that no character in them means anything to the shell.
export REPO NAME DATA

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(RUN): pyproject.toml uv.lock infra/install.sh
	@infra/install.sh run

$(DEV): pyproject.toml uv.lock infra/install.sh
	@infra/install.sh dev
	@touch $(RUN)

up: $(RUN) ## start repochat and index REPO (a path, an address or owner/name; default: this checkout)
	@$(BIN)/python -m compileall -q src || true
	@$(BIN)/python apps/web/build.py || echo "The web app could not be built (see above); all else works without it." >&2
	@$(BIN)/repochat up "$${REPO:-.}"

down: $(RUN) ## stop repochat and its database
	@$(BIN)/repochat down

logs: $(RUN) ## follow the logs of what `make up` started
	@tail -n 50 -F "$$($(BIN)/python -c "from repochat.core.settings import load_settings; print(load_settings().repochat_home)")"/logs/*.log

db: $(RUN) ## open psql on the database, as the role that owns the tables
	@$(BIN)/python -m repochat.core.postgres

mig: $(DEV) ## write the migration NAME from what the models now say
	@$(BIN)/python -m repochat.core.migrations "$$NAME"
	@$(BIN)/ruff format --quiet src/repochat/core/migrations/versions

seed: $(RUN) ## make a small demo and index this checkout, so that there is something to ask
	@$(BIN)/python -m infra.seed
	@! git rev-parse --git-dir >/dev/null 2>&1 || $(BIN)/repochat index .

fmt: $(DEV) ## format the code and fix what can be fixed
	@$(BIN)/ruff check --quiet --fix-only $(wildcard $(PATHS))
	@$(BIN)/ruff format --quiet $(wildcard $(PATHS))

lint: $(DEV) ## check format, rules, types and layers
	$(BIN)/ruff format --check $(wildcard $(PATHS))
	$(BIN)/ruff check $(wildcard $(PATHS))
	$(BIN)/pyright
	$(BIN)/lint-imports

test: $(DEV) ## run the tests, all but those that drive the installed product
	$(BIN)/pytest -n auto -m "not e2e"

check: lint web test ## what CI runs: lint, web build, generated client, all tests
	$(BIN)/python apps/web/build.py --check
	$(BIN)/pytest -n 2 --dist loadfile -m e2e

web: $(RUN) ## build the web app (fetches Node from PyPI when there is none)
	@$(BIN)/python apps/web/build.py

wheel: $(DEV) web ## build the Python package with the web app in it, into dist/
	@$(BIN)/python -m hatchling build

screenshots: $(DEV) web ## take a picture of every screen over REPO, into build-artifacts/screenshots
	@$(BIN)/python -m tests.e2e.screenshots

lighthouse: $(DEV) web ## audit dashboard and chat over REPO, and fail below 95 of 100
	@$(BIN)/python -m tests.e2e.lighthouse

brain: $(RUN) ## run one more worker: it indexes, and takes what else is queued
	@$(BIN)/repochat worker

thinker: $(RUN) ## run one more worker that only thinks in the background
	@$(BIN)/repochat thinker

bench: $(DEV) ## measure speed beside the peers
	@$(BIN)/repochat bench

eval: $(DEV) ## measure the ranking on the questions in DATA (default: evals)
	@$(BIN)/repochat eval "$${DATA:-evals}"
