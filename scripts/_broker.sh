# shellcheck shell=bash
# Sourced: brings Mosquitto, the MQTT broker that tests start.
# shellcheck source=scripts/_common.sh
. "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

# Debian keeps it where only root's PATH looks.
find_broker() {
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/opt/homebrew/sbin command -v mosquitto
}

ensure_broker() {
  local broker
  if broker=$(find_broker); then
    say "broker: $broker"
    return
  fi
  mkdir -p "$cache"
  local log=$cache/broker.log
  : >"$log"
  say "broker: installing the package mosquitto (some seconds)"
  if ! apt_install "$log" mosquitto; then
    tail -n 5 "$log" >&2
    fail "no MQTT broker could be installed: install the package mosquitto yourself (sudo apt-get install mosquitto, or brew install mosquitto), or go without with --no-broker."
  fi
  # The package starts a broker of its own, for which nobody has asked.
  systemctl disable --now mosquitto >>"$log" 2>&1 || true
  say "broker: done"
}
