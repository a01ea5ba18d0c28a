# One word for each thing a person wants. `make help` lists them.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# uv from the machine, else one of our own in .uv/ (see scripts in `setup`).
UV := $(shell command -v uv 2>/dev/null || echo $(CURDIR)/.uv/bin/uv)
RUN := $(UV) run --frozen --no-sync

.PHONY: help setup run test check lint bench audit sbom clean

help: ## show these words
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(CURDIR)/.uv/bin/uv:
	@echo "Getting uv ..."
	@python3 -m venv .uv || { echo "uv is missing and cannot be fetched without Python 3 and its venv module. Install Python 3 (Debian: apt-get install python3-venv), or uv itself, and try again." >&2; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv || { rm -rf .uv; echo "uv could not be fetched. Check the network and try again." >&2; exit 1; }

setup: $(UV) ## both environments, as they are locked
	@bash scripts/setup.sh "$(UV)"

run: setup ## set up what is missing, start everything, print the addresses
	@$(RUN) whatmatters serve

test: setup ## everything, with real Rasa, databases and browser
	@$(RUN) whatmatters train
	@$(RUN) ruff check && $(RUN) ruff format --check --quiet && $(RUN) mypy && $(RUN) pytest -n 2 -m "not slow" && $(RUN) pytest -n 3 --dist loadgroup --reruns 1 -m slow

check: setup ## the fast part of the tests, on SQLite alone
	@$(RUN) whatmatters train
	@$(RUN) ruff check && $(RUN) pytest -q -n 2 -m "not slow and not postgresql"

lint: setup ## style and types
	@$(RUN) ruff check && $(RUN) ruff format --check && $(RUN) mypy

bench: setup ## measure, and write JSON to bench/results/
	@$(RUN) python -m bench

audit: $(UV) ## what is known to be vulnerable in both environments; needs the network
	@$(RUN) python -m scripts.audit "$(UV)"

sbom: $(UV) ## write what both environments are made of to var/sbom/ (CycloneDX JSON)
	@mkdir -p var/sbom
	@$(UV) export --frozen --quiet --no-dev --all-extras --format cyclonedx1.5 --output-file var/sbom/application.json
	@$(UV) export --frozen --quiet --project bot --format cyclonedx1.5 --output-file var/sbom/bot.json
	@echo "var/sbom/application.json and var/sbom/bot.json"

clean: ## remove both environments and what was trained; what was said stays
	@rm -rf .venv bot/.venv .uv var/models
