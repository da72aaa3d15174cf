from django.http import Http404


def start(request, **kwargs):
    raise Http404


def project(request, **kwargs):
    raise Http404


def participants(request, **kwargs):
    raise Http404


def costs(request, **kwargs):
    raise Http404


def answers(request, **kwargs):
    raise Http404
