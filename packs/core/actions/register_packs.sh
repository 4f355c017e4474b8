#!/bin/bash
# Client of POST /api/v1/packs/register-batch.
set -euo pipefail
. "$(dirname "$0")/../lib/pack_api.sh"
post register-batch "packs_base_dir" "pack_paths skip_validation skip_tests force"
