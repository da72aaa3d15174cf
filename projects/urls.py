"""Where?"""

from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("projecten/", views.catalogue_list, name="list"),
    path("projecten/<str:number>/", views.detail, name="detail"),
    path("projecten/<str:number>/boost/", views.boost, name="boost"),
    path("aanvragen/<str:number>/verder/", views.go_on, name="go_on"),
    path("cijfers/", views.figures, name="figures"),
]
