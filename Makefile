# Two commands: `make report` runs the main job on the shipped rubric and cases; `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What is said while it runs, in Chinese where the system speaks it.
SPOKEN = $${EVALKIT_LANG:-$${LC_ALL:-$${LC_MESSAGES:-$$LANG}}}
say = @case "$(SPOKEN)" in zh*) echo '$(2)' ;; *) echo '$(1)' ;; esac

.PHONY: report test lint bench clean

report: $(VENV)/.ready
	$(call say,Scoring twelve provincial plans and writing their reports in Chinese and English (a minute or two) ...,正在给十二份省级规划评分并写出中英文报告（约一两分钟）……)
	@$(BIN)/evalkit report cases -o reports --format html,docx,pdf

test: $(VENV)/.ready-test lint
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.ready-bench
	$(call say,Measuring everything (a quarter of an hour on two cores; best left alone meanwhile) ...,正在测量全部项目（双核约一刻钟，期间最好不做别的）……)
	@$(BIN)/python -m benchmarks --write

$(VENV)/.ready: pyproject.toml
	$(call say,Setting up $(VENV)/ (the first time only; about 540 MB are written and a few minutes needed) ...,正在安装到 $(VENV)/（仅首次需要，约占 540 MB，需几分钟）……)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all]'
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	$(call say,Adding what the tests need to $(VENV)/ (once; a minute or two) ...,正在安装测试所需（仅首次需要，约一两分钟）……)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all,test]'
	@touch $@

# pyDecision asks for clients of language models (openai, google-genai, llmx) and a web server, none
# of which its methods use: it comes without what it asks for.
$(VENV)/.ready-bench: $(VENV)/.ready-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'pyDecision>=5.1'
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
