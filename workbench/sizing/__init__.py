"""Pure arithmetic of models and memory: what a model needs, and what hardware gives."""
