"""`python -m kg` is `kg`."""

from kg.cli.app import main

main()
