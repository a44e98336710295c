# `make audit` audits seeds/ into reports/; `make test` runs the tests. Both set up what they need in .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: audit test lint golden docs clean

audit: $(STAMP)
	@$(BIN)/mtcheck audit seeds --report reports || test $$? -eq 1
	@echo "open reports/index.html in a browser"

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q

golden: $(STAMP)
	$(BIN)/python -m pytest -q --update-golden

docs: $(STAMP)
	$(BIN)/mtcheck rules --format markdown > docs/rules.md

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
