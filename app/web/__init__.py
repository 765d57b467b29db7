"""HTTP: routes, request bodies, limits, error responses, headers, pages, static files."""
