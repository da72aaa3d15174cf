from django.http import Http404


def staff_list(request, **kwargs):
    raise Http404


def staff_detail(request, **kwargs):
    raise Http404
