"""Who gets through a door: a page for some roles does not exist for anybody else."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404


def for_roles(*roles: str):
    """Let people with one of these roles in; others get 404, and who is not signed in is asked to."""

    def guard(view):
        @login_required
        @wraps(view)
        def enter(request, *args, **kwargs):
            if not request.user.roles & set(roles):
                raise Http404
            return view(request, *args, **kwargs)

        return enter

    return guard
