# Keeps one PostgreSQL server for a JVM. Usage: sh -c "$(cat keeper.sh)" keeper postgres -D …
#
# Standard input is the control line: every line is a signal name passed on to the server (INT: fast shutdown,
# QUIT: immediate shutdown, HUP: read the configuration again). Its end means that the JVM is gone, however it went
# (kill -9 included), and then the server is stopped: nobody else would do it.
# Exits with the server's status as soon as the server is gone.

# Signals sent to everybody at once (terminal, service manager) are for the JVM to act on. The server installs handlers
# of its own, so it does not inherit the deafness.
trap '' HUP INT TERM

exec 3<&0 </dev/null
"$@" 3<&- &
server=$!

(
  while read -r signal <&3; do
    kill -s "$signal" "$server"
  done
  kill -s INT "$server"
  patience=60
  while [ "$patience" -gt 0 ] && kill -s 0 "$server"; do
    sleep 1
    patience=$((patience - 1))
  done
  kill -s QUIT "$server"
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-

wait "$server"
status=$?
kill -s KILL "$watcher" 2>/dev/null
exit "$status"
