"""All pages of the console in one router."""

from fastapi import APIRouter

from backend.console import (
    pages_access_log,
    pages_account,
    pages_answers,
    pages_corrections,
    pages_corrections_new,
    pages_document_check,
    pages_documents,
    pages_entries,
    pages_entries_parameters,
    pages_entry_parts,
    pages_entry_review,
    pages_entry_versions,
    pages_faq,
    pages_faq_notes,
    pages_faq_sending,
    pages_home,
    pages_misses,
    pages_misses_steps,
    pages_registration_moves,
    pages_registrations,
    pages_sign_in,
)

router = APIRouter()
for room in (
    pages_sign_in,
    pages_home,
    pages_registration_moves,
    pages_registrations,
    pages_faq,
    pages_faq_notes,
    pages_faq_sending,
    pages_entries,
    pages_entries_parameters,
    pages_entry_parts,
    pages_entry_review,
    pages_entry_versions,
    pages_documents,
    pages_document_check,
    pages_misses,
    pages_misses_steps,
    pages_answers,
    pages_corrections_new,
    pages_corrections,
    pages_account,
    pages_access_log,
):
    router.include_router(room.router)
