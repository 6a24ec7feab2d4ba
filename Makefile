# Each target is a small script in scripts/; `make help` is the list.
.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz bench build fmt lint clean-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## installs what demo and test need and is missing
	@scripts/setup.sh test

demo: ## builds, starts the simulated portal and the plugin, prints the address (ARGS="--port-portal 4001" goes to `financeiro demo`)
	@scripts/demo.sh $(ARGS)

test: ## everything CI runs
	@scripts/test.sh

fuzz: ## a million inputs for every decoder (ARGS="pix jwt" for some of them, RUNS=10000 for fewer inputs)
	@scripts/fuzz.sh $(ARGS)

bench: ## the measurements of the budgets
	@scripts/bench.sh

build: ## release build of the server and of the site
	@scripts/build.sh

fmt: ## formats the code
	@cargo fmt --all

lint: ## format, clippy, licences and bans, documentation (ARGS="fmt clippy" for some of them)
	@scripts/setup.sh test
	@scripts/lint.sh $(ARGS)

clean-dev: ## removes what the scripts made here: the site, npm packages, test results, the demo's data
	rm -rf target/site end2end/node_modules end2end/resultados end2end/telas
