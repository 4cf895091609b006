"""Every table of the product, imported in one place, so that `Base.metadata` is complete."""

import backend.conversations.models
import backend.jobseekers.models
import backend.policies.models
import backend.registrations.models
import backend.staff.models  # noqa: F401
from backend.core.db import Base

metadata = Base.metadata
