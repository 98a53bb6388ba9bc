# Every command of the project. Needs python3 (3.11 or newer) with venv and pip, make and git; nothing else.

PYTHON ?= python3
UV_VERSION := 0.13.9
# Wheels only: nothing is compiled here, and no package runs code of its own while it is installed.
# Modules become bytecode when they are first imported; most of what is installed never is.
PIP_FLAGS := --quiet --disable-pip-version-check --only-binary :all: --no-compile

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready.stamp

RATING_DATES := 2020-04-30 2020-10-31 2021-04-30 2021-10-31 2022-04-30 2022-10-31
ISSUERS ?= 500
SEED ?= 1
# Further words for pytest, as in: make test ARGS="-m slow"
ARGS ?=

# Only the real pipeline uses the instance that comes with the project; tests make their own.
run ui: export DAGSTER_HOME := $(CURDIR)/dagster_home
# Nothing the project starts reports its use to anyone.
export DAGSTER_DISABLE_TELEMETRY := 1
export GX_ANALYTICS_ENABLED := False
export DO_NOT_TRACK := 1
# Matrix products here are small: on a busy machine more threads wait for each other and take several times as long.
export OPENBLAS_NUM_THREADS ?= 1
# Type checks run with the pyright that the lock names, without a word about newer ones.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
.PHONY: help setup run ui test test-slow test-duckdb15 check format format-check lint types contracts docs docs-check bench bench-draws bench-explorer bench-extraction lock clean

help: ## list the commands
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(READY) ## create .venv with the locked dependencies

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements.lock
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
	@touch $@

run: $(READY) ## simulate a universe, rate it with the sample on six dates, print the result
	$(BIN)/esg simulate --issuers $(ISSUERS) --rating-dates 2020-04-30..2022-10-31 --seed $(SEED) --out data/simulated
	$(BIN)/esg run $(addprefix --rating-date ,$(RATING_DATES))

ui: $(READY) ## Dagster on http://127.0.0.1:3000
	$(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 -p 3000

test: $(READY) ## the fast tests, as CI runs them
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

test-slow: $(READY) ## the tests that take longer
	$(BIN)/python -m pytest -m slow $(ARGS)

test-duckdb15: build/duckdb15/ready.stamp ## the fast tests on DuckDB 1.5
	build/duckdb15/bin/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

build/duckdb15/ready.stamp: requirements.lock pyproject.toml
	$(PYTHON) -m venv build/duckdb15
	build/duckdb15/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements.lock
	build/duckdb15/bin/python -m pip install $(PIP_FLAGS) --no-deps 'duckdb==1.5.*'
	build/duckdb15/bin/python -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
	@touch $@

check: format-check lint types contracts docs-check test ## everything CI runs

format: $(READY) ## put Python and SQL into the project's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix --quiet sql

format-check: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY) ## ruff and sqlfluff
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint --processes 2 sql

types: $(READY) ## pyright
	$(BIN)/pyright

contracts: $(READY) ## the arrows between the layers (import-linter)
	$(BIN)/lint-imports

docs: $(READY) ## write the data dictionary and the tables of the method's pages
	$(BIN)/python -m data_contracts.dictionary docs/data_dictionary.md
	$(BIN)/python -m data_contracts.dictionary_page docs/data_dictionary.html
	$(BIN)/python -m data_contracts.diagram docs/entity_diagram.svg
	$(BIN)/python -m esg_pipeline.methodology.pages docs/methodology
	$(BIN)/python -m esg_pipeline.index.document docs/methodology/other_indices.md

bench-extraction: $(READY) ## how well documents are read, against answers read by hand; needs ../shared
	$(BIN)/python benchmarks/extraction/run.py $(ARGS)

bench: $(READY) ## rate 10,000 issuers by the library and by its peers, and print the ratios
	$(BIN)/python benchmarks/score_universe.py $(ARGS)

bench-draws: $(READY) ## draw the grades of 10,000 issuers by the library and by its peers, and print the ratios
	$(BIN)/python benchmarks/draw_grades.py $(ARGS)

bench-explorer: $(READY) ## ask the explorer for its pages on 10,000 issuers made of those of make run; needs 6 GB of disk
	$(BIN)/python benchmarks/explorer.py warehouse/published.duckdb $(ARGS)

docs-check: $(READY)
	@mkdir -p build
	@$(BIN)/python -m data_contracts.dictionary build/data_dictionary.md
	@diff -u docs/data_dictionary.md build/data_dictionary.md \
		|| { echo "docs/data_dictionary.md is out of date: run make docs"; exit 1; }

lock: ## write requirements.lock anew from pyproject.toml
	$(PYTHON) -m venv build/lock-venv
	build/lock-venv/bin/python -m pip install $(PIP_FLAGS) uv==$(UV_VERSION)
	build/lock-venv/bin/uv pip compile pyproject.toml --quiet --all-extras --generate-hashes --universal \
		--python-version 3.11 --no-strip-extras --upgrade --custom-compile-command "make lock" -o requirements.lock

clean: ## remove the environment, caches and everything the pipeline made
	rm -rf $(VENV) build dist warehouse data/simulated .hypothesis .import_linter_cache .pytest_cache .ruff_cache
	find dagster_home -mindepth 1 ! -name dagster.yaml -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
