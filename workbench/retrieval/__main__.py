"""Where the index server starts."""

from workbench.retrieval.server import main

if __name__ == "__main__":
    main()
