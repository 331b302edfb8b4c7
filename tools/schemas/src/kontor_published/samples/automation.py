"""Examples of what automation publishes."""

from kontor_published.samples.contacts import LEAD
from kontor_published.samples.identity import GROUP
from kontor_published.samples.ids import (
    ANNA,
    BEN,
    BY_ANNA,
    CREATED_AT,
    RULE,
    TENANT,
    UPDATED_AT,
    sample_id,
)
from kontor_published.samples.sample import Sample
from kontor_schemas.automation.assignment import AssignmentDecided, Candidate
from kontor_schemas.automation.assignment_rule import (
    AssignmentRule,
    AssignmentRuleActivated,
    AssignmentRulePaused,
)
from kontor_schemas.automation.erasure import ErasureCompleted
from kontor_schemas.automation.run import (
    RunCancelled,
    RunFailed,
    RunRefused,
    RunStepLeftUnknown,
    RunSucceeded,
)
from kontor_schemas.automation.tenant_seed import TenantSeedCompleted
from kontor_schemas.automation.workflow import (
    Step,
    Workflow,
    WorkflowActivated,
    WorkflowPaused,
)
from kontor_schemas.condition import AllOf, AnyOf, Leaf, Not
from kontor_schemas.values import LocalText, RecordReference

_CONDITION = AllOf(
    all=[
        Leaf(field="stage", op="eq", value="new"),
        AnyOf(
            any=[
                Leaf(field="budget.minor", op="gte", value=1_000_000),
                Leaf(field="source", op="in", value=["web_form", "trade_fair"]),
            ]
        ),
        Not.model_validate({"not": {"field": "emails", "op": "is_empty"}}),
    ]
)

ASSIGNMENT_RULE = AssignmentRule(
    id=RULE,
    version=3,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    name="Leads of the DACH countries",
    record="contacts.lead",
    order=10,
    is_active=True,
    countries=["DE", "AT", "CH"],
    condition=_CONDITION,
    mode="round_robin",
    pool_group=GROUP.id,
    pool_users=[ANNA],
    next_step="Call to introduce ourselves",
    next_step_in_days=2,
)

WORKFLOW = Workflow(
    id=sample_id("workflow welcome"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    name="Welcome a new lead",
    is_active=True,
    on="contacts.lead.assigned.v1",
    condition=_CONDITION,
    steps=[
        Step(name="begin", kind="update_record", values={"stage": "working"}),
        Step(
            name="welcome",
            kind="send_mail",
            to="emails",
            to_address="sales@demo.example",
            subject=LocalText(de="Ihre Anfrage", en="Your request"),
            body=LocalText(de="Guten Tag, wir melden uns.", en="Hello, we will be in touch."),
        ),
    ],
)

_RUN = {
    "id": sample_id("run welcome özdemir"),
    "version": 2,
    "workflow": WORKFLOW.id,
    "workflow_version": 2,
    "trigger": sample_id("fact contacts.lead.assigned.v1"),
    "record": RecordReference(record="contacts.lead", id=LEAD.id),
}

SAMPLES = {
    "automation.assignment_rule": Sample(
        state=ASSIGNMENT_RULE,
        before={"countries": ["DE"]},
        facts=(
            AssignmentRuleActivated(state=ASSIGNMENT_RULE),
            AssignmentRulePaused(state=ASSIGNMENT_RULE),
        ),
    ),
    "automation.assignment": Sample(
        facts=(
            AssignmentDecided(
                id=sample_id("assignment özdemir"),
                record=RecordReference(record="contacts.lead", id=LEAD.id),
                seen_version=1,
                rule=RULE,
                rule_version=3,
                chosen=BEN,
                candidates=[
                    Candidate(user=ANNA, outcome="eligible", reason="had the last lead"),
                    Candidate(user=BEN, outcome="chosen", reason="next in turn"),
                ],
                reasons=["Leads of the DACH countries: country DE is in the territory"],
            ),
        )
    ),
    "automation.workflow": Sample(
        state=WORKFLOW,
        before={"is_active": False},
        facts=(
            WorkflowActivated(state=WORKFLOW),
            WorkflowPaused(
                state=WORKFLOW,
                reason="depth",
                chain=[sample_id(f"fact contacts.lead.updated.v1 {place}") for place in range(4)],
            ),
        ),
    ),
    "automation.run": Sample(
        facts=(
            RunSucceeded.model_validate(_RUN),
            RunFailed.model_validate({**_RUN, "step": "begin", "code": "record_unknown"}),
            RunStepLeftUnknown.model_validate({**_RUN, "step": "welcome"}),
            RunRefused.model_validate({**_RUN, "reason": "depth"}),
            RunCancelled.model_validate(_RUN),
        )
    ),
    "automation.erasure": Sample(
        facts=(ErasureCompleted(id=LEAD.id, request=RULE, counts={"run": 1}),)
    ),
    "automation.tenant_seed": Sample(facts=(TenantSeedCompleted(id=TENANT),)),
}
