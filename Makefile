# One command runs it, one tests it. Both make what they need.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9

.PHONY: run test check lock clean browser fast bench

run: .venv/run
	@$(BIN)/python scripts/run.py

test: .venv/dev browser
	$(BIN)/pytest -n $${WORKERS:-auto}

fast: .venv/dev
	$(BIN)/pytest -n auto --ignore tests/browser --ignore tests/journeys --ignore tests/reliability

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/bandit -q -ll -s B608 -r marketplace scripts wsgi.py  # B608 is S608 of ruff, above
	$(BIN)/python scripts/audit.py
	$(BIN)/vulture
	$(BIN)/deptry .
	$(BIN)/python scripts/check_catalogues.py
	$(BIN)/pytest tests/conventions/migrations.py

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/run: requirements.txt | .venv/bin/uv
	VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --require-hashes --no-build -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/uv
	VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --require-hashes --no-build -r requirements-dev.txt
	@touch $@ .venv/run

browser:
	@scripts/install-browser

lock: .venv/bin/uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header pyproject.toml --group dev -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header pyproject.toml -c requirements-dev.txt -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header pyproject.toml --extra tracing -c requirements-dev.txt -o requirements-tracing.txt

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache

bench: .venv/dev
	$(BIN)/python -m bench
