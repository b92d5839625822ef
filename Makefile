# The two commands are `make run` and `make test`; both set up what they need. `make` alone lists the rest.

PORT ?= 8501
HOST ?= 127.0.0.1
STORE := $(or $(DUAL_MONITOR_STORE),data/store)

# the folder that the loading page works on: yours; as long as that is empty, the made-up district's
INBOX := $(or $(DUAL_MONITOR_INBOX),$(if $(wildcard data/inbox/*),data/inbox,data/sample))

PYTHON ?= $(shell command -v python3.11 || command -v python3)
SAMPLE := data/sample
RUN := .venv/bin
TEST := .venv-test/bin
# the tests of a file share what they set up, so a file goes to one process
AT_ONCE := -n auto --maxprocesses 4 --dist loadfile
CODE := app.py serve.py bench data_pipeline pages reports tests warehouse wording

.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-large bench-ui soak screenshots lock browser
.DELETE_ON_ERROR:

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: export DUAL_MONITOR_STORE := $(STORE)
run: export DUAL_MONITOR_INBOX := $(INBOX)
run: .venv/installed ## open the dashboard; the first time, make and load the made-up district
	@if [ ! -L "$(STORE)/current" ]; then \
		echo "No snapshot in $(STORE) yet: making the made-up district in $(SAMPLE) and loading it."; \
		$(RUN)/python -m data_pipeline sample --out $(SAMPLE) || exit $$?; \
		$(RUN)/python -m data_pipeline load $(SAMPLE) || [ $$? -eq 1 ] || exit 2; \
	fi  # 1 = loaded, with rows that a person should look at; the made-up district has some on purpose
	@echo "Dashboard: http://$(HOST):$(PORT)  (store $(STORE); stop with Ctrl-C)"
	@exec $(RUN)/python serve.py --server.port $(PORT) --server.address $(HOST) --server.headless true

test: .venv-test/installed browser ## run every test but the long counts (PYTEST_ARGS="-k flags" runs some)
	@$(TEST)/python -m pytest $(AT_ONCE) $(PYTEST_ARGS)

soak: .venv-test/installed ## run the long counts: two hundred killed loads and the like
	$(TEST)/python -m pytest $(AT_ONCE) -m soak --timeout 7200 $(PYTEST_ARGS)

check: .venv-test/installed ## look at the code without running it: style, types, floors, SQL
	$(TEST)/ruff check $(CODE)
	$(TEST)/ruff format --check $(CODE)
	$(TEST)/mypy
	$(TEST)/lint-imports
	$(TEST)/sqlfluff lint warehouse

bench: .venv/installed ## time load and judge of the sample, two large ledgers against the bare cost of the same bytes, and what-if
	$(RUN)/python -m bench
	$(RUN)/python -m bench.ledgers
	$(RUN)/python -m bench.trials

bench-large: .venv/installed ## the same for 85,000 projects, once
	$(RUN)/python -m bench --projects 85000 --runs 1

bench-ui: .venv-test/installed browser ## time pages and clicks, thirty readers at once too (STORE_TO_TIME=DIR for a store of your own)
	$(TEST)/python -m bench.ui $(if $(STORE_TO_TIME),--store $(STORE_TO_TIME))

screenshots: .venv-test/installed browser ## photograph every page in both languages
	$(TEST)/python -m tests.screenshots

lock: ## pin every package again, with hashes (needs uv: pip install uv)
	uv pip compile --generate-hashes --no-emit-index-url --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile --generate-hashes --no-emit-index-url --python-version 3.11 requirements-dev.in -o requirements-dev.txt

browser:
	@.ci/browser

.venv/installed: requirements.txt
	@.ci/environment "$(PYTHON)" .venv requirements.txt
	@touch $@

.venv-test/installed: requirements.txt requirements-dev.txt
	@.ci/environment "$(PYTHON)" .venv-test requirements.txt requirements-dev.txt
	@touch $@
