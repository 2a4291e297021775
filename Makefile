# Leeway: every command a contributor needs. `make` alone lists them.
PORT ?= 8000
PYTHON ?= python3
TOOLS := .tools
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
READY := $(VENV)/.ready
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS ?= 1

.PHONY: help install run test check bench soak lock format clean
help:
	@echo "make run    serve the demo organisation on http://127.0.0.1:$(PORT)"
	@echo "make test   every test, the browser's included"
	@echo "make check  lint, types, import contracts, tidy"
	@echo "make bench  every benchmark, tables in benchmarks/results/ (ONLY=door for one)"
	@echo "make soak   the long random comparisons; SOAK=\"--minutes 10 --seed 1\" changes them"
	@echo "make lock   renew requirements.lock from pyproject.toml"

$(TOOLS)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Leeway needs Python 3.11 or later. Name one: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(TOOLS) || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@$(TOOLS)/bin/pip install --quiet --disable-pip-version-check "uv>=0.8,<1"

$(READY): requirements.lock pyproject.toml | $(filter $(TOOLS)/bin/uv,$(UV))
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

install: $(READY)

run: export LEEWAY_DEMO ?= yes
run: export LEEWAY_TIMEZONE ?= Europe/Amsterdam
run: $(READY)
	@$(BIN)/leeway demo
	@$(BIN)/leeway serve --port $(PORT)

test: $(READY)
	@sh tests/browser.sh
	@sh tests/mail.sh
	@$(BIN)/python -m pytest -n 2

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest tests/tidy

bench: $(READY)
	@$(BIN)/python -m benchmarks $(ONLY)

soak: $(READY)
	@$(BIN)/python -m tests.core.authority.soak $(SOAK)
	@LEEWAY_SOAK=1 $(BIN)/python -m pytest tests/core tests/ledger tests/clock -n 2

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: | $(filter $(TOOLS)/bin/uv,$(UV))
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --group dev --group peers pyproject.toml --output-file requirements.lock

clean:
	@rm -rf $(VENV) $(TOOLS) .mypy_cache .ruff_cache
