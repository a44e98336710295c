"""Let ``python -m mtcheck`` be the command ``mtcheck``."""

from mtcheck.cli.main import main

if __name__ == "__main__":
    main()
