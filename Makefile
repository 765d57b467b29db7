# Every command of the project; `make` alone lists them.
# The first call sets up the environment, in .venv and node_modules, from the locked
# requirements; stamp files let the second call start at once.

SHELL := /bin/sh
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8000
IMAGE ?= gatescope
export HOST PORT

VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"
JS_TESTS = $(shell find tests/js -name "*.test.js" | sort)

PACKER := scripts/pack/node_modules/.stamp
PACKS := static/packed/packs.json

# $(call with_node,COMMAND,NEEDED): without Node the command is skipped with a note, and the page is
# served as single modules; with CI=true nothing may be skipped.
define with_node
@if command -v npm >/dev/null 2>&1; then \
	$(MAKE) --no-print-directory $(or $(2),node_modules/.stamp) && $(1); \
elif [ "$$CI" = true ]; then \
	echo "make $@ needs Node 20 or later (node and npm), and CI=true allows no skipping." >&2; exit 1; \
else \
	echo "make $@: skipped what needs Node; install Node 20 or later (node and npm) to run it."; \
fi
endef

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | awk -F '\t' '{ printf "  make %-13s %s\n", $$1, $$2 }'

.PHONY: run
run: $(VENV)/.runtime ## Serve on http://127.0.0.1:8000 (HOST and PORT change that)
	-@$(MAKE) --no-print-directory pack
	$(PY) -m uvicorn app.main:app --host $(HOST) --port $(PORT)

.PHONY: test
test: test-python test-js test-browser ## Run every test: Python, JavaScript, browser

.PHONY: test-python
test-python: $(VENV)/.dev ## Run the Python tests
	$(PY) -m pytest --ignore=tests/browser --numprocesses 2 --dist worksteal

.PHONY: test-js
test-js: ## Run the JavaScript tests (Node)
	$(call with_node,node --test $(JS_TESTS),node_modules/.stamp $(PACKER))

.PHONY: test-browser
test-browser: $(VENV)/.dev ## Run the tests that drive the page in Chromium
	$(call with_node,true,node_modules/.stamp $(PACKS))
	@$(PY) -m tests.browser.chromium
	$(PY) -m pytest tests/browser --numprocesses 2 --dist worksteal --reruns 1 --rerun-show-tracebacks -rR

.PHONY: lint
lint: $(VENV)/.dev ## Check style and formatting (ruff)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

.PHONY: types
types: $(VENV)/.dev ## Check types (mypy for Python, tsc for JavaScript)
	$(PY) -m mypy
	$(call with_node,node_modules/.bin/tsc --project jsconfig.json)

.PHONY: format
format: $(VENV)/.dev ## Format the Python code and fix what ruff can fix
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# The browser tests come last and alone, because they depend on timing. The output of each of the
# others is kept together; all of them run to their end, and any failure fails the whole.
.PHONY: check
check: $(VENV)/.dev ## Do everything that continuous integration does
	$(call with_node,true)
	@$(MAKE) --no-print-directory --jobs 4 --output-sync=target --keep-going lint types test-js test-python
	@$(MAKE) --no-print-directory test-browser

.PHONY: bench
bench: $(VENV)/.dev ## Time the numerics and the stream, in one table
	$(PY) -m benchmarks

.PHONY: bench-page
bench-page: $(VENV)/.dev pack ## Time the page in Chromium on a throttled line
	@$(PY) -m tests.browser.chromium
	$(PY) -m benchmarks.page

.PHONY: golden
golden: $(VENV)/.dev ## Regenerate the golden vectors (needs PyTorch in .venv)
	@$(PY) -c "import torch" 2>/dev/null || { echo "PyTorch is missing: $(PY) -m pip install torch" >&2; exit 1; }
	$(PY) tests/golden/make_golden.py
	$(PY) tests/golden/make_jacobian_golden.py
	$(PY) -m tests.golden.make_module_golden
	$(PY) -m tests.golden.make_cell_golden

.PHONY: hostile
hostile: $(VENV)/.dev ## Try 100,000 hostile texts as a cell's equations
	$(PY) -W error -m tests.cells.hostile 100000

.PHONY: fixtures
fixtures: $(VENV)/.dev ## Regenerate the server output that the page's tests read
	$(PY) -m tests.contract_fixture
	$(PY) -m tests.streaming.equation_fixtures
	$(PY) -m tests.streaming.model_fixtures
	$(PY) -m tests.analysis.lab_fixtures
	$(PY) -m tests.analysis.doctor_fixtures

.PHONY: docs
docs: $(VENV)/.dev ## Write docs/cells.md and its circuits from the catalogue of cells
	$(PY) -m app.cells.document
	$(call with_node,$(PY) -m tests.circuit_pictures,$(VENV)/.dev)

.PHONY: lock
lock: $(PY) ## Update the locked requirements from pyproject.toml
	@test -x $(VENV)/bin/uv || $(PY) -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --constraint requirements.txt --group dev --output-file requirements-dev.txt pyproject.toml

.PHONY: vendor
vendor: $(VENV)/.runtime ## Bundle plotly.js for static/vendor, in the version of the plotly package
	@npm ci --silent --prefix scripts/plotly
	node scripts/plotly/bundle.mjs "$$($(PY) -c 'from plotly.offline import get_plotlyjs_version as v; print(v())')"

.PHONY: pack
pack: ## Bundle the page's modules, so that it opens faster (Node)
	$(call with_node,true,$(PACKS))

.PHONY: first-circuit
first-circuit: $(VENV)/.dev ## Redraw the circuit that is part of the page's HTML
	@$(PY) -m tests.browser.chromium
	$(PY) -m tests.browser.first_circuit

.PHONY: screenshots
screenshots: $(VENV)/.dev pack ## Save pictures of the page to build/screenshots
	@$(PY) -m tests.browser.chromium
	$(PY) -m tests.browser.screenshots build/screenshots

.PHONY: image
image: ## Build the container image (docker, podman or buildah)
	@for engine in docker podman buildah; do \
		if command -v $$engine >/dev/null 2>&1; then echo "$$engine build -t $(IMAGE) ."; exec $$engine build -t $(IMAGE) .; fi; \
	done; echo "No docker, podman or buildah was found." >&2; exit 1

.PHONY: clean
clean: ## Remove everything the other targets made
	rm -rf $(VENV) node_modules scripts/pack/node_modules scripts/plotly/node_modules static/packed build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find app benchmarks scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@python=$$(sh scripts/find-python) && echo "Making $(VENV) with $$python" && "$$python" -m venv --clear $(VENV)

$(VENV)/.runtime: requirements.txt | $(PY)
	@echo "Installing the requirements to run"
	@$(PIP_INSTALL) --requirement requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(PY)
	@echo "Installing the requirements to test"
	@$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@

node_modules/.stamp: package.json package-lock.json
	@echo "Installing the JavaScript tools"
	@npm ci --silent
	@touch $@

$(PACKER): scripts/pack/package.json scripts/pack/package-lock.json
	@echo "Installing what packs the page"
	@npm ci --silent --prefix scripts/pack
	@touch $@

$(PACKS): $(PACKER) scripts/pack/pack.mjs scripts/compressed.mjs $(shell find static/js static/css -type f)
	@node scripts/pack/pack.mjs
