# What people type. Everything is set up when it is first needed; a second time takes no network.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
BIN := .venv/bin

.PHONY: run test check bench dist setup setup-dev clean

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/workbench; \
	else \
		echo "There is no display here, so the window cannot open. Drawing a tour of it into tour/ instead."; \
		$(BIN)/workbench tour --out tour; \
	fi

test: setup-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q

bench: setup-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks

dist: setup-dev
	$(PYTHON) packaging/setup.py dev dist
	$(BIN)/python -m PyInstaller --noconfirm --log-level WARN build.spec
	$(BIN)/python packaging/smoke.py dist/workbench

setup:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed: apt-get install python3"; exit 1; }
	@$(PYTHON) packaging/setup.py

setup-dev:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed: apt-get install python3"; exit 1; }
	@$(PYTHON) packaging/setup.py dev

clean:
	rm -rf .venv build dist tour
