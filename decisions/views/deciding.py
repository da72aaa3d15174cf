from django.http import Http404


def to_decide(request, **kwargs):
    raise Http404


def call(request, **kwargs):
    raise Http404


def announce(request, **kwargs):
    raise Http404


def decide(request, **kwargs):
    raise Http404


def drop(request, **kwargs):
    raise Http404
