# `make audit` audits seeds/ into reports/; `make test` runs the tests; `make docs golden` accepts what a change of rules
# changes in generated pages and golden files. All set up what they need in .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
TESTS := $(VENV)/.ready-for-tests

.PHONY: audit test golden docs clean

audit: $(STAMP)
	@$(BIN)/mtcheck audit seeds --report reports || test $$? -eq 1
	@echo "open reports/index.html in a browser"

test: $(TESTS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q

golden: $(TESTS)
	$(BIN)/python -m pytest -q -m golden --update-golden

docs: $(STAMP)
	$(BIN)/mtcheck rules --format markdown > docs/rules.md
	$(BIN)/mtcheck config --format markdown > docs/config.md
	$(BIN)/python -m training.write_notice

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(TESTS): $(STAMP) constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[hf,test]'
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
