#!/usr/bin/env bash
# Writes the go-live checklist to the job's summary.
source "$(dirname "${BASH_SOURCE[0]}")/arguments.sh"

case ${CHECKLIST:-summary} in
  summary | required) ;;
  *) exit 0 ;;
esac
answer=${RUNNER_TEMP:?}/cohere-lint-checklist.md
code=0
options=(--no-progress --color never)
[[ -z ${ROOT:-} ]] || options+=(--root "$ROOT")
[[ -z ${CONFIG:-} ]] || options+=(--config "$CONFIG")
quietly "$PROGRAM" checklist "${options[@]}" --output-format markdown --output-file "$answer" -- ${ROOT:+"$ROOT"} || code=$?
printf 'checklist-exit-code=%s\n' "$code" >>"${GITHUB_OUTPUT:?}"
# It is cut to what a comment may hold, which is less than a summary may.
if [[ -s $answer ]]; then
  cat "$answer" >>"${GITHUB_STEP_SUMMARY:?}"
fi
