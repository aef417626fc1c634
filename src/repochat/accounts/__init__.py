"""Who is asking: tenants, people, logins, keys, and the `Viewer` that every query about code carries.

Must never enter: what a repository is or holds, HTTP, and any token that is neither hashed nor sealed.
"""

from repochat.accounts.viewer import LOCAL_TENANT_ID, Role, Viewer, local_viewer

__all__ = ["LOCAL_TENANT_ID", "Role", "Viewer", "local_viewer"]
