"""Files of the knowledge folder to documents: one loader a file, and a problem for each bad one."""

from workbench.retrieval.loaders.folder import document, document_files, load, read, rule_labels
from workbench.retrieval.loaders.loaded import Loaded, LoadError

__all__ = ["LoadError", "Loaded", "document", "document_files", "load", "read", "rule_labels"]
