"""The API: the same commands and questions over HTTP and JSON, for programs and assistants. A file per resource."""
