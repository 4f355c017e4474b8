# For the pack actions: turns the dotenv parameters on standard input into a JSON body and posts it to the platform's API.

# The JSON text of a string.
json_text() {
    local text="$1"
    text="${text//\\/\\\\}"
    text="${text//\"/\\\"}"
    text="${text//$'\t'/\\t}"
    printf '"%s"' "$text"
}

# A dotenv value without its quotes.
unquote() {
    local value="$1"
    value="${value#\'}"
    value="${value%\'}"
    printf '%s' "${value//\'\\\'\'/\'}"
}

fail() {
    echo "$1" >&2
    exit 1
}

# post PATH TEXT_NAMES OTHER_NAMES: names are separated by blanks; texts are quoted, others are JSON already.
post() {
    local path="$1" texts=" $2 " others=" $3 " api_url="${ATTUNE_API_URL:-}" token="${ATTUNE_API_TOKEN:-}"
    local line name value body="" separator="" answer status
    while IFS= read -r line; do
        name="${line%%=*}"
        value="$(unquote "${line#*=}")"
        case "$name" in
            api_url) api_url="${value:-$api_url}"; continue ;;
            api_token) token="${value:-$token}"; continue ;;
        esac
        [ -n "$value" ] || continue
        if [ "${texts#* "$name" }" != "$texts" ]; then
            body="$body$separator$(json_text "$name"):$(json_text "$value")"
        elif [ "${others#* "$name" }" != "$others" ]; then
            body="$body$separator$(json_text "$name"):$value"
        else
            continue
        fi
        separator=","
    done
    [ -n "$api_url" ] || fail "no API address: set the parameter api_url"
    [ -n "$token" ] || fail "the run has no API token; give the execution a permission set"
    command -v curl >/dev/null 2>&1 || fail "curl was not found on this worker; install it"
    # The token goes in by standard input: arguments can be read by everybody on the machine.
    answer="$(printf 'header = "Authorization: Bearer %s"\n' "$token" | curl --silent --show-error --config - \
        --max-time 7200 --header 'Content-Type: application/json' --data "{$body}" \
        --write-out '\n%{http_code}' "${api_url%/}/api/v1/packs/$path")" || fail "the API at $api_url did not answer"
    status="${answer##*$'\n'}"
    answer="${answer%$'\n'*}"
    case "$status" in
        2*) ;;
        404 | 405) fail "the server at $api_url does not offer POST /api/v1/packs/$path; its version may be too old for this action" ;;
        *) fail "the API answered $status: $answer" ;;
    esac
    # The data of the envelope: the text between {"data": and the closing brace.
    answer="${answer#\{\"data\":}"
    printf '%s\n' "${answer%\}}"
}
