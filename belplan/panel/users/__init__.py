"""Who may sign in for the company, and what they prove it with."""
