#!/usr/bin/env bash
# The browser tests need Chromium and a Chinese font. On Debian as root they are installed here;
# elsewhere the line below says what to install.
set -euo pipefail
if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Setup     chromium and fonts-noto-cjk (Debian packages)"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null
  exit 0
fi
echo "The browser tests need chromium: install it (Debian: apt-get install chromium fonts-noto-cjk)" >&2
exit 2
