#!/bin/sh
# Drives the page of `xavier lab` in Debian's Chromium: every control, its numbers, the tour, training, files,
# links, exports and access; and the pages that check and audit write. Screenshots lie in $XAVIER_LAB_SCREENS afterwards.
set -eu
cd "$(dirname "$0")/.."

export XAVIER_BUILD="${XAVIER_BUILD:-.build}"
export XAVIER_LAB_VENV="${XAVIER_LAB_VENV:-.venv-lab}"
export XAVIER_LAB_SCREENS="${XAVIER_LAB_SCREENS:-$XAVIER_BUILD/lab-screens}"

Scripts/install-packages.sh chromium chromium-driver python3-venv
Scripts/python-venv.sh "$XAVIER_LAB_VENV" Tests/Lab/requirements.txt
# Only for the axe-core in it, the newest in a package; what it depends on is another driver of browsers.
[ -e "$XAVIER_LAB_VENV/axe" ] || {
  "$XAVIER_LAB_VENV/bin/pip" install --quiet --disable-pip-version-check --no-deps axe-playwright-python==0.1.8
  touch "$XAVIER_LAB_VENV/axe"
}
${SWIFT:-swift} build -c release --scratch-path "$XAVIER_BUILD" --product xavier
XAVIER_TOOL="$(readlink -f "$XAVIER_BUILD/release")/xavier" \
  "$XAVIER_LAB_VENV/bin/python" -m pytest -p no:cacheprovider Tests/Lab "$@"
