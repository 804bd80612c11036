# Everything that CI does, and everything that a person types. `make` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
GUARDS := $(addprefix tests/,layers/test_properties.py layers/test_ids_and_order.py layers/test_cells_add_up.py \
	layers/test_label_maps_stay_in_their_layer.py layers/quotes/test_who_is_meant.py scoring/test_tasks.py scoring/test_repeats.py)

.DEFAULT_GOAL := help
.PHONY: help setup score report validate test guards oldest fuzz lint types imports format smoke gate baselines docs docs-check challenge challenge-systems bench growth simulate agree adjudicate \
	stats show diff release release-check constraints publishable studio config live harness dask site screenshot

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/core: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e .
	@touch $@

$(VENV)/full: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e ".[dev]"
	@touch $(VENV)/core $(VENV)/studio $@

setup: $(VENV)/full ## the full environment in .venv, and git's annotation diff
	git config diff.presscheck.textconv "$(BIN)/presscheck show --textconv"

score: $(VENV)/core ## score a prediction: make score [PRED=file]
	@$(BIN)/python scripts/score.py $(PRED)

report: $(VENV)/core ## a page that shows what a prediction gets wrong: make report [PRED=file]
	@$(BIN)/python scripts/report.py $(if $(PRED),$(PRED) --open)

validate: $(VENV)/core ## check a corpus or prediction file: make validate [PRED=file]
	@$(BIN)/python scripts/validate.py $(PRED)

test: $(VENV)/full ## all tests that need no server
	$(BIN)/python -m pytest -n auto

guards: $(VENV)/full ## properties of every row and profile, seeded, on several times as many random documents
	PRESSCHECK_TIMES=2 $(BIN)/python -m pytest -n auto --hypothesis-seed=2025 $(GUARDS)

oldest: ## the tests with the oldest Python at hand, the lowest versions that are allowed and a terminal of Windows
	$(firstword $(foreach v,3.11 3.12 3.13,$(shell command -v python$(v))) $(PYTHON)) -m venv build/oldest
	$(PYTHON) .ci/lower_bounds.py >build/lower-bounds.txt
	build/oldest/bin/python -m pip --disable-pip-version-check -q install -c build/lower-bounds.txt -e ".[dev]"
	PRESSCHECK_TERMINAL=cp1252 build/oldest/bin/python -m pytest -n auto -W ignore::DeprecationWarning -W ignore::FutureWarning

fuzz: $(VENV)/full ## random inputs, held to three promises: make fuzz N=20000 [SEED=0]
	$(BIN)/python -m tests.fuzz $(or $(N),20000) --seed $(or $(SEED),0)

lint: $(VENV)/full ## ruff, format included
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/full ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/full ## check the order of the folders' imports
	$(BIN)/lint-imports

format: $(VENV)/full ## rewrite the source in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

