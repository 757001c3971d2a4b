"""Sphinx: one configuration for both languages; docs/site/build.py passes the language."""

from __future__ import annotations

project = "TorchTutor"
author = "The TorchTutor authors"
extensions = ["myst_parser"]
exclude_patterns: list[str] = []
templates_path = ["_templates"]

myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
# Lessons show Python with deliberate mistakes, and programs' output without a language.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "TorchTutor"
html_show_sphinx = False
html_copy_source = False
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
