# Two commands: `make report` runs the main job on the shipped rubric and cases; `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: report test lint bench clean

report: $(VENV)/.ready
	$(BIN)/evalkit report cases -o reports --format html,md,docx,pdf,xlsx --lang zh,en

test: $(VENV)/.ready-test lint
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.ready-test
	$(BIN)/python -m benchmarks

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all]'
	touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all,test]'
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
