"""`python -m tests.worked_out` writes the answers that can be worked out."""

from . import main

if __name__ == "__main__":
    main()
