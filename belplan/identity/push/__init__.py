"""Web Push: messages to the app, encrypted for it alone, by way of the push service of its browser."""
