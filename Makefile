# 青海就业助手. `make help` lists what can be done. Needs Python 3.11 and make, nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PY := .venv/bin/python
NLU_PY := nlu/.venv/bin/python
export UV_LINK_MODE ?= copy
export UV_PYTHON ?= $(PYTHON)
export UV_PYTHON_DOWNLOADS ?= never

.PHONY: help setup setup-run run test check fix train migrate demo-data clean evaluate load

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { echo "Python 3.11 is missing: install it, or run 'make PYTHON=/path/to/python3.11 …'" >&2; exit 2; }
	@echo "Tools      installing uv into .tools"
	@$(PYTHON) -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check "uv>=0.5"

# Each environment is synced again only when its lock changed.
.venv/.run-ready: pyproject.toml uv.lock | $(filter .tools/bin/uv,$(UV))
	@echo "Setup      app environment"
	@$(UV) sync --frozen --no-dev --inexact --compile-bytecode --quiet && touch $@

.venv/.test-ready: pyproject.toml uv.lock | $(filter .tools/bin/uv,$(UV))
	@echo "Setup      app environment with the tools for tests"
	@$(UV) sync --frozen --compile-bytecode --quiet && touch $@ .venv/.run-ready

nlu/.venv/.ready: nlu/pyproject.toml nlu/uv.lock | $(filter .tools/bin/uv,$(UV))
	@echo "Setup      dialogue environment (Rasa)"
	@$(UV) sync --project nlu --frozen --compile-bytecode --quiet && touch $@

setup-run: .venv/.run-ready nlu/.venv/.ready

setup: .venv/.test-ready nlu/.venv/.ready  ## Install both environments and the tools for tests

run: setup-run  ## Start everything: chat sandbox, app, dialogue, worker; prints the addresses
	@exec $(PY) -m bot run

train: setup-run  ## Train the dialogue model if its inputs changed
	@cd nlu && .venv/bin/python train.py

migrate: setup-run  ## Bring the database to the newest schema
	@$(PY) -m backend migrate

demo-data: setup-run  ## Add a few made-up registrations to look at in the console
	@$(PY) -m backend demo-data

test: setup  ## Everything CI runs: checks of the code, then all tests
	@bash tests/run.sh

check: setup  ## Format, lint, types, contracts, migrations, content, dialogue data and tests
	@bash tests/check.sh && bash tests/run.sh --tests-only

fix: setup  ## Format and repair what can be repaired by itself
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

evaluate: setup train  ## Answer and intent quality on the hold-out sets
	@$(PY) -m policy_faq evaluate tests/content/holdout.jsonl
	@cd nlu && .venv/bin/python evaluate.py

load: setup  ## Speed and memory, as ratios in the same run (tests/load)
	@bash tests/load/all.sh

clean:  ## Remove environments, caches and trained models (asks before it touches var/)
	@rm -rf .venv nlu/.venv .tools nlu/.rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -d var ]; then read -r -p "Delete the data directory var/ too? [y/N] " a; [ "$$a" = y ] && rm -rf var || true; fi
