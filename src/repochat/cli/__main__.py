"""`python -m repochat.cli`: how `repochat up` starts its background processes."""

from repochat.cli.app import main

if __name__ == "__main__":
    main()
