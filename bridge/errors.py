"""The bridge's errors, split by who can act on them.

Every message is one lower-case sentence that says what was expected, what came and what to do; only
`bridge.cli` turns them into exit codes.
"""


class BridgeError(Exception):
    """Base of everything the bridge raises on purpose."""


class ScenarioError(BridgeError):
    """An option of the run is wrong: a name, date, interval or model setting (whoever starts the run)."""


class RecordError(BridgeError):
    """The run directory is taken, locked, full, not ours or damaged (whoever starts the run)."""


class ContractError(BridgeError):
    """The coupled model lacks a procedure or reports something unusable (the model's author)."""


class EngineUnavailable(BridgeError):  # noqa: N818 - a state of the installation, not a mistake in a call
    """An engine or program that the run needs is not installed or does not start (the installation)."""


class ProtocolError(BridgeError):
    """The peer sent a message of the wrong version, type, window or size (the peer's author)."""


class DemandRefused(BridgeError):  # noqa: N818 - the service's answer, passed on
    """The demand service answered with an error of its own; the text is the service's."""


class DemandLost(BridgeError):  # noqa: N818 - a state of the peer
    """The demand service died, cannot be reached, or did not answer in time; holds its last words."""


class ConservationError(BridgeError):
    """Crimes sampled, received and turned into incidents differ: something was lost or sent twice."""
