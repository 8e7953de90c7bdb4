# `make run` and `make test` set everything up on a fresh machine.
VENV ?= .venv
BIN := $(VENV)/bin
export VENV
.PHONY: run demo test test-windows lint bench fuzz soak chaos help
.DEFAULT_GOAL := help

run: ## set everything up and start: RTSP on :8554, API on 127.0.0.1:8080, a prompt on a terminal
	@./scripts/setup.sh run $(ARGS)
	@echo "run: with visitors who do not exist, it is: make demo KIND=clinic (or bank, ramen)" >&2
	@$(BIN)/callcast run $(ARGS)

demo: ## the same with visitors who do not exist: KIND=clinic, bank or ramen, ARGS="--lang en --speed 10"
	@./scripts/setup.sh run
	@$(BIN)/callcast demo $(or $(KIND),clinic) $(ARGS)

test: ## set everything up and run all tests
	@./scripts/setup.sh dev
	@$(BIN)/python -m pytest $(ARGS)

test-windows: ## the tests of what differs on Windows, under Wine
	@./tests/windows/run.sh $(ARGS)

lint: ## ruff, mypy --strict for all three systems, the import contracts
	@./scripts/setup.sh dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 src
	$(BIN)/mypy --platform darwin src
	$(BIN)/lint-imports

bench: ## the figures of docs/performance.md (some take minutes)
	@./scripts/setup.sh dev
	@for bench in media speech api bus latency restart load fanout channels boards push pushes days; do echo "== $$bench"; $(BIN)/python -m bench.$$bench || exit 1; done

fuzz: ## coverage-guided fuzzing of the parsers of foreign bytes, SECONDS each
	@./scripts/setup.sh dev
	@$(BIN)/python -m pip install -q -c constraints.txt -e ".[fuzz]"
	@for target in fuzz/fuzz_*.py; do echo "== $$target"; $(BIN)/python $$target -max_total_time=$(or $(SECONDS),60) || exit 1; done

soak: ## one hour with calls: memory and descriptors must stay flat
	@./scripts/setup.sh dev
	@$(BIN)/python -m bench.soak $(ARGS)

chaos: ## kill, stop and start everything that publishes, under speech; ROUNDS=20 of each
	@./scripts/setup.sh dev
	@CALLCAST_CHAOS_ROUNDS=$(or $(ROUNDS),20) $(BIN)/python -m pytest -q -s tests/chaos $(ARGS)

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22
