# What people type. Everything is set up when it is first needed; a second time takes no network.

# The first Python that is new enough; `make run PYTHON=/path/to/python3` names another.
ifndef PYTHON
PYTHON := $(shell for each in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$each && break; done)
endif
BIN := .venv/bin

.PHONY: run test check static bench bench-models dist setup setup-dev python clean

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/workbench; \
	else \
		echo "There is no display here, so the window cannot open. Drawing a tour of it into tour/ instead."; \
		$(BIN)/workbench tour --out tour; \
	fi

test: setup-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

# What must hold before each commit.
check: static test

static: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks

bench-models: setup-dev
	$(BIN)/python -m benchmarks.models

dist: python
	@$(PYTHON) packaging/setup.py dist
	$(BIN)/python -m PyInstaller --noconfirm --log-level WARN build.spec
	$(BIN)/python packaging/smoke.py dist/workbench

setup: python
	@$(PYTHON) packaging/setup.py

setup-dev: python
	@$(PYTHON) packaging/setup.py dev

python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed; none was found. \
	Install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; }

clean:
	rm -rf .venv build dist tour
