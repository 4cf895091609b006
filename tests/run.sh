#!/usr/bin/env bash
# `make test`: checks of the code (left out with --tests-only), then the tests of both environments.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${1:-}" = "--tests-only" ] || bash tests/check.sh
bash tests/browser/ensure_browser.sh
printf '%-9s %s\n' "Test" "dialogue (nlu)"
nlu/.venv/bin/python -m pytest nlu/tests -q -p no:cacheprovider
printf '%-9s %s\n' "Test" "app"
.venv/bin/python -m pytest -n 2 --dist loadgroup
