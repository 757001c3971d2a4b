# Everything works from a fresh clone with Python 3.11+, git and make.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore
STAMP := $(VENV)/.installed

.PHONY: setup sync demo test test-editors test-editors-ten vsix docs check generate pictures clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "TorchTutor needs Python 3.11 or newer; set PYTHON=/path/to/one")'
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PIP) -c constraints.txt 'setuptools>=77'
	$(PIP) -c constraints.txt -e '.[torch,dev,docs]'
	touch $@

# A strict editable install links each file: run this after adding or renaming one.
sync: $(STAMP)
	$(PIP) --no-deps --no-build-isolation -e .

# The main job on a learner's file: find, explain, fix, run, audit, time.
demo: $(STAMP)
	$(VENV)/bin/torchtutor demo

# All tests. Those that time something run alone, after the others.
test: $(STAMP) sync
	$(PY) -m pytest -n 2 -m "not alone and not installed"
	$(PY) -m pytest -m alone

# The sessions in real editors, as they are on a learner's screen. Needs npm, and what
# tests/editors/prepare.sh cannot install without being root; keeps downloads in .cache/editors.
test-editors: $(STAMP) sync vsix
	tests/editors/prepare.sh .cache/editors
	$(PY) -m pytest -m installed

# The same ten times in a row (RUNS=3: three times), to find what fails only sometimes; stops at a failure.
RUNS ?= 10
test-editors-ten: $(STAMP) sync vsix
	tests/editors/prepare.sh .cache/editors
	for run in $$(seq $(RUNS)); do \
	  $(PY) -m pytest -q -m installed || { echo "run $$run of $(RUNS) failed"; exit 1; }; \
	  echo "run $$run of $(RUNS) passed"; \
	done

# The VS Code extension as a package, with the server in it as far as it is pure Python.
BUNDLED := client-config/vscode/bundled/libs
vsix: $(STAMP)
	rm -rf $(BUNDLED) build/lib build/bdist.*
	$(PIP) --target $(BUNDLED) --no-compile --no-deps --no-build-isolation .
	$(PIP) --target $(BUNDLED) --no-compile --no-deps --upgrade -r client-config/vscode/bundled/requirements.txt
	rm -rf $(BUNDLED)/bin $(BUNDLED)/*.dist-info/RECORD
	cd client-config/vscode && npm ci && npm run package

# What a change must pass besides the tests.
check: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pyright

# Write every generated file anew; the tests check that they are current.
generate: $(STAMP)
	$(PY) tests/generate/torch_facts.py --write
	$(PY) -m torchtutor.server.settings --write
	$(PY) tests/generate/rule_pages.py --write
	$(PY) tests/generate/lesson_schema.py --write
	$(PY) tests/generate/lesson_tables.py --write

# The site, in build/site: both languages, strict, no broken link.
docs: $(STAMP) sync
	$(PY) docs/site/build.py

# The pictures in README.md and in the extension: from sessions in the real editors.
pictures: $(STAMP) vsix
	tests/editors/prepare.sh .cache/editors
	$(PY) -m pytest -m installed -k "learner or korean or neovim or helix or kate or pictures" tests/editors
	$(PY) tests/generate/pictures.py

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
