"""Counter: the explicit list of all actions."""

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.browse import BrowseTopics
from actions.handoff import RequestHuman
from actions.location import ShareLocation
from actions.policy import AnswerChoice, AnswerPolicy, DefaultFallback, Searching
from actions.policy_feedback import RateAnswer
from actions.registration_form import AskConfirm, ValidateRegistrationForm
from actions.registration_steps import CorrectField, ExplainField, GoBack, ShowSummary, SkipField
from actions.registrations import (
    DeleteDraft,
    OpenRegistration,
    StopRegistration,
    SubmitRegistration,
    TellRegistrationStatus,
)
from actions.session import StartSession


def all_actions(searching: Searching) -> list[Action]:
    """One of each action; `searching` gives the process's policy search."""
    return [
        AnswerPolicy(searching),
        AnswerChoice(searching),
        DefaultFallback(searching),
        BrowseTopics(searching),
        RateAnswer(searching),
        OpenRegistration(),
        ValidateRegistrationForm(),
        AskConfirm(),
        SubmitRegistration(),
        CorrectField(),
        GoBack(),
        SkipField(),
        ExplainField(),
        ShowSummary(),
        StopRegistration(),
        DeleteDraft(),
        TellRegistrationStatus(),
        RequestHuman(),
        ShareLocation(),
        StartSession(),
    ]


def make_executor(searching: Searching) -> ActionExecutor:
    """rasa-sdk's executor with every action registered."""
    executor = ActionExecutor()
    for action in all_actions(searching):
        executor.register_action(action)
    return executor
