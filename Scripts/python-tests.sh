#!/bin/sh
# Builds the wheel, installs it beside NumPy, PyTorch and JAX as a user would, checks its types and runs its
# tests; compiles the example in C as C and its header as C++, and runs it.
set -eu
cd "$(dirname "$0")/.."

export XAVIER_BUILD="${XAVIER_BUILD:-.build}"
export XAVIER_VENV="${XAVIER_VENV:-.venv-python}"
release=$XAVIER_BUILD/release

Scripts/install-packages.sh gcc g++ libc6-dev python3-venv
Scripts/python-venv.sh "$XAVIER_VENV" Python/requirements-build.txt Python/requirements-test.txt
${SWIFT:-swift} build -c release --scratch-path "$XAVIER_BUILD" --product xavier
Scripts/build-wheel.sh "$release/dist"

flags="-Wall -Wextra -Werror -Wpedantic -I Sources/CXavier/include"
# shellcheck disable=SC2086
echo '#include "xavier.h"' | g++ $flags -std=c++11 -fsyntax-only -x c++ -
# shellcheck disable=SC2086
gcc $flags -std=c99 Snippets/fill.c -o "$release/fill" -L "$release" -lXavierC -lm \
  -Wl,-rpath,"$(readlink -f "$release")"
"$release/fill"

"$XAVIER_VENV/bin/pip" install --quiet --no-deps --force-reinstall "$release"/dist/xavier-*.whl
(cd Python && "../$XAVIER_VENV/bin/mypy")
XAVIER_TOOL="$(readlink -f "$release")/xavier" "$XAVIER_VENV/bin/python" -m pytest Python/tests
