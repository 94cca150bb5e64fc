#!/usr/bin/env bash
# Fails the job if the check did, or the checklist where it is required.
set -euo pipefail

code=${EXIT_CODE:-2}
if [[ $code == 0 && ${CHECKLIST:-} == required ]]; then
  code=${CHECKLIST_EXIT_CODE:-2}
fi
exit "$code"
