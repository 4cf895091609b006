#!/usr/bin/env bash
# Checks of the code, without running the product. Every line is one rule; the first failure stops.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '%-9s %s\n' "Check" "$1"; }
say "format";            .venv/bin/ruff format --check --quiet .
say "lint";              .venv/bin/ruff check --quiet .
say "types";             .venv/bin/mypy --no-error-summary
say "import contracts";  PYTHONPATH=. .venv/bin/lint-imports --no-cache > /tmp/import-lint.$$ 2>&1 || { cat /tmp/import-lint.$$; exit 1; }; rm -f /tmp/import-lint.$$
say "migrations match the models"; .venv/bin/python -m backend check-migrations
say "policy content";    .venv/bin/python -m policy_faq check
say "dialogue data";     (cd nlu && .venv/bin/python validate.py)
