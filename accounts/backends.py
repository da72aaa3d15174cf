"""Log-in with e-mail and password; the demo's accounts only where the demo is on.

ACM/IDM (OpenID Connect) will stand beside this as a second backend.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMO_DOMAIN = "@demo.example"


class LocalAccounts(AuthenticationBackend):
    def user_can_authenticate(self, user) -> bool:
        if user.email.endswith(DEMO_DOMAIN) and not settings.DEMO:
            return False
        return super().user_can_authenticate(user)

    @classmethod
    def _stash_user(cls, user):
        """Keep only closed accounts for allauth's page about them; it would sign in any other that was refused."""
        return super()._stash_user(user if user and not user.is_active else None)

    def get_user(self, user_id):
        user = super().get_user(user_id)
        return user if user and self.user_can_authenticate(user) else None
