# What a person types daily. All of it needs python3 (3.11 or newer) and nothing else; `make help` tells.
PYTHON ?= python3
DEV = @exec $(PYTHON) -m dev
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL = help
.PHONY: help run test check fix demo migrations messages screenshots bench manage lock

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='|' read -r name line; do printf '  make %-12s %s\n' "$$name" "$$line"; done

run: ## start the portal with all it needs (PORT=8000, HOST=127.0.0.1, RELOAD=1 to follow your code); Ctrl-C stops it
	$(DEV) run

test: ## all checks and tests, on a database of their own (ARGS="tests/calls -k publish" for some of them)
	$(DEV) test

check: ## only what takes seconds: ruff, djlint, the floors, missing migrations
	$(DEV) check

fix: ## let ruff repair and format the code
	$(DEV) fix

demo: ## load the demo into the database of `make run`
	$(DEV) manage demo

migrations: ## write migrations for changed models
	$(DEV) manage makemigrations

messages: ## collect the words of pages and code into locale/nl, and compile them
	$(DEV) messages

screenshots: ## walk the main line in a browser and write the pictures of docs/img
	$(DEV) screenshots

bench: ## what each page costs: queries and processor time (ARGS="100 1000" for other sizes)
	$(DEV) bench

manage: ## any other command of Django, on the database of `make run` (ARGS="shell")
	$(DEV) manage

lock: ## write base.lock and dev.lock from pyproject.toml (UPGRADE=1 for the newest versions)
	$(DEV) lock
