#!/bin/sh
# Builds the library's documentation into .build-docs/documentation and fails at any warning.
set -eu
cd "$(dirname "$0")/.."

graphs=$PWD/.build-docs/graphs
mkdir -p "$graphs"
swift build --scratch-path .build-docs --target Reports \
  -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$graphs" \
  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc public
docc convert Documentation/Xavier.docc --additional-symbol-graph-dir "$graphs" --fallback-display-name Xavier \
  --fallback-bundle-identifier xavier --output-path .build-docs/documentation --warnings-as-errors
echo "documentation: .build-docs/documentation"
