"""One's own profile: who one is, how pages look, where one is signed in, and the way to Bewerk 2FA."""
