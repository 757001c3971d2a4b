#!/usr/bin/env bash
# Installs the editors that `make test-editors` drives. Usage: prepare.sh DIR (kept between runs)
# As root on Debian or Ubuntu it installs the system's packages; elsewhere it says what is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

packages=()
command -v npm >/dev/null || packages+=(npm)
command -v "${CHROMIUM:-chromium}" >/dev/null || packages+=(chromium)
command -v emacs >/dev/null || packages+=(emacs-nox)
ls /usr/share/emacs/site-lisp/elpa/eglot-* >/dev/null 2>&1 || packages+=(elpa-eglot)
ls /usr/share/emacs/site-lisp/elpa/lsp-mode-* >/dev/null 2>&1 || packages+=(elpa-lsp-mode)
[ -d /usr/share/vim-ale ] || packages+=(vim-nox vim-ale)
# Helix is read from its terminal; Kate from a screen of its own, through the accessibility bus.
command -v tmux >/dev/null || packages+=(tmux)
command -v kate >/dev/null || packages+=(kate)
command -v xvfb-run >/dev/null || packages+=(xvfb xauth)
command -v xdotool >/dev/null || packages+=(xdotool)
command -v import >/dev/null || packages+=(imagemagick)
command -v openbox >/dev/null || packages+=(openbox)
command -v dbus-run-session >/dev/null || packages+=(dbus-daemon)
[ -e /usr/lib/*/girepository-1.0/Atspi-2.0.typelib ] || packages+=(at-spi2-core gir1.2-atspi-2.0 python3-gi)
# Korean letters in the pictures
[ -d /usr/share/fonts/truetype/nanum ] || packages+=(fonts-nanum)
if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing, please install: ${packages[*]}" >&2
    exit 1
  fi
  apt-get update --quiet=2
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "${packages[@]}" >/dev/null
fi
"$here/helix/prepare.sh" "$1/helix"
"$here/vscode/prepare.sh" "$1/vscode"
