"""``python -m consultation_insight`` is the command line."""

from consultation_insight.cli import main

main()
