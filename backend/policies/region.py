"""Which region's rules a person's questions are answered by."""

from sqlalchemy.orm import Session

from backend.conversations import service as conversations
from backend.registrations import service as registrations
from policy_faq.entries import WHOLE_PROVINCE


def of_conversation(session: Session, conversation_id: str) -> str:
    """The residence the person told in a registration, else the whole province."""
    jobseeker_id = conversations.jobseeker_id_of(session, conversation_id)
    return registrations.residence_of(session, jobseeker_id) or WHOLE_PROVINCE
