from django.http import Http404


def desk(request, **kwargs):
    raise Http404


def review(request, **kwargs):
    raise Http404


def declare(request, **kwargs):
    raise Http404


def attachment(request, **kwargs):
    raise Http404
