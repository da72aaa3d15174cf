from django.http import Http404


def decided(request, **kwargs):
    raise Http404


def detail(request, **kwargs):
    raise Http404


def letter(request, **kwargs):
    raise Http404
