# `make demo` and `make test` are all the set-up there is; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test lint format docs bench clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

$(VENV)/core: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@# Once, also where PYTHONDONTWRITEBYTECODE is set: each run would compile it anew.
	@$(BIN)/python -m compileall -q consultation_insight
	@touch $@

$(VENV)/all: pyproject.toml constraints.txt $(VENV)/core
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[all,test,docs]"
	@touch $@

demo: $(VENV)/core  ## Install the core, analyse the renewal replies, say where the report is
	$(BIN)/consultation-insight run corpora/renewal_replies/consultation.toml --out demo

test: $(VENV)/all  ## Install all extras and run the tests
	@sh tests/tools/install.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/all  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/all  ## Put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/all  ## Build the documentation into site/
	$(BIN)/mkdocs build --strict

bench: $(VENV)/all  ## List the benchmarks; each says how to run it
	@$(BIN)/python benchmarks/list.py

clean:  ## Remove what was built here
	rm -rf $(VENV) demo site build dist
