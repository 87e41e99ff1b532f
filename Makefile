# Everything a fresh machine with Python 3.11 or newer needs. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUT ?= out
BENCH ?= build/bench
TRAINING = $(foreach folder,$(GOLD),--gold $(folder)) $(foreach folder,$(REPORTS),--reports $(folder))

WRITTEN := --written annotations/corpus.jsonl --texts corpus/text
ODDS ?= encoder-odds.npz
THEME_ODDS ?= theme-odds.npz

.DEFAULT_GOAL := help
.PHONY: help install run test fuzz check bench test-faults models corpus lock wheel clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')" 2>/dev/null || grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

install: $(READY)  ## make .venv and install what requirements.lock pins

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "needs Python 3.11 or newer: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

run: $(READY)  ## install, then mine the reports of corpus/pdf into out/
	$(BIN)/reportminer run corpus/pdf --out $(OUT)

test: $(READY) check  ## install, then check and test everything
	$(BIN)/python -m pytest -n auto --dist loadfile

fuzz: $(READY)  ## 500 damaged PDFs (FUZZ=number of them): each is read, or refused with a reason
	REPORTMINER_FUZZ=$(or $(FUZZ),500) $(BIN)/python -m pytest tests/robustness/test_fuzz.py

check: $(READY)  ## lint, types, layers
	$(BIN)/ruff check src tests corpus
	$(BIN)/ruff format --check src tests corpus
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(READY)  ## pin anew, with hashes, what pyproject.toml asks for
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra train -c requirements.lock --universal --generate-hashes --no-header --quiet -o requirements-train.lock

bench: $(READY)  ## speed as ratios, then a run of LOAD=200 made-up reports twice (REPORTS=folder for your own)
	$(BIN)/python tests/benchmarks/bench.py $(REPORTS)
	rm -rf $(BENCH) && mkdir -p $(BENCH)
	$(BIN)/python tests/benchmarks/load.py $(or $(LOAD),200) $(BENCH)/in
	$(BIN)/python tests/benchmarks/scale.py $(BENCH)/in $(BENCH)/out

test-faults: $(READY)  ## runs killed at 200 moments, disks full at every write, clusters that lose workers
	$(BIN)/python -m pytest -m "faults or slow" tests/batch

corpus: $(READY)  ## build corpus/ anew from its sources: text, PDF, layout truth, annotations; and the sketches
	$(BIN)/python corpus/build.py

models: $(READY)  ## take the recogniser over; with GOLD="DIR ..." REPORTS="DIR ..." train everything (two to three hours; see models/*/README.md)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.lock
	rm -f models/manifest.json
	$(BIN)/python -m reportminer.train.partners --take-over
	$(if $(GOLD),$(BIN)/python -m reportminer.train.roles $(foreach folder,$(REPORTS),--reports $(folder)) --truth annotations/roles.json $(WRITTEN) --out models/roles)
	$(if $(GOLD),$(BIN)/python -m reportminer.train.encoder --out models/encoder --odds $(ODDS) $(TRAINING) --gold annotations/reports --again annotations/again --again annotations/third $(WRITTEN))
	$(if $(GOLD),$(BIN)/python -m reportminer.train.findings --out models/findings --odds $(ODDS) $(TRAINING) --gold annotations/reports --again annotations/again --again annotations/third)
	$(if $(GOLD),$(BIN)/python -m reportminer.train.partners --threshold 0.43 $(WRITTEN) $(TRAINING) --gold annotations/partners --shown annotations/shown.json)
	$(if $(GOLD),$(BIN)/python -m reportminer.train.theme_reader --odds $(THEME_ODDS) $(TRAINING) --keyed annotations/reports)
	$(if $(GOLD),$(BIN)/python -m reportminer.train.themes --odds $(THEME_ODDS) $(TRAINING) --keyed annotations/reports)
	$(BIN)/python -m reportminer.train.links --out models/links
	$(BIN)/python -m reportminer.train.manifest models

wheel: $(READY)  ## build the wheel, models and codebook inside
	$(BIN)/python -m build --no-isolation --wheel

clean:  ## remove what was built and found (not .venv)
	rm -rf out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
