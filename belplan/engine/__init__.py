"""Runs live calls: one asyncio task a call, no Django."""
