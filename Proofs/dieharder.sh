#!/bin/sh
# Feeds random words to the dieharder battery and writes what it found into Documentation/Dieharder.md.
#
#   Proofs/dieharder.sh [parameter|paths, default parameter] [seed, default 1]
#
# `parameter` is the stream of one parameter, `paths` the first words of many (see Proofs/Sources/WordSource.swift).
# A p-value within 0.005 of 0 or 1 is WEAK, as one of a hundred is by chance. Such a test runs again under another
# seed with `-k 2 -Y 1`, which adds samples until it is clearly passed or failed. The script fails when a test is
# FAILED, or is not PASSED when it runs again.
set -eu
cd "$(dirname "$0")/.."
source=${1:-parameter}
seed=${2:-1}
case $source in
parameter) title="One parameter" ;;
paths) title="The first words of many parameters" ;;
*)
  echo "source $source: parameter or paths was expected" >&2
  exit 1
  ;;
esac
proofs=${PROOFS:-.build/release/Proofs}
[ -x "$proofs" ] || {
  echo "$proofs: missing, swift build -c release --product Proofs makes it" >&2
  exit 1
}
Scripts/install-packages.sh dieharder
folder=.build-prove
result=$folder/dieharder-$source
document=Documentation/Dieharder.md
mkdir -p "$folder"

again_seed=$((seed + 1000))
begin=$(date +%s)
"$proofs" words "$source" "$seed" | stdbuf -oL dieharder -a -g 200 |
  tee "$result.txt"
seconds=$(($(date +%s) - begin))

# Fields: name, n-tuple, samples, p-values, p, verdict.
rows() { awk -F'|' 'NF == 6 && /PASSED|WEAK|FAILED/ { gsub(/ /, ""); print }' "$1"; }
rows "$result.txt" > "$result.rows"
# The battery ends with this test.
grep -q '^dab_monobit2|' "$result.rows" || {
  echo "dieharder: $result.txt ends early, all tests were expected" >&2
  exit 1
}

bad=$(grep -c FAILED "$result.rows" || true)
: > "$result.again"
for test in $(awk -F'|' '/WEAK/ { print $1 "|" $2 }' "$result.rows" | sort -u); do
  "$proofs" words "$source" "$again_seed" |
    stdbuf -oL dieharder -d "${test%|*}" -n "${test#*|}" -k 2 -Y 1 -g 200 |
    tee "$result.rerun.txt"
  # Each round repeats the line with more p-samples; the last round counts.
  rows "$result.rerun.txt" | awk -F'|' -v test="$test" '
    $1 "|" $2 == test { if ($4 + 0 > most + 0) { most = $4; kept = "" } kept = kept $0 "\n" }
    END { printf "%s", kept }' > "$result.last"
  cat "$result.last" >> "$result.again"
  if [ ! -s "$result.last" ] || grep -q -v PASSED "$result.last"; then bad=$((bad + 1)); fi
done

table() {
  echo
  echo "| test | n-tuple | samples | p-values | p of their Kolmogorov-Smirnov test | verdict |"
  echo "|---|---|---|---|---|---|"
  awk -F'|' '{ printf "| %s | %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5, $6 }' "$1"
}
section() {
  system=$(. /etc/os-release && echo "${NAME%% *} $VERSION_ID")
  processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1 | cut -d' ' -f1,2)
  echo "## $title"
  echo
  echo "$(date -u +%Y-%m-%d), $(nproc) cores $processor, $system; $((seconds / 60)) minutes."
  echo "\`Proofs words $source $seed | dieharder -a -g 200\`: $(grep -c PASSED "$result.rows") passed," \
    "$(grep -c WEAK "$result.rows" || true) weak, $(grep -c FAILED "$result.rows" || true) failed."
  if [ -s "$result.again" ]; then
    echo "The weak ones again, seed $again_seed, \`-k 2 -Y 1\`:"
    table "$result.again"
    echo
    echo "All:"
  fi
  table "$result.rows"
  echo
}
# The sections of the other sources stay as they are.
kept() { awk -v title="## $1" '/^## / { on = $0 == title } on' "$document" 2>/dev/null || true; }
{
  echo "# Dieharder"
  echo
  echo "What the battery found in words of stream 1, written by \`Proofs/dieharder.sh\`, which says the rule for weak"
  echo "tests. The path of the one parameter is \`weight\`; the many are \`layers.0.weight\`, \`layers.1.weight\` and so"
  echo "on, 64 words each, 1,024 parameters at a time, interleaved word by word."
  echo
  for heading in "One parameter" "The first words of many parameters"; do
    if [ "$heading" = "$title" ]; then section; else kept "$heading"; fi
  done
} > "$result.md"
sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$result.md" > "$document"

[ "$bad" = 0 ] || {
  echo "dieharder: $bad tests failed, or were not passed when run again; none were expected" >&2
  exit 1
}
