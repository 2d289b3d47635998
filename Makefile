# Everything a checkout needs. `make` alone lists it; no target wants root, and none asks for more network than pip.

PYTHON ?= python3
JOBS ?= 2
BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help venv demo test coverage quick stress faults lint format docs golden bench wheel release clean

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

venv: .venv/.dev ## A virtual environment in .venv with everything for development

demo: .venv/.base ## A small board in an SQLite database of its own (demo/), and a first list from it
	@mkdir -p demo; cd demo; \
	unset DATABASE_URL_FILE DATABASE_REPLICA_URL REDIS_URL REDIS_URL_FILE $$(env | sed -n 's/^\(BBPROPS_[A-Z_]*\)=.*/\1/p'); \
	DATABASE_URL=sqlite:///bbprops.db; export DATABASE_URL; \
	bbprops() { echo "\$$ bbprops $$*"; ../$(BIN)/bbprops "$$@"; }; \
	bbprops db init && bbprops db seed && bbprops props list --week 5 --league NFL

test: .venv/.dev ## The whole suite, on real PostgreSQL, SQLite and Valkey (at most 15 minutes)
	$(BIN)/pytest -n $(JOBS) --dist worksteal $(PYTEST_OPTIONS)

coverage: ## `make test`, which then lists the lines that no test runs; fails below the floor in pyproject.toml
	$(MAKE) test PYTEST_OPTIONS=--cov

quick: .venv/.dev ## The suite without its slow tests
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not slow" --hypothesis-profile quick

stress: .venv/.dev ## Importers, lockers and SIGKILL on locked snapshots, a minute on each database
	$(BIN)/python -m tests.stress

faults: .venv/.dev ## Cut connections, signals, closed streams and wrong clocks, FAULTS_SECONDS=300 long; docs/reliability.md
	$(BIN)/python -m tests.faults

lint: .venv/.dev ## Style, types, and which module may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev ## Put every file into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/.dev ## docs/schema.md, from the code
	$(BIN)/bbprops db schema --format markdown > docs/schema.new && mv docs/schema.new docs/schema.md

golden: .venv/.dev ## tests/golden/help, from the help of every command
	$(BIN)/python -m tests.help_pages

bench: .venv/.dev ## The budgets, each against its floor
	$(BIN)/python -m benchmarks

wheel: .venv/.dev ## The package, in dist/
	$(BIN)/python -m build --wheel

release: .venv/.dev ## Check version, CHANGELOG and tag, build the wheel, print how to publish it; publishes nothing
	@$(BIN)/python -m tools.release check --branch="$$(git branch --show-current)" \
		--changes="$$(git status --porcelain)" --tags="$$(git tag --list)"
	$(BIN)/python -m build --wheel
	@$(BIN)/python -m tools.release next

clean: ## Remove what was built and the demo; .venv stays
	rm -rf build dist demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "bbprops needs Python 3.11 or newer, and $(PYTHON) is not. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	@touch $@

.venv/.dev: .venv/.base
	$(PIP) --editable '.[dev,api,excel,metrics,parquet,plot,zstd]'
	@touch $@
