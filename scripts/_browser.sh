# shellcheck shell=bash
# Sourced: brings a Chromium for the end-to-end test and the screenshots.
# shellcheck source=scripts/_common.sh
. "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

# The names under which the end-to-end test looks for it, too.
find_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  "$newest_venv/bin/python" - 2>/dev/null <<'PYTHON'
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = Path(playwright.chromium.executable_path)
print(path)
raise SystemExit(not path.exists())
PYTHON
}

ensure_browser() {
  local browser
  if browser=$(find_browser); then
    say "browser: $browser"
    return
  fi
  mkdir -p "$cache"
  local log=$cache/browser.log
  : >"$log"
  if [[ $(id -u) == 0 ]] && is_debian; then
    say "browser: installing Debian's chromium (about a minute)"
    if apt_install "$log" chromium fonts-liberation; then
      say "browser: done"
      return
    fi
  fi
  say "browser: asking playwright for its chromium"
  if "$newest_venv/bin/python" -m playwright install chromium >>"$log" 2>&1; then
    say "browser: done"
    return
  fi
  tail -n 5 "$log" >&2
  fail "no Chromium could be installed: install chromium or google-chrome yourself, or go without with --no-browser."
}

# Ubuntu's package of that name only installs a snap.
is_debian() { grep -qsx 'ID=debian' /etc/os-release; }
