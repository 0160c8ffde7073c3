# HipCoach. `make` alone lists what there is.
PYTHON ?= python3
PORT ?= 8000
HIPCOACH_VAR ?= var
export PORT HIPCOACH_VAR
export PIP_DISABLE_PIP_VERSION_CHECK = 1

VENV = .venv
BIN = $(VENV)/bin
RUN_READY = $(VENV)/.ready-to-run
DEV_READY = $(VENV)/.ready-to-develop
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url
LAYERS = $(BIN)/lint-imports --no-logo --no-cache

.PHONY: help run test check lint types layers migrations deploy templates compose format lock shots bench plans contention load html lighthouse
.SILENT:

help:
	echo "make run     start HipCoach on http://localhost:$(PORT) (PORT=9000 make run: elsewhere)"
	echo "make test    run every test this machine can run"
	echo "make check   lint, types, layers, migrations, production settings, templates, compose file"
	echo "make format  rewrite code in the house format"
	echo "make lock    refresh the lock files"
	echo "make shots   photograph pages and mails  make bench   measure the busy ones (BENCH=full: more data)"
	echo "make plans   how the database answers with a million visits"
	echo "make contention   many visitors fight over the same hours"
	echo "make load         the grown form under load, and while its parts are killed"
	echo "make html      what the W3C's checker says of every page (needs npx, Java and Chromium)"
	echo "make lighthouse   what Lighthouse thinks of the public pages (needs npm and Chromium)"

# -- run -------------------------------------------------------------------------------------------
# The address is given to every process: honcho hands each one a PORT of its own.
run: export DEBUG = true
run: export SITE_URL = http://localhost:$(PORT)
run: export PATH := $(CURDIR)/$(BIN):$(PATH)
run: $(RUN_READY)
	$(BIN)/python manage.py prepare
	TMPDIR="$$HIPCOACH_VAR/tmp" $(BIN)/honcho --no-prefix start || test $$? -eq 130

# -- test and check --------------------------------------------------------------------------------
test: $(DEV_READY)
	$(BIN)/python -m tests.run

check: lint types layers migrations deploy templates compose
	echo "All checks passed."

lint: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_READY)
	$(BIN)/mypy

layers: $(DEV_READY)
	$(LAYERS)

migrations: $(DEV_READY)
	DEBUG=true $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.safe_migrations

deploy: $(DEV_READY)
	$(BIN)/python -m tests.production check --deploy --fail-level WARNING

templates: $(DEV_READY)
	$(BIN)/djlint --quiet --lint templates

compose: $(DEV_READY)
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	if docker compose version >/dev/null 2>&1; then set -- docker compose; \
	elif command -v docker-compose >/dev/null; then set -- docker-compose; \
	else echo "Left out: what Compose says of docker-compose.yml, because it is not installed."; \
		case "$$CI" in 1|true) exit 1;; *) exit 0;; esac; fi; \
	SITE_NAME=hips.example EMAIL_HOST=smtp.example DEFAULT_FROM_EMAIL=hips@hips.example "$$@" config --quiet

format: $(DEV_READY)
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

# Names, versions and hashes only; the run's versions bind the developer's.
lock: $(DEV_READY)
	$(LOCK) --upgrade requirements.in -o requirements.txt
	$(LOCK) --upgrade requirements-dev.in -c requirements.txt -o requirements-dev.txt

html: $(DEV_READY)
	DEBUG=true $(BIN)/python -m tests.validity

lighthouse: $(DEV_READY)
	DEBUG=true $(BIN)/python -m tests.lighthouse $(ONLY)

plans contention load: $(DEV_READY)
	DEBUG=true $(BIN)/python -m tests.$@

shots: $(DEV_READY)
	DEBUG=true $(BIN)/python -m tests.shots
	DEBUG=true $(BIN)/python -m tests.shots.mails

bench: $(DEV_READY)
	DEBUG=true $(BIN)/python -m tests.bench $(BENCH)
	DEBUG=true $(BIN)/python -m tests.bench_mail

# -- set up ----------------------------------------------------------------------------------------
$(BIN)/pip:
	command -v $(PYTHON) >/dev/null || \
		{ echo "There is no $(PYTHON) here. HipCoach needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "HipCoach needs Python 3.11 or newer: PYTHON=python3.12 make run names another one."; exit 1; }
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python cannot make virtual environments: install python3-venv (its name on Debian)."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.txt | $(BIN)/pip
	echo "Installing what HipCoach needs (once, about a minute)..."
	$(BIN)/python -m pip install -qq --only-binary :all: --require-hashes -r requirements.txt
	touch $@

$(DEV_READY): requirements.txt requirements-dev.txt | $(BIN)/pip
	echo "Installing what tests and checks need (once, a minute or two)..."
	$(BIN)/python -m pip install -qq --only-binary :all: --require-hashes -r requirements-dev.txt
	touch $@ $(RUN_READY)
