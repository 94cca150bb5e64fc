#!/usr/bin/env bash
# Checks once, writes the report for code scanning and remembers how it ended; a later step fails the job.
source "$(dirname "${BASH_SOURCE[0]}")/arguments.sh"

sarif=${RUNNER_TEMP:?}/cohere-lint.sarif
rm -f "$sarif"
code=0
quietly check --output-format sarif --output-file "$sarif" || code=$?
printf 'exit-code=%s\n' "$code" >>"${GITHUB_OUTPUT:?}"
# A wrong input leaves no report.
if [[ -s $sarif ]]; then
  printf 'sarif=%s\n' "$sarif" >>"$GITHUB_OUTPUT"
fi
