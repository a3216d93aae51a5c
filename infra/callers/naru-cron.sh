#!/bin/sh
# Calls one job of the API, signed: naru-cron.sh JOB
#
#   NARU_PUBLIC_API_URL   base URL of the API, without a slash at the end
#   NARU_CRON_KEY_FILE    file whose first line is the key, in hex (cron-hmac.key)
#   NARU_SCHEDULED_AT     the scheduled instant, UTC; default: this minute. Retries keep it, so the API sees one run
#
# Prints the API's answer. Exit 0: taken (also when it was taken before). 1: not taken. 2: called wrongly.
# Needs curl and openssl. The key stays out of the process list: openssl only hashes, the HMAC is put together here.
set -eu

fail() { echo "naru-cron: $1" >&2; exit "${2:-2}"; }

[ $# -eq 1 ] || fail "usage: naru-cron.sh JOB"
job=$1
case $job in '' | *[!a-z0-9_-]*) fail "a job's name is of a-z 0-9 _ -" ;; esac
api=${NARU_PUBLIC_API_URL:?is not set}
key_file=${NARU_CRON_KEY_FILE:?is not set}
[ -r "$key_file" ] || fail "cannot read $key_file (NARU_CRON_KEY_FILE)"
key=
IFS= read -r key <"$key_file" || [ -n "$key" ] || fail "$key_file is empty"
case $key in '' | *[!0-9a-fA-F]*) fail "the first line of $key_file is not hexadecimal" ;; esac
[ $((${#key} % 2)) -eq 0 ] && [ ${#key} -ge 32 ] && [ ${#key} -le 128 ] || fail "$key_file must hold 16 to 64 bytes in hex"

sha256() { openssl dgst -sha256 -r | cut -c1-64; }

# HEX XOR COUNT: writes COUNT bytes, HEX padded with zeros, each xored with XOR (RFC 2104).
bytes() {
  rest=$1 n=0
  while [ "$n" -lt "$3" ]; do
    head=${rest%"${rest#??}"}
    rest=${rest#??}
    printf "\\$(printf %03o $((0x${head:-00} ^ $2)))"
    n=$((n + 1))
  done
}

hmac() { # MESSAGE
  inner=$({ bytes "$key" 0x36 64; printf %s "$1"; } | sha256)
  { bytes "$key" 0x5c 64; bytes "$inner" 0 32; } | sha256
}

path=/cron/$job
scheduled_at=${NARU_SCHEDULED_AT:-$(date -u +%Y-%m-%dT%H:%M:00Z)}
body_hash=$(printf '' | sha256)

# Each attempt has a fresh timestamp; the wait grows, and differs between hosts.
attempt=1
while :; do
  timestamp=$(date +%s)
  answer=$(curl --silent --show-error --max-time 15 --max-redirs 0 --request POST --write-out '\n%{http_code}' \
    --header "X-Naru-Timestamp: $timestamp" \
    --header "X-Naru-Signature: v1=$(hmac "$timestamp.POST.$path.$body_hash")" \
    --header "X-Naru-Scheduled-At: $scheduled_at" \
    --header 'Content-Length: 0' \
    "$api$path") || answer="no answer
000"
  status=${answer##*
}
  case $status in
    2??) printf '%s\n' "${answer%
*}"; exit 0 ;;
    000 | 408 | 429 | 5??) ;;
    *) fail "$job due $scheduled_at: HTTP $status: ${answer%
*}" 1 ;;
  esac
  [ "$attempt" -lt "${NARU_CRON_ATTEMPTS:-4}" ] || fail "$job due $scheduled_at: HTTP $status after $attempt attempts: ${answer%
*}" 1
  sleep $((attempt * attempt + $$ % 3))
  attempt=$((attempt + 1))
done
