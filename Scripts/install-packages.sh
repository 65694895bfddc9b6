#!/bin/sh
# Installs the Debian packages named that are not there; says nothing when all are.
set -eu

command -v dpkg-query >/dev/null 2>&1 || {
  echo "packages: no dpkg on this system; install these by hand: $*" >&2
  exit 0
}

missing=
for package in "$@"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "installing:$missing"
root=
[ "$(id -u)" = 0 ] || root=sudo
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq
# shellcheck disable=SC2086
$root apt-get install --yes --quiet --no-install-recommends $missing >/dev/null
