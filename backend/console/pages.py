"""All pages of the console in one router."""

from fastapi import APIRouter

from backend.console import (
    pages_access_log,
    pages_account,
    pages_faq,
    pages_home,
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
    pages_account,
    pages_access_log,
):
    router.include_router(room.router)
