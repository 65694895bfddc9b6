#!/bin/sh
# Writes Sources/ModelFiles/ONNX/Generated/onnx.pb.swift from onnx.proto beside it. Needs Debian's
# protobuf-compiler; the plugin for Swift is built from the package's own dependency.
set -eu
cd "$(dirname "$0")/.."

Scripts/install-packages.sh protobuf-compiler
checkout=${PROTOBUF_CHECKOUT:-.build/checkouts/swift-protobuf}
[ -d "$checkout" ] || ${SWIFT:-swift} package resolve
${SWIFT:-swift} build -c release --package-path "$checkout" --scratch-path .build-protobuf \
  --product protoc-gen-swift

folder=Sources/ModelFiles/ONNX/Generated
plugin=$(${SWIFT:-swift} build -c release --package-path "$checkout" --scratch-path .build-protobuf \
  --show-bin-path)/protoc-gen-swift
protoc --plugin=protoc-gen-swift="$plugin" --proto_path="$folder" --swift_opt=Visibility=Package \
  --swift_out="$folder" onnx.proto
