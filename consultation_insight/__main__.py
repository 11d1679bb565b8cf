"""``python -m consultation_insight`` is the command line."""

from consultation_insight.cli import program

if __name__ == "__main__":
    program()
