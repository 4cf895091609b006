#!/usr/bin/env bash
# Every measurement, one after the other, on an otherwise idle machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
for script in search_latency turn_cost footprint; do
  printf '\n== %s\n' "$script"
  .venv/bin/python -m "tests.load.$script"
done