smoke: $(VENV)/full ## build the wheel, install it bare and with the action's versions, score and validate with it
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist . >/dev/null
	$(PYTHON) -m venv build/bare
	build/bare/bin/python -m pip --disable-pip-version-check -q install dist/*.whl
	$(PYTHON) -m venv build/held
	build/held/bin/python -m pip --disable-pip-version-check -q install --require-hashes -r constraints.txt
	build/held/bin/python -m pip --disable-pip-version-check -q install --no-deps --no-build-isolation .
	cd build && held/bin/presscheck score ../corpus/predictions/spacy.jsonl --format json -o held.json
	cd build && bare/bin/presscheck score ../corpus/predictions/spacy.jsonl --format json | cmp - held.json
	cd build && bare/bin/presscheck score ../corpus/predictions/spacy.jsonl
	cd build && bare/bin/presscheck validate ../corpus/gold.jsonl
	cd build && bare/bin/presscheck report ../corpus/predictions/spacy.jsonl -o report.html
	build/bare/bin/python -c "import importlib.util as u; assert not any(map(u.find_spec, ['datasets', 'spacy', 'label_studio_sdk']))"
	cd build && ! ../$(BIN)/mypy --config-file= --python-executable bare/bin/python \
		-c "import presscheck; presscheck.loads(3)" >types.txt && grep -q arg-type types.txt

harness: ## the Inspect AI task for real, with a mock model, in an environment of its own
	$(PYTHON) -m venv build/harness
	build/harness/bin/python -m pip --disable-pip-version-check -q install -e ".[inspect]" hypothesis pytest pyyaml
	build/harness/bin/python -m pytest -q -p no:unraisableexception -o addopts="--import-mode=importlib -rs" tests/harness

dask: ## shards on a real Dask cluster of processes, in an environment of its own
	$(PYTHON) -m venv build/dask
	build/dask/bin/python -m pip --disable-pip-version-check -q install -e ".[dask]" hypothesis pytest
	build/dask/bin/python -m pytest -q -o addopts="--import-mode=importlib -rs" tests/distributed

gate: $(VENV)/core ## check the shipped predictions against their baselines; PRED and ARGS for your own
	@$(BIN)/python scripts/gate.py $(PRED) $(ARGS)
	@$(if $(PRED),:,$(BIN)/presscheck gate corpus/predictions/companions --baseline corpus/baselines/companions --gold companions)
	@$(if $(PRED),:,$(BIN)/presscheck gate corpus/predictions/llm --baseline corpus/baselines/llm)

baselines: $(VENV)/core ## write the baselines of the shipped predictions again; commit the changes
	@$(BIN)/presscheck gate corpus/predictions --baseline corpus/baselines --measures all --update --force
	@$(BIN)/presscheck gate corpus/predictions/companions --baseline corpus/baselines/companions --gold companions --measures all --update --force
	@$(BIN)/presscheck gate corpus/predictions/llm --baseline corpus/baselines/llm --measures all --update --force

challenge: $(VENV)/core ## the gold rewritten, in .challenge; what breaks a system: make challenge PRED=file
	@$(BIN)/python scripts/challenge.py $(if $(PRED),score $(PRED))

challenge-systems: $(VENV)/full ## measure the baselines on the challenge set anew (three minutes); then make docs
	$(BIN)/python scripts/challenge.py make --gold corpus/gold.jsonl --pairs -o .challenge
	for name in spacy quotes events; do \
		$(BIN)/presscheck extract $$name .challenge/texts.jsonl -o .challenge/$$name.jsonl && \
		$(BIN)/presscheck challenge score .challenge/$$name.jsonl --gold .challenge --format json \
			-o corpus/challenge/systems/$$name.json || exit 1; \
	done

bench: $(VENV)/full ## our scoring, the peers' and the decode-only pass in one run, as ratios; and how time grows; writes bench/RESULTS.md and GROWTH.md
	$(BIN)/python bench/run.py -o bench/RESULTS.md --json bench/results.json
	$(BIN)/python bench/growth.py -o bench/GROWTH.md --json bench/growth.json

growth: $(VENV)/full ## does time grow as it may? the smoke version of the benchmark: exponents, no clock
	$(BIN)/python bench/growth.py --smoke

simulate: $(VENV)/full ## measure how often intervals and tests are right (ten minutes); then run make docs
	$(BIN)/python bench/coverage.py

docs: $(VENV)/full ## rebuild the generated files
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/measures.py

site: ## the documentation as a site with search, in build/site; a dead link is an error
	$(PYTHON) -m venv build/site-env
	build/site-env/bin/python -m pip --disable-pip-version-check -q install -e ".[site]"
	build/site-env/bin/python scripts/site.py
	NO_MKDOCS_2_WARNING=1 build/site-env/bin/mkdocs build -q

docs-check: $(VENV)/full ## are the generated files up to date?
	$(BIN)/python scripts/docs.py --check

agree: $(VENV)/core ## agreement of the annotation passes
	@$(BIN)/python scripts/agree.py

adjudicate: $(VENV)/core ## make the gold again from the passes and the log of decisions
	@$(BIN)/python scripts/adjudicate.py
	@$(BIN)/presscheck adjudicate corpus/passes/companions/a.jsonl corpus/passes/companions/b.jsonl -o corpus/companions.jsonl \
		--log corpus/passes/companions/adjudication.jsonl

stats: $(VENV)/core ## count the labels of the gold
	@$(BIN)/python scripts/stats.py

show: $(VENV)/core ## print the gold with its annotation inline
	@$(BIN)/python scripts/show.py

diff: setup ## changes of the gold, as annotation
	git diff corpus/gold.jsonl

release: $(VENV)/full ## release the corpus: make release VERSION=1.0.1; PUBLISH=1 also builds what the package index gets
	$(if $(PUBLISH),$(BIN)/python scripts/release.py --publishable)
	$(BIN)/python scripts/release.py $(VERSION)
	$(if $(PUBLISH),$(BIN)/python -m build --outdir dist .)

constraints: ## the versions that the action installs, with their hashes, chosen anew: constraints.txt
	$(PYTHON) -m venv build/constraints-env
	build/constraints-env/bin/python -m pip --disable-pip-version-check -q install uv
	build/constraints-env/bin/uv pip compile -q pyproject.toml --group build --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-annotate --custom-compile-command "make constraints" -o constraints.txt

publishable: $(VENV)/core ## has the publisher filled in what only the publisher knows ([tool.publisher] in pyproject.toml)?
	$(BIN)/python scripts/release.py --publishable

release-check: $(VENV)/full ## has the data changed since its last release?
	$(BIN)/python scripts/release.py --check

$(VENV)/studio: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e ".[studio]"
	@touch $(VENV)/core $@

studio: $(VENV)/studio ## Label Studio with the article: make studio [PRED=file] [ANNOTATORS="a b"] [PORT=n]
	@$(BIN)/python scripts/studio.py $(or $(PRED),corpus/gold.jsonl) --port $(or $(PORT),8080) \
		--home $(or $(STUDIO),.studio) $(foreach name,$(ANNOTATORS),--annotator $(name))

config: $(VENV)/core ## rebuild Label Studio's labeling config from the ontology
	$(BIN)/python scripts/config.py

$(VENV)/live: $(VENV)/full
	$(PIP) install -e ".[live]"
	@touch $@

screenshot: $(VENV)/live ## take the README's picture of the report anew
	$(BIN)/python -m pytest tests/live/test_report_live.py -m live -k screenshot --update

live: $(VENV)/live ## the tests that start Label Studio or a browser (Chromium from the system's packages)
	$(BIN)/python -m pytest tests/live -m live --durations=0
