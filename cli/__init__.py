"""The command line: `machigraph build`, `check`, `questions`, `ask`, `sparql`, `show` and more.

One module per command, each with ``configure(parser, lang)`` and ``run(args, session) -> int``;
only the command that was asked for is imported, so that a question is answered quickly.
"""

from .main import main

__all__ = ["main"]
