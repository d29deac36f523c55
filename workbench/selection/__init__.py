"""From rankings to evidence: every step a pure function over ranked lists."""
