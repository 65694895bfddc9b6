#!/bin/sh
# Builds the Python wheel: the library with the Swift runtime inside and the system's libraries beside it, so
# that it needs nothing but glibc and libstdc++. Usage: build-wheel.sh [DIRECTORY], dist by default.
#
# The objects are those of `swift build -c release`, so that this costs little after a build.
set -eu
cd "$(dirname "$0")/.."

out=${1:-dist}
build=${XAVIER_BUILD:-.build}
python=${PYTHON:-.venv-python/bin/python}
package=Python/src/xavier

${SWIFT:-swift} build -c release --scratch-path "$build" --product XavierC
release=$build/release
toolchain=$(dirname "$(readlink -f "$(command -v swiftc)")")/..

# Only the functions of the header are seen from outside: what is inside meets no other library's.
cat > "$release/xavier.map" <<'MAP'
{ global: xavier_*; local: *; };
MAP
mkdir -p "$package/lib"
# Foundation's objects say which libraries they need as shared ones; as static ones they need these too.
swiftc -emit-library -static-stdlib -o "$package/lib/libxavier.so" \
  @"$release/XavierC.product/Objects.LinkFileList" \
  -ldnnl -lopenblas -lzip -lz -l_FoundationICU -l_FoundationCShims -l_FoundationCollections -lCoreFoundation \
  -lFoundationInternationalization -lstdc++ -lm \
  -Xlinker --version-script="$release/xavier.map" -Xlinker --gc-sections -Xlinker --strip-all \
  -Xlinker -soname=libxavier.so -L "$toolchain/lib/swift_static/linux"

rm -rf Python/build Python/src/*.egg-info "$release/wheel"
"$python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$release/wheel" Python
mkdir -p "$out"
rm -f "$out"/xavier-*.whl
# Copies what the library needs and users' machines may lack, under names of its own.
PATH="$(dirname "$python"):$PATH" "$python" -m auditwheel --quiet repair --strip --wheel-dir "$out" \
  "$release"/wheel/xavier-*.whl 2>/dev/null || {
  PATH="$(dirname "$python"):$PATH" "$python" -m auditwheel repair --strip --wheel-dir "$out" \
    "$release"/wheel/xavier-*.whl
}
ls -l "$out"/xavier-*.whl
