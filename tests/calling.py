"""Calls the command line in this process."""

import sys

from consultation_insight import cli


def call(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["consultation-insight", *map(str, arguments)])
    code = 0
    try:
        cli.main()
    except SystemExit as stop:
        code = stop.code or 0
    printed = capsys.readouterr()
    return code, printed.out, printed.err
