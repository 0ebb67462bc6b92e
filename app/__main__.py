"""`python -m machigraph` is the `machigraph` command."""

import sys

from machigraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
