"""Public fakes and contract suites for those who write plug-ins."""
