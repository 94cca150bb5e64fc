#!/usr/bin/env bash
# Shows the findings as annotations.
source "$(dirname "${BASH_SOURCE[0]}")/arguments.sh"

check --output-format github || true
