# Two commands matter: `make demo` and `make test`. Each makes what it needs, once, in .venv.
# Needs: make, a POSIX shell, Python >= 3.11 with its venv module. PYTHON=… chooses the Python.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test test-all lint bench notebooks docs format clean lock

VENV    := .venv
BIN     := $(VENV)/bin
# The first of these that is new enough makes .venv.
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python
PIP     := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
WORKERS := 2

help: ## list the targets / ターゲットの一覧
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -e 's/:.*## /	/' | expand -t 12

demo: $(VENV)/.project ## build the graph, ask, check, draw / 構築・質問・検査・図
	$(BIN)/machigraph build --out build/graph
	@echo; echo '== 複数の基本目標に資する事業 / Projects that serve more than one goal'
	$(BIN)/machigraph --store build/graph ask cross-goal-projects
	@echo; echo '== 印刷された数値との照合 / The printed figures against the rows'
	$(BIN)/machigraph --store build/graph check
	$(BIN)/machigraph --store build/graph picture cross-goal -o build/cross-goal.html
	@echo; echo '== できたもの / What was made'
	@echo 'グラフ / graph:   build/graph/'
	@echo '図 / picture:     build/cross-goal.html  (ブラウザで開く / open it in a browser)'
	@echo '次に / next:      $(BIN)/machigraph --help'

test: lint ## formatting, lint, types, tests / 書式・静的検査・型・テスト
	@sh tests/setup_system.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow"

test-all: lint ## as test, with the slow tests / 時間のかかるテストも
	@sh tests/setup_system.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(VENV)/.dev ## formatting, lint and types alone / 書式・静的検査・型のみ
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python tests/link_tree.py build/tree
	$(BIN)/basedpyright --pythonpath $(BIN)/python

bench: $(VENV)/.dev ## measure speed as ratios / 速さの比
	@found=; for script in bench/bench_*.py; do \
	  [ -e "$$script" ] || continue; found=yes; \
	  echo "== $$script"; $(BIN)/python "$$script" || exit 1; \
	done; [ -n "$$found" ] || { echo 'bench/ に計測がありません / bench/ holds no bench_*.py' >&2; exit 1; }

notebooks: $(VENV)/.dev ## execute docs/notebooks anew / ノートブックの再実行
	$(BIN)/python tests/run_notebooks.py

docs: $(VENV)/.dev ## the API pages, in build/docs/api / API の頁
	$(BIN)/python tests/api_pages.py build/docs/api
	@echo 'API: build/docs/api/index.html'

format: $(VENV)/.dev ## put the formatting right / 書式を直す
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove everything that was made here / 生成物を消す
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Universal locks: one file for every platform and every Python >= 3.11, hashes, no addresses.
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

lock: $(VENV)/.created ## renew requirements*.txt / 依存関係の固定を更新
	$(PIP) uv
	$(COMPILE) --upgrade --group build -o build-lock.tmp
	{ echo '# What `make demo` installs: the runtime and the build backend. Made by `make lock`.'; \
	  cat build-lock.tmp; } > requirements.txt
	$(COMPILE) --upgrade --group build --group dev -c requirements.txt -o build-lock.tmp
	{ echo '# What `make test` installs: requirements.txt and the tools. Made by `make lock`.'; \
	  cat build-lock.tmp; } > requirements-dev.txt
	rm -f build-lock.tmp

# The stamps below are empty files whose times tell what is up to date.
$(VENV)/.created:
	@for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  if "$$python" -m venv $(VENV) >/dev/null 2>&1; then touch $@; exit 0; fi; \
	  echo "$$python の venv モジュールが使えません (Debian・Ubuntu では apt-get install python3-venv)。 / $$python cannot make a virtual environment (on Debian or Ubuntu: apt-get install python3-venv)." >&2; \
	  exit 1; \
	done; \
	echo 'Python 3.11 以上が見つかりません。入れてから、または make PYTHON=… として再度実行してください。 / No Python 3.11 or newer was found: install one, or say make PYTHON=…, and run make again.' >&2; \
	exit 1

$(VENV)/.runtime: requirements.txt $(VENV)/.created
	@echo '依存パッケージを入れています / Installing the locked dependencies …' >&2
	$(PIP) --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.runtime
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.project
	@echo '開発用の道具を入れています / Installing the locked development tools …' >&2
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@
