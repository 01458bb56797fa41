"""The parts of the benchmark: a file here is one, by its name."""
