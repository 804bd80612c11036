# Everything that CI does, and everything that a person types. `make` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help setup score validate test lint types imports format

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/core: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e .
	@touch $@

$(VENV)/full: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e ".[dev]"
	@touch $(VENV)/core $@

setup: $(VENV)/full ## the full environment in .venv, and git's annotation diff
	git config diff.presscheck.textconv "$(BIN)/presscheck show"

score: $(VENV)/core ## score a prediction: make score [PRED=file]
	@$(BIN)/python scripts/score.py $(PRED)

validate: $(VENV)/core ## check a corpus or prediction file: make validate [PRED=file]
	@$(BIN)/python scripts/validate.py $(PRED)

test: $(VENV)/full ## all tests that need no server
	$(BIN)/python -m pytest

lint: $(VENV)/full ## ruff, format included
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/full ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/full ## who may import whom
	$(BIN)/lint-imports

format: $(VENV)/full ## rewrite the source in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
