# What can be done with Popug; `make help` lists it. Settings are given as variables: make up MODE=native DEMO=0

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The Python that the environment is made with: the first one here that is new enough.
PYTHON ?= $(or $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python3.14,\
  $(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name)))),python3)
BIN := .venv/bin
DEPLOY = $(BIN)/python -m deploy

WORKERS ?= 2
SERVICE ?=
PACE ?= 5
# AS is make's own name for the assembler, so `?=` would never apply.
ifeq ($(origin AS),default)
AS := manager@popug.inc
endif
EMAIL ?=
NAME ?= Admin
ARGS ?=

export MODE DEMO PACE

.PHONY: help up down clean status logs token admin verify simulate new-service environment lint check format test unit e2e faults bench

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## / - /' | awk -F ' - ' '{printf "  make %-12s %s\n", $$1, $$2}'

up: ## set everything up and start it, with demo data (MODE=native|docker, DEMO=0)
	@$(PYTHON) -m deploy up

down: ## stop everything; data stays
	@$(PYTHON) -m deploy down

clean: ## stop everything and remove data and environments
	@$(PYTHON) -m deploy clean

status: ## what runs, with addresses and health
	@$(PYTHON) -m deploy status

logs: ## logs of everything, or of one service (SERVICE=tracker)
	@$(PYTHON) -m deploy logs $(SERVICE)

token: ## print an access token for an account of the demo (AS=manager@popug.inc)
	@$(PYTHON) -m deploy run auth token --as $(AS)

admin: ## create the first admin (EMAIL=you@example.com NAME="You")
	@$(PYTHON) -m deploy run auth create-admin --email $(EMAIL) --name "$(NAME)"

verify: ## check the ledger, and that tracker, accounting and analytics agree
	@$(PYTHON) -m deploy verify

simulate: ## popugs at work, until interrupted (PACE=actions per second)
	@$(PYTHON) -m deploy simulate --pace $(PACE)

new-service: environment ## make a further service from templates (NAME=warehouse)
	@$(BIN)/python -m deploy.new_service $(if $(filter command,$(origin NAME)),"$(NAME)")

environment: # the Python environment and the front-end files, from the locks
	@$(PYTHON) -m deploy.bootstrap

lint: environment ## format, lint, types, import contracts, compatible schemas
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/schema-registry check-compatibility

check: lint ## the same, with unit and architecture tests
	@$(BIN)/python -m pytest -q -m 'not services and not browser and not e2e and not faults' -n $(WORKERS) $(ARGS)

format: environment ## format the code and mend what can be mended
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

test: environment ## every test, on real PostgreSQL and RabbitMQ
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m 'not faults' $(ARGS)

e2e: environment ## journeys through the running system in a browser
	@$(BIN)/python -m pytest tests/e2e $(ARGS)

faults: environment ## kill, cut and freeze parts under load; nothing may be lost or doubled
	@TEST_PATIENCE=1 FAULTS_TABLE=docs/faults.md FAULTS_TABLE_KEEPS=$(if $(strip $(ARGS)),yes) $(BIN)/python -m pytest tests/faults -k 'not short' $(ARGS)

bench: environment ## speeds against floors measured beside them
	@$(BIN)/python -m benchmarks $(ARGS)
