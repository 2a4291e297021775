"""Guideline files: from bytes on disk to the core's guideline, with the place of everything that is wrong."""

from leeway.guidelines.files import NotReadable, load_guideline, read_guideline_text

__all__ = ["NotReadable", "load_guideline", "read_guideline_text"]
