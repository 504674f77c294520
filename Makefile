# Every target creates .venv on first use and reuses it afterwards (scripts/make-venv.sh says what a machine lacks).
.DEFAULT_GOAL := help
.PHONY: help run demo docs docs-commands test bench plan detroit faults faults-files faults-life fuzz fuzz-netlogo fuzz-netlogo-programs soak audit sanitize lock sbom lint format conformance clean

BIN := .venv/bin
RUN := .venv/.run
STAMP := .venv/.dev
NEEDS := pyproject.toml $(wildcard requirements*.lock) scripts/make-venv.sh scripts/built-wheels.sh
KERNEL := setup.py $(wildcard kernel/*.[ch])
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := Agg

help:
	@echo "make run    one coupled simulation on real data: West Yorkshire, July 2018   (ARGS='--seed 2' adds options)"
	@echo "make demo   the same, watched in the browser"
	@echo "make docs   the documentation as a site, docs/_build/index.html"
	@echo "make docs-commands   every command that the pages show, the long ones too"
	@echo "make test   all tests    make bench   speed ratios, by themselves    make lint   style and types    make format   tidy the code"
	@echo "make detroit ROWS=<file>: the patrol model beside real response times"
	@echo "make faults, make faults-files, make faults-life, make fuzz, make soak: long checks of the coupling, minutes each; make audit: known holes of the packages"
	@echo "make lock: the versions and hashes of all packages anew    make sbom: a bill of materials"

# What a simulation needs is a third of what the tests need, so that `make run` has it sooner.
$(RUN): $(NEEDS) $(KERNEL)
	@scripts/make-venv.sh

$(STAMP): $(NEEDS) $(KERNEL)
	@scripts/make-venv.sh dev

run: $(RUN)
	@$(BIN)/crims run --overwrite $(ARGS)

# The same, watched in the browser while it runs.
demo: $(RUN)
	@$(BIN)/crims watch --overwrite $(ARGS)

test: $(STAMP)
	@$(BIN)/python -m pytest -n 2 $(ARGS)

# The documentation as a site, docs/_build/index.html; the tutorials' commands are run for it.
docs: $(STAMP)
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build $(ARGS)
	@echo "docs/_build/index.html"

# Every command that README and docs show, as it is typed, the long ones too (an hour); tests run the short ones.
docs-commands: $(STAMP)
	@$(BIN)/python -m tests.docs $(ARGS)

bench: $(STAMP)
	@$(BIN)/python -m pytest tests/bench -m bench --override-ini addopts= -p no:cacheprovider $(ARGS)

# West Yorkshire, from a forecast of June to five plans, scored in the coupled simulation in July: runs/plan/report.md
PLANS := runs/plans
MADE := --rates forecast --start 2018-06-01 --end 2018-07-01
plan: $(STAMP)
	@test ! -e runs/plan || { echo "make: runs/plan is there already; remove it for another score" >&2; exit 1; }
	@$(BIN)/crims plan districts $(MADE) --count 24 --out $(PLANS)/even-24
	@$(BIN)/crims plan districts $(MADE) --count 24 --method zhang-brown --tries 200000 --out $(PLANS)/zhang-brown-24
	@$(BIN)/crims plan districts $(MADE) --out $(PLANS)/even-5
	@$(BIN)/crims plan officers $(MADE) --out $(PLANS)/officers-5
	@$(BIN)/crims plan officers $(MADE) --in-force $(PLANS)/even-24 --out $(PLANS)/officers-24
	@$(BIN)/crims plan score $(foreach name,officers-5 even-5 even-24 officers-24 zhang-brown-24,$(PLANS)/$(name)) \
	  --rates forecast --start 2018-07-02 --end 2018-07-04 --burn-in 1d --replicates 4 --answers --workers 2 --out runs/plan $(ARGS)

# Real response times of Detroit beside those of the patrol model; ROWS is a file of such records.
detroit: $(STAMP)
	@test -n "$(ROWS)" || { echo "make: detroit needs ROWS=<CSV of priority-1 responses>" >&2; exit 1; }
	@$(BIN)/python -m tests.detroit "$(ROWS)" $(ARGS)

fuzz: $(STAMP)
	@$(BIN)/python -W ignore -m tests.bridge.endurance.message_fuzzing $(or $(MESSAGES),1000000) $(or $(SEED),1)
	@$(BIN)/python -m tests.bridge.endurance.file_fuzzing $(or $(FILES),100000) $(or $(SEED),1)

fuzz-netlogo: $(STAMP)
	@$(BIN)/python -W ignore -m tests.netlogo.language.text_fuzzing $(or $(INPUTS),1000000) $(or $(SEED),1)

# Random programs with the kernel on and off.
fuzz-netlogo-programs: $(STAMP)
	@$(BIN)/python -W ignore -m tests.netlogo.language.programs $(or $(INPUTS),10000) $(or $(SEED),1)

# A small coupled run whose messages, processes and disk fail at seeded moments; SEED=<n> replays one scenario.
faults: $(STAMP)
	@$(BIN)/python -W ignore -m tests.bridge.faults $(or $(SCENARIOS),1000) $(SEED)

# Every call on a file of a run fails once, in three ways; EVERY=<n> takes each n-th. Needs a C compiler and Linux.
faults-files: $(STAMP)
	@$(BIN)/python -W ignore -m tests.bridge.faults.every_call $(or $(EVERY),1)

# Run directories that are begun, stopped, killed, damaged, taken up again and verified at random.
faults-life: $(STAMP)
	@$(BIN)/python -W ignore -m tests.bridge.run.life $(or $(LIVES),300)

# Long and many: 16 runs through one service for ten minutes, each alone again; a year of West Yorkshire; and, with
# CITY=<police.uk zip of the City of London>, ten years of that force.
soak: $(STAMP)
	@$(BIN)/python -m tests.bridge.endurance.crowding
	@$(BIN)/python -m tests.bridge.endurance.soaking
	@test -z "$(CITY)" || $(BIN)/python -m tests.bridge.endurance.soaking "$(CITY)"

# The kernel under ASan and UBSan, with the tests of the kernel, the service and the protocol; needs gcc.
sanitize: $(STAMP)
	@scripts/sanitize.sh

lint: $(STAMP) .venv/.audited
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# Known vulnerabilities of the packages, until they are known for this set of them; `make audit` asks again.
.venv/.audited: $(STAMP) requirements.lock scripts/audit.py
	@$(BIN)/python scripts/audit.py $@

audit: $(STAMP)
	@$(BIN)/python scripts/audit.py

# The locks anew: pyproject.toml's packages at the versions that are locked, new ones at their newest; UPGRADE=1 all.
lock: | $(RUN)
	@scripts/make-lock.sh

# What is installed, as a software bill of materials in CycloneDX's JSON: sbom.json
sbom: $(STAMP)
	@$(BIN)/python scripts/sbom.py sbom.json

format: $(STAMP)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# NetLogo's own language tests, from a checkout of its tag 6.4.0 outside this project.
conformance: $(STAMP)
	@test -d "$(NETLOGO_SOURCE)/test/commands" || { echo "make: conformance needs NETLOGO_SOURCE=<checkout of NetLogo 6.4.0>" >&2; exit 1; }
	@$(BIN)/python scripts/conformance.py "$(NETLOGO_SOURCE)" $(ARGS)

clean:
	rm -rf .venv build dist *.egg-info netlogo/runtime/_kernel*.so
