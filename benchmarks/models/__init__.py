"""What `make bench-models` runs: the local engine against its peers, interleaved, same prompts."""
