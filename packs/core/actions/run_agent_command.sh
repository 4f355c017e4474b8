#!/bin/bash
# Runs a command with the access that the run was given; the variables it finds are those of the core pack's README.
set -euo pipefail

command_line=""
working_dir=""
mcp_command=""
state_dir=""
require_mcp_binary="true"

unquote() {
    local value="$1"
    value="${value#\'}"
    value="${value%\'}"
    printf '%s' "${value//\'\\\'\'/\'}"
}

while IFS= read -r line; do
    value="$(unquote "${line#*=}")"
    case "${line%%=*}" in
        command) command_line="$value" ;;
        working_dir) working_dir="$value" ;;
        mcp_command) mcp_command="$value" ;;
        state_dir) state_dir="$value" ;;
        require_mcp_binary) require_mcp_binary="$value" ;;
    esac
done

if [ -z "$command_line" ]; then
    echo "parameter 'command' is required" >&2
    exit 1
fi
if [ -z "${ATTUNE_API_TOKEN:-}" ]; then
    echo "the run has no API token; give the execution a permission set" >&2
    exit 1
fi
mcp_command="${mcp_command:-attune-mcp}"
if [ "$require_mcp_binary" = "true" ] && ! command -v "$mcp_command" >/dev/null 2>&1; then
    echo "the MCP adapter '$mcp_command' was not found; install it or set require_mcp_binary to false" >&2
    exit 1
fi
state_dir="${state_dir:-${ATTUNE_ARTIFACTS_DIR:?}/agent/${ATTUNE_EXEC_ID:?}}"
mkdir -p "$state_dir"
if [ -n "$working_dir" ]; then
    cd "$working_dir"
fi
export ATTUNE_MCP_COMMAND="$mcp_command" ATTUNE_MCP_TRANSPORT=stdio ATTUNE_AGENT_STATE_DIR="$state_dir"
exec /bin/sh -c "$command_line"
