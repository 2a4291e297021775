"""The MCP server: an assistant in front of customers asks and acts under the same guardrails as people do."""
