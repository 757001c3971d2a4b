#!/usr/bin/env bash
# Puts Helix into DIR, unless the machine has it: from the Debian release after the one that has none.
# Usage: prepare.sh DIR      It runs with the C library of its own release, which comes along.
set -euo pipefail
release=trixie
command -v hx >/dev/null && exit 0
[ -x "$1/hx" ] && exit 0
if apt-cache policy hx 2>/dev/null | grep -q 'Candidate: [0-9]'; then
  [ "$(id -u)" -eq 0 ] || { echo "missing, please install: hx" >&2; exit 1; }
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends hx >/dev/null
  exit 0
fi
mkdir -p "$1/lists/partial" "$1/cache/archives/partial" "$1/packages" "$1/root"
cd "$1"
# The same place that this machine takes its own packages from.
from=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -1)
key=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$key] $from $release main" >sources.list
touch status
cat >apt.conf <<CONF
Dir::Etc::sourcelist "$PWD/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$PWD/lists";
Dir::State::status "$PWD/status";
Dir::Cache "$PWD/cache";
Acquire::Languages "none";
APT::Sandbox::User "";
CONF
export APT_CONFIG=$PWD/apt.conf
apt-get update --quiet=2
(cd packages && apt-get download --quiet=2 hx libc6 libgcc-s1)
for package in packages/*.deb; do dpkg-deb -x "$package" root; done
rm -rf lists cache packages
cat >hx <<RUN
#!/bin/sh
export HELIX_RUNTIME='$PWD/root/usr/lib/hx/runtime'
exec '$PWD/root/usr/lib64/ld-linux-x86-64.so.2' --library-path '$PWD/root/usr/lib/x86_64-linux-gnu' '$PWD/root/usr/lib/hx/hx' "\$@"
RUN
chmod +x hx
