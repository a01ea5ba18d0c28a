#!/usr/bin/env bash
# Both environments, exactly as locked. Says what is missing in one sentence with the remedy.
set -euo pipefail
uv=$1

need_python() { # version folder
  "$uv" python find --quiet --directory "$2" "$1" >/dev/null 2>&1 && return
  "$uv" python install --quiet "$1" >/dev/null 2>&1 && return
  echo "Python $1 is missing and could not be fetched. Install it (for example with pyenv: pyenv install $1), then try again." >&2
  exit 1
}

sync() { # folder
  local said
  if ! said=$("$uv" sync --frozen --quiet --directory "$1" 2>&1); then
    if grep -qi "no space left" <<<"$said"; then
      echo "The disk is full. About 2 GB are needed for both environments. Free some space and try again." >&2
    else
      echo "The environment in $1 could not be set up. What uv said:" >&2
      tail -n 5 <<<"$said" >&2
    fi
    exit 1
  fi
}

need_python 3.12 .
need_python 3.10 bot
sync .
sync bot
