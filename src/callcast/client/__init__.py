"""The Python client of a running Callcast: `callcast.client.client.ApiClient`."""
