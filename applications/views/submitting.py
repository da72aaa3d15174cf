from django.http import Http404


def check(request, **kwargs):
    raise Http404


def submit(request, **kwargs):
    raise Http404


def submitted(request, **kwargs):
    raise Http404


def reopen(request, **kwargs):
    raise Http404


def withdraw(request, **kwargs):
    raise Http404
