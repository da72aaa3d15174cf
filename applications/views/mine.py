from django.http import Http404


def mine(request, **kwargs):
    raise Http404


def detail(request, **kwargs):
    raise Http404


def version(request, **kwargs):
    raise Http404
