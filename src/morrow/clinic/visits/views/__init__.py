"""The visit's pages and what they fetch: parse, call, answer."""
