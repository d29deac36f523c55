"""A server that speaks OpenAI, Anthropic and Gemini, and fails as it is told."""

from tests.faults.server import FaultServer

__all__ = ["FaultServer"]
