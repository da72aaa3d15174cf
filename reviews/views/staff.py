from django.http import Http404


def admissibility(request, **kwargs):
    raise Http404


def assign_file(request, **kwargs):
    raise Http404


def assign(request, **kwargs):
    raise Http404


def revoke(request, **kwargs):
    raise Http404


def ranking(request, **kwargs):
    raise Http404
