"""What a person must know: a sentence of the translations and what it leaves open."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something cannot be relied on."""

    key: str
    placeholders: dict[str, str] = field(default_factory=dict)
