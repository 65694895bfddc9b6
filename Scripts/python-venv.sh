#!/bin/sh
# Makes a Python environment with the packages of some lists. Usage: python-venv.sh DIRECTORY LIST...
set -eu

venv=$1
shift
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
for list in "$@"; do
  digest=$(sha256sum <"$list")
  grep -qxF "$digest" "$venv/installed" 2>/dev/null && continue
  # Modules are compiled when they are imported; all of them together take longer than the tests.
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --requirement "$list"
  echo "$digest" >>"$venv/installed"
done
