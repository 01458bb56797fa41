"""What a call should do: the tree of steps, its text form and its checks. Pure Python and pydantic."""
