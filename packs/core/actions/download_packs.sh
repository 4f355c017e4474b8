#!/bin/bash
# Client of POST /api/v1/packs/download.
set -euo pipefail
. "$(dirname "$0")/../lib/pack_api.sh"
post download "destination_dir registry_url ref_spec" "packs timeout verify_ssl"
