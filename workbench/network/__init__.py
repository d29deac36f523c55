"""What leaves this machine: the switch that forbids it, and the book that counts it."""
