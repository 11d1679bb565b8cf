#!/bin/sh
# Installs what the browser tests need: Chromium, where this is Debian with apt-get and root, and
# axe-core from npm into .cache/axe. Else does nothing, and those tests are skipped with a reason.
# Safe to run again.
set -u
cd "$(dirname "$0")/../.."
AXE=axe-core@4.14.1

has() { command -v "$1" >/dev/null 2>&1; }

install() {
  has apt-get && [ "$(id -u)" = 0 ] || return 1
  export DEBIAN_FRONTEND=noninteractive
  for try in 1 2 3; do
    apt-get update -qq >/dev/null 2>&1
    apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    sleep $((try * 5))
  done
  return 1
}

has chromium || has chromium-browser || has google-chrome || install chromium fonts-dejavu-core ||
  echo "Chromium could not be installed; the tests that need a browser will be skipped." >&2

if [ ! -s .cache/axe/axe.min.js ]; then
  has npm || install npm || true
  mkdir -p .cache/axe
  (
    cd .cache/axe &&
      npm pack --silent "$AXE" >/dev/null 2>&1 &&
      tar -xzf axe-core-*.tgz --strip-components=1 package/axe.min.js &&
      rm -f axe-core-*.tgz
  ) || echo "axe-core could not be fetched; the tests that need it will be skipped." >&2
fi
exit 0
