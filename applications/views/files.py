from django.http import Http404


def attachments(request, **kwargs):
    raise Http404


def attachment(request, **kwargs):
    raise Http404


def remove(request, **kwargs):
    raise Http404


def receipt(request, **kwargs):
    raise Http404
