#!/bin/sh
# Says which links in the documents point to files or headings of the repository that are not there.
set -eu
cd "$(dirname "$0")/.."

broken=0
for document in $(git ls-files '*.md'); do
  folder=$(dirname "$document")
  for link in $(grep -oE '\]\([^)]+\)' "$document" | sed 's/^](//; s/)$//; s/ .*//'); do
    case $link in
    http://* | https://* | mailto:* | '#'*) continue ;;
    esac
    if [ ! -e "$folder/${link%%#*}" ]; then
      echo "$document: link $link, an existing file was expected" >&2
      broken=1
    fi
  done
done
exit $broken
