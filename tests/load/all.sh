#!/usr/bin/env bash
# Every measurement, one after the other, on an otherwise idle machine; a quarter of an hour.
set -euo pipefail
cd "$(dirname "$0")/../.."

title() { printf '\n== %s\n' "$1"; }

for script in search_latency turn_cost footprint console_typing; do
  title "$script"
  .venv/bin/python -m "tests.load.$script"
done

# the search's peers are no part of the app: an environment of their own, thrown away afterwards
uv=$(command -v uv || echo .tools/bin/uv)
beside_peers() {
  title "$1"
  "$uv" run --quiet --frozen --isolated --group measure python -m "tests.load.$@"
}
beside_peers search_peers --questions 400
beside_peers search_growth --sizes 300 3000 30000
