# `make help` lists the targets. Everything is installed into .venv; nothing outside this folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KG := $(BIN)/kg
DEMO := demo
WORKERS ?= auto
SIDE_BY_SIDE = -n $(WORKERS) --maxprocesses 4 --dist loadfile
.DEFAULT_GOAL := help
.PHONY: help demo setup fuzz test test-long check lint types imports schema schema-check docs docs-check page lock neo4j neo4j-stop validators bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/kg: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "kg needs Python 3.11, 3.12 or 3.13: name one with PYTHON=…" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $(BIN)/kg

$(VENV)/.dev: $(BIN)/kg
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.dev

setup: $(VENV)/.dev ## make .venv with everything for development

demo: $(BIN)/kg ## run the main job on the sample pages and ask the graph
	@rm -rf $(DEMO) && mkdir $(DEMO)
	@sh docs/demo.sh $(KG) $(DEMO)

test: check ## all checks and tests but the long ones
	@command -v chromium >/dev/null || echo "no chromium: the tests of the pages will be skipped (apt-get install chromium firefox-esr)" >&2
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not slow"

test-long: setup ## the long tests too
	$(BIN)/pytest $(SIDE_BY_SIDE)

check: lint types imports schema-check docs-check ## style, types, imports, generated files

lint: setup ## ruff: style and format
	$(BIN)/ruff check kg schema tests docker pipelines docs
	$(BIN)/ruff format --check kg schema tests docker pipelines docs

types: setup ## mypy --strict
	$(BIN)/mypy

imports: setup ## import-linter: imports point one way
	$(BIN)/lint-imports

schema: setup ## write kg/generated/ from schema/papergraph.yaml
	$(BIN)/python schema/generate.py

schema-check: setup ## is kg/generated/ what the schema gives?
	$(BIN)/python schema/generate.py --check

docs: setup ## write into docs/ what the program knows: commands, formats, stores, nodes and edges
	$(BIN)/python docs/generate.py

docs-check: setup ## does docs/ say what the program does?
	$(BIN)/python docs/generate.py --check

page: ## build the page's scripts (Node.js)
	cd kg/page/source && npm ci && node build.mjs

lock: setup ## write constraints.txt from what is installed
	$(BIN)/pip freeze --exclude-editable --disable-pip-version-check | grep -v '^papergraph' | LC_ALL=C sort -f > constraints.txt

neo4j: ## start a Neo4j server on this machine (Java 17 and Maven) and print its address (BULK=DIR: with those files; APOC=1: with APOC core)
	@$(PYTHON) docker/neo4j-local/server.py $(if $(APOC),--apoc) $(if $(BULK),import '$(BULK)',start)

neo4j-stop: ## stop it
	@$(PYTHON) docker/neo4j-local/server.py stop

VALIDATORS := .validators
JARS := dependency:copy-dependencies -B -q -DincludeScope=runtime -DoutputDirectory=$(CURDIR)/$(VALIDATORS)
validators: $(VALIDATORS)/installed ## install programs of others that validate our RDF (Java 17 and Maven)

$(VALIDATORS)/installed: tests/validators/requirements.txt tests/validators/pom.xml tests/validators/robot.xml
	rm -rf $(VALIDATORS)
	$(PYTHON) -m venv $(VALIDATORS)/python
	$(VALIDATORS)/python/bin/pip install --quiet --disable-pip-version-check -r tests/validators/requirements.txt
	mvn -f tests/validators/pom.xml $(JARS)/jena
	mvn -f tests/validators/robot.xml $(JARS)/robot
	@touch $@

bench: setup ## speeds, as ratios within one run (PAGES=… for other pages)
	$(BIN)/python tests/bench/bench.py $(PAGES)
	$(BIN)/python tests/bench/loading.py
	$(BIN)/python tests/bench/rdf.py $(GRAPHS)
	$(BIN)/python tests/bench/page.py $(GRAPHS)

FUZZ := -max_total_time=$(or $(SECONDS),300) -timeout=20 -verbosity=0
FUZZED := $(FORMATS)$(AUTHORITIES)
fuzz: setup ## five minutes of hostile input for each reader, authority, query language and the server (FORMATS="ris acl" or AUTHORITIES="csv ttl" for some)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	@for form in $(or $(FORMATS),$(if $(FUZZED),,$$($(BIN)/python -c 'from kg.read import READERS; print(*READERS)'))); do \
		echo "fuzzing $$form" && $(BIN)/python tests/fuzz/readers.py $$form $(FUZZ) -max_len=4096 || exit 1; done
	@for form in $(or $(AUTHORITIES),$(if $(FUZZED),,csv tsv ttl nt nq trig rdf jsonld)); do \
		echo "fuzzing authorities in $$form" && $(BIN)/python tests/fuzz/authorities.py $$form $(FUZZ) -max_len=4096 || exit 1; done
	@for language in $(if $(FUZZED),,cypher sparql); do echo "fuzzing queries in $$language" && \
		$(BIN)/python tests/fuzz/queries.py $$language $(FUZZ) -max_len=400 -len_control=0 -rss_limit_mb=0 || exit 1; done
	@test -n "$(FUZZED)" || { echo "fuzzing the server" && $(BIN)/python tests/fuzz/server.py $(FUZZ) -max_len=4096; }

clean: ## remove what was made, but not .venv
	rm -rf $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
