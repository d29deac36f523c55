"""What `make bench` runs. It prints figures; nothing here is asserted."""
