"""The fields of an account's record that the workbench knows; a company may add its own."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Amount = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")]


class Record(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class Plan(Record):
    name: str | None = None
    price: Amount | None = None
    currency: str | None = None
    renews_on: Day | None = None


class SignIn(Record):
    locked: bool | None = None
    failed_attempts: int | None = None
    two_factor: bool | None = None
    locked_until: str | None = None


class Line(Record):
    text: str | None = None
    amount: Amount | None = None


class Invoice(Record):
    id: str
    date: Day | None = None
    amount: Amount | None = None
    currency: str | None = None
    status: Literal["paid", "open", "failed", "refunded", "void"] | None = None
    paid_on: Day | None = None
    lines: list[Line] = Field(default_factory=list)


class Session(Record):
    id: str
    starts_at: Moment | None = None
    minutes: int | None = None
    status: str | None = None


class Ticket(Record):
    id: str
    opened_on: Day | None = None
    subject: str | None = None
    status: str | None = None


class AccountFile(Record):
    id: Annotated[str, Field(min_length=1, pattern=r"^\S+$")]
    name: Annotated[str, Field(min_length=1)]
    email: str | None = None
    region: str | None = None
    customer_since: Day | None = None
    status: Literal["active", "trial", "past_due", "suspended", "locked", "closed"] | None = None
    status_reason: str | None = None
    status_since: Day | None = None
    plan: Plan | None = None
    balance_due: Amount | None = None
    payment_method: dict[str, Any] | None = None
    sign_in: SignIn | None = None
    invoices: list[Invoice] = Field(default_factory=list)
    sessions: list[Session] = Field(default_factory=list)
    tickets: list[Ticket] = Field(default_factory=list)
    refunds: list[dict[str, Any]] = Field(default_factory=list)
