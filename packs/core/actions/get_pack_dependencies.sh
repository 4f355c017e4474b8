#!/bin/bash
# Client of POST /api/v1/packs/dependencies.
set -euo pipefail
. "$(dirname "$0")/../lib/pack_api.sh"
post dependencies "" "pack_paths skip_validation"
