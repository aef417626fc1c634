"""Who is asking: tenants and the `Viewer` that every query about code carries."""

from repochat.accounts.viewer import LOCAL_TENANT_ID, Viewer, local_viewer

__all__ = ["LOCAL_TENANT_ID", "Viewer", "local_viewer"]
