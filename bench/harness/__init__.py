"""The parts of bench/end_to_end: servers, proxies, cells, the client's plan, the report."""
