"""`python -m reportminer`: the same as the command `reportminer`."""

from reportminer.cli import main

main()
