# Everything works from a fresh clone with Python 3.11+, git and make.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: setup sync demo test check clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt setuptools
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[torch,dev]'
	touch $@

# A strict editable install links each file: run this after adding or renaming one.
sync: $(STAMP)
	flock $(VENV)/.sync-lock $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
