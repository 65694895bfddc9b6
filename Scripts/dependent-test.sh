#!/bin/sh
# Builds a package that depends on the product XavierInitializers alone, and holds it to two claims: nothing is
# compiled or linked that needs a system library, and in release as in debug it draws the weights of
# Tests/Golden/draws.json, to which the tests hold the package itself.
set -eu
cd "$(dirname "$0")/.."

build=.build-dependent
# Without this the builder would not see that the manifest of a dependency, here the package's own, has changed.
rm -f "$build/release.yaml" "$build/debug.yaml"
for mode in release debug; do
  ${SWIFT:-swift} build -c "$mode" --package-path Tests/DependentPackage --scratch-path "$build"
done

linked=$(sed 's|.*/\([^/]*\)\.build/.*|\1|' "$build/release/DrawWeights.product/Objects.LinkFileList" | tr -d "'" |
  sort -u | tr '\n' ' ')
wanted="CKernels DrawWeights GaussianIntegrals Initializers Spellings Streams Tensors Threads "
[ "$linked" = "$wanted" ] || {
  echo "dependent package: linked from ${linked}but ${wanted}were expected" >&2
  exit 1
}
if ldd "$build/release/DrawWeights" | grep -E 'libdnnl|libz\.|libFoundation'; then
  echo "dependent package: the libraries above, none but Swift's and C's own were expected" >&2
  exit 1
fi

count=0
draws() { # A line for each draw: initializer, fans, path, seed, digest.
  sed -nE 's/.*"fanIn":([0-9]+),"fanOut":([0-9]+),"initializer":"([^"]+)","path":"([^"]+)","seed":([0-9]+),'\
'"sha256":"([0-9a-f]+)".*/\3 \1 \2 \4 \5 \6/p' Tests/Golden/draws.json
}
draws > "$build/draws"
while read -r initializer fan_in fan_out path seed digest; do
  for mode in release debug; do
    found=$("$build/$mode/DrawWeights" "$initializer" "$fan_in" "$fan_out" "$path" "$seed" | sha256sum)
    [ "${found%% *}" = "$digest" ] || {
      echo "dependent package: $initializer in $mode has digest ${found%% *}, $digest was expected" >&2
      exit 1
    }
  done
  count=$((count + 1))
done < "$build/draws"
[ "$count" = "$(grep -c '"sha256"' Tests/Golden/draws.json)" ] && [ "$count" -gt 0 ] || {
  echo "dependent package: $count draws compared, all of Tests/Golden/draws.json were expected" >&2
  exit 1
}
echo "dependent package: $count draws have the package's digests in release and in debug; linked from ${linked% }"
