"""Dead letters: a fact that could not be applied, unchanged, with the cause in further headers."""

from collections.abc import Iterable
from dataclasses import dataclass

from kontor_schemas.topics import CONSUMERS

_LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """Why and where a consumer gave a fact up.

    Attributes:
        consumer: the consumer group that gave up.
        reason: a stable word, such as `data_invalid` or an error's code.
        detail: a sentence for the operator, without personal data.
        topic: where the fact was read.
        partition: its partition there.
        offset: its offset there.
        attempts: how often it was tried.
    """

    consumer: str
    reason: str
    detail: str
    topic: str
    partition: int
    offset: int
    attempts: int

    def to_headers(self) -> list[tuple[str, bytes]]:
        """Give the headers that are added to the fact's own."""
        return [
            # PostgreSQL, where letters wait for their relay, cannot store NUL.
            (f"dlq_{name}", str(value).replace("\x00", "\ufffd").encode(errors="replace"))
            for name, value in (
                ("consumer", self.consumer),
                ("reason", self.reason),
                ("detail", self.detail[:_LONGEST_DETAIL]),
                ("topic", self.topic),
                ("partition", self.partition),
                ("offset", self.offset),
                ("attempts", self.attempts),
            )
        ]


def from_headers(headers: Iterable[tuple[str, bytes | None]]) -> DeadLetter | None:
    """Read the cause from a dead letter's headers; None where they are not complete."""
    found = {
        name.removeprefix("dlq_"): value.decode(errors="replace")
        for name, value in headers
        if name.startswith("dlq_") and value is not None
    }
    try:
        return DeadLetter(
            consumer=found["consumer"],
            reason=found["reason"],
            detail=found["detail"],
            topic=found["topic"],
            partition=int(found["partition"]),
            offset=int(found["offset"]),
            attempts=int(found["attempts"]),
        )
    except (KeyError, ValueError):
        return None


def dead_letter_topic(consumer: str) -> str:
    """Name a consumer's dead letter topic.

    Raises:
        KeyError: no such consumer is declared.
    """
    if consumer not in CONSUMERS:
        raise KeyError(consumer)
    return f"kontor.dlq.{consumer}"


def intake_topic(consumer: str) -> str:
    """Name the topic that is read by one consumer alone.

    Raises:
        KeyError: no such consumer is declared.
    """
    if consumer not in CONSUMERS:
        raise KeyError(consumer)
    return f"kontor.intake.{consumer}"
