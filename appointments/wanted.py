"""What somebody wants to book: for which procedures, for how many people, with which needs."""

from __future__ import annotations

from dataclasses import dataclass

NEEDS = ("interpreter", "step_free", "video", "extra_time")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit asked for. An interpreter may name a language: "interpreter:ar"."""

    procedures: tuple[str, ...]
    people: int = 1
    access_needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.procedures:
            raise ValueError("a visit is for at least one procedure")
        if self.people < 1:
            raise ValueError("a visit is for at least one person")
        for need in self.access_needs:
            if need.partition(":")[0] not in NEEDS:
                raise ValueError(f"{need} is not a need that we know")


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """Somebody a visit concerns, or who comes, as given at booking."""

    role: str
    name: str = ""
    is_concerned: bool = True
    comes: bool = False
