"""Engines that come with Callcast."""
