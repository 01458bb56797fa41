"""What a company arranges: people, devices, numbers, hours, sounds, trunks, draft plans."""
