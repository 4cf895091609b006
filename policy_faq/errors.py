"""Reading room: the one error raised when shipped policy data is not as it must be."""


class ContentError(ValueError):
    """Policy data is malformed; carries every finding, one line each.

    Args:
        findings: what is wrong and where, e.g. "registration.yml: entry 3: no answer".
    """

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)
