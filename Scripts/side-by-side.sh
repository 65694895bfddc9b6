#!/bin/sh
# Runs commands of a shell at the same time and ends when all have ended: the first one's output is shown as it comes,
# that of the others, which give way to it, afterwards. Fails if one fails. A build waits for single modules and leaves
# processors idle that tests of another kind can use.
set -eu

first=$1
shift
logs=$(mktemp -d)
processes=
stop() {
  for process in $processes; do kill -- "-$process" 2>/dev/null || true; done
  rm -rf "$logs"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
number=0
for command; do
  number=$((number + 1))
  # A group of its own, to be ended with all that it has started.
  setsid nice -n 10 sh -ec "$command" >"$logs/$number" 2>&1 &
  processes="$processes $!"
done

sh -ec "$first"
status=0
number=0
for process in $processes; do
  number=$((number + 1))
  failure=0
  wait "$process" || failure=$?
  cat "$logs/$number"
  [ "$failure" = 0 ] || status=$failure
done
exit "$status"
