#!/bin/bash
# Client of POST /api/v1/packs/build-envs.
set -euo pipefail
. "$(dirname "$0")/../lib/pack_api.sh"
post build-envs "packs_base_dir python_version nodejs_version" "pack_paths skip_python skip_nodejs force_rebuild timeout"
