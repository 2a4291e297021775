"""Mail, in and out: letters to customers because of facts, and what customers write, kept before it is acknowledged."""
