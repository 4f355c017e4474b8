#!/bin/bash
# Each line of the input is one parameter: name='value'.
set -euo pipefail

while IFS= read -r line; do
    value="${line#*=}"
    value="${value#\'}"
    value="${value%\'}"
    case "${line%%=*}" in
        name) name="$value" ;;
        greeting) greeting="$value" ;;
    esac
done

echo "${greeting:-Hello}, ${name:?is required}!"
