#!/usr/bin/env bash
# Runs the README's commands on a bare Debian 12 (Node 18, npm 9, no compiler, no browser, an empty npmrc), made with
# debootstrap in a scratch folder: first as a plain user without sudo, then as root. Nothing of it is left behind: what is
# mounted and started lives in namespaces of its own, which end with it.
#
#   npm run test:bare                  needs root and debootstrap; about 10 minutes
#   ALONGSIDE_BARE_BASE=FILE.tar …     keeps the bare system in that file, and starts from it the next time
#
# The npm registry, the proxy and extra certificates of this machine are passed by environment, its apt sources by copy.
# It takes the commit that is checked out, not what has not been committed. The outcome is also in out/bare/outcome.txt.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
say() { printf '%s\n' "$*"; }
give_up() { printf '%s\n' "$*" >&2; exit 69; }

# In namespaces of its own: makes the bare system the root of everything, so that no path leads out of it.
enter() {
  local system=$1
  mount --bind "$system" "$system"
  cd "$system"
  mkdir -p .outside
  mount -t proc proc proc
  mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
  mount -t tmpfs -o mode=755,nosuid tmpfs dev
  mkdir dev/pts dev/shm
  mknod -m 666 dev/null c 1 3
  mknod -m 666 dev/zero c 1 5
  mknod -m 666 dev/full c 1 7
  mknod -m 666 dev/random c 1 8
  mknod -m 666 dev/urandom c 1 9
  mknod -m 666 dev/tty c 5 0
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
  mount -t tmpfs -o mode=755,nosuid,nodev tmpfs run
  pivot_root . .outside
  cd /
  umount --lazy /.outside
  exec env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    "${passed[@]}" bash /opt/bare/inside.sh </dev/null
}

# What this machine needs to reach npm; nothing else of its npmrc and of its environment goes in.
passed=("npm_config_registry=$(npm config get registry --loglevel=silent 2>/dev/null)")
for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
  if [ -n "${!name:-}" ]; then passed+=("$name=${!name}"); fi
done
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then passed+=(NODE_EXTRA_CA_CERTS=/opt/bare/certificates.pem); fi

if [ "${1:-}" = --enter ]; then enter "$2"; fi

[ "$(id -u)" = 0 ] || give_up 'This makes a system of its own and needs root.'
command -v debootstrap >/dev/null || give_up 'Missing: debootstrap. To install: sudo apt install debootstrap'
unshare --mount --pid --fork true 2>/dev/null || give_up 'This machine allows no namespaces of its own (a container?).'

scratch=$(mktemp -d /var/tmp/alongside-bare.XXXXXX)
system=$scratch/system
inside=
# shellcheck disable=SC2317 # called by the trap
clean_up() {
  if [ -n "$inside" ]; then kill -KILL "$inside" 2>/dev/null || true; wait "$inside" 2>/dev/null || true; fi
  rm -rf --one-file-system "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
mkdir -p "$system" "$root/out/bare"

if [ -f "${ALONGSIDE_BARE_BASE:-}" ]; then
  say "Bare system: $ALONGSIDE_BARE_BASE"
  tar -xf "$ALONGSIDE_BARE_BASE" -C "$system" --numeric-owner
else
  say 'Bare system: debootstrap (a minute) …'
  # The machine's own mirror for bookworm, with what it says about proxies; other repositories stay outside.
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | sed -n 's/ bookworm$//p' | head -n 1)
  debootstrap --variant=minbase bookworm "$system" "${mirror:-http://deb.debian.org/debian}" >"$scratch/debootstrap.log" 2>&1 ||
    { tail -n 20 "$scratch/debootstrap.log" >&2; give_up 'debootstrap failed.'; }
  rm -f "$system/etc/apt/sources.list"
  if [ -n "$mirror" ]; then
    for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
      if [ -s "$file" ]; then cp "$file" "$system$file"; fi
    done
  else
    # This machine is another Debian: its own lines would bring another one's packages.
    printf 'deb http://deb.debian.org/debian%s main\n' ' bookworm' '-security bookworm-security' >"$system/etc/apt/sources.list"
  fi
  apt-config dump | grep -E '^Acquire::(http|https)::Proxy ' >"$system/etc/apt/apt.conf.d/90proxy" || true
  cp -L /etc/resolv.conf "$system/etc/resolv.conf"
  # Without what Debian recommends: npm would bring a compiler along.
  chroot "$system" sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm && apt-get clean' \
    >"$scratch/apt.log" 2>&1 || { tail -n 20 "$scratch/apt.log" >&2; give_up 'nodejs and npm could not be installed.'; }
  if [ -n "${ALONGSIDE_BARE_BASE:-}" ]; then tar -cf "$ALONGSIDE_BARE_BASE" -C "$system" --numeric-owner .; fi
fi
# Debian's installer writes this one; debootstrap does not.
printf '127.0.0.1 localhost bare\n::1 localhost\n' >"$system/etc/hosts"
cp -L /etc/resolv.conf "$system/etc/resolv.conf"
mkdir -p "$system/opt/bare"
cp "$root/scripts/bare/inside.sh" "$system/opt/bare/"
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then cp -L "$NODE_EXTRA_CA_CERTS" "$system/opt/bare/certificates.pem"; fi
chroot "$system" useradd --create-home --shell /bin/bash guest
for home in home/guest root; do git clone --quiet --no-hardlinks "$root" "$system/$home/alongside"; done
chroot "$system" chown -R guest:guest /home/guest/alongside

commit=$(git -C "$root" rev-parse --short HEAD)
say "Commit $commit, $(nproc) cores, $(date -u +%Y-%m-%d)"
unshare --mount --pid --fork --kill-child=KILL --propagation private bash "$0" --enter "$system" \
  > >(tee "$root/out/bare/outcome.txt") 2>&1 &
inside=$!
code=0
wait "$inside" || code=$?
inside=
exit "$code"
