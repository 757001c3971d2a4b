#!/bin/sh
# A screen and a message bus of their own for session.py, which both end with.
# session.sh PYTHON      PYTHON has GObject's bindings for the accessibility bus
# -noreset: else the screen is gone for a moment whenever the only program that uses it ends.
here=$(cd "$(dirname "$0")" && pwd)
exec xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24 -noreset' dbus-run-session -- "$1" -W ignore "$here/session.py"
