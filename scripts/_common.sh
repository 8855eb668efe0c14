# shellcheck shell=bash disable=SC2034
# Sourced by the other scripts: where things are, how to speak, how to fail.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# A service account may have no HOME; bash still knows the account's directory.
if [[ -z ${HOME:-} ]]; then
  unset HOME
  export HOME=~
fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/v2c-cloud-dev

newest_lock=$root/requirements/ha-2026.11.txt
newest_venv=$root/.venv
floor_lock=$root/requirements/ha-2026.9.txt
floor_venv=$root/.venv-floor

say() { printf '[%4ds] %s\n' "$SECONDS" "$*"; }

fail() {
  printf '\nerror: %s\n' "$*" >&2
  exit 1
}

# Installs packages where that needs nobody's password.
apt_install() { # log packages...
  local log=$1
  shift
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "Only root on a system with apt-get can install $*." >>"$log"
    return 1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get -qq update >>"$log" 2>&1 &&
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
      "$@" >>"$log" 2>&1
}

# The text at the top of the calling script, up to the first line that is no comment.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; }
