"""Looking on live: where calls are in the call plans now, and the way that past calls took."""
