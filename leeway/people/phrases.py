"""What texts to customers say about colleagues, as patterns: NAME stands for a colleague's name. Data, no rules."""

from __future__ import annotations

PHRASES = (
    # what it claims, how it is said
    ("spoke", r"\b(?:I|we)(?: have|'ve)?(?: just| already)? (?:spoke|spoken|talked) (?:with|to) NAME"),
    ("spoke", r"\b(?:I|we)(?: have|'ve)?(?: just| already)? (?:reached|called|asked|phoned) NAME"),
    ("spoke", r"\bNAME (?:told|said to) (?:me|us)\b"),
    ("confirmed", r"\bNAME (?:has |have |just |already )*(?:personally )?(?:confirmed|agreed|approved)\b"),
    ("confirmed", r"\bconfirmed (?:this |it |that )?(?:with|by) NAME"),
    ("asked", r"\bNAME (?:has |just )*asked (?:me|us)\b"),
    ("asked", r"\b(?:in NAME's name|on behalf of NAME|for NAME in (?:her|his|their) absence)"),
)
