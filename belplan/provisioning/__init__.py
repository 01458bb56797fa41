"""What a desk phone fetches: its settings and the company's phonebook, in the form of each brand."""
