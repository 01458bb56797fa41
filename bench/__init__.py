"""Measures what Belplan costs on this machine: `scripts/bench PART [--json] [--quick]`."""
