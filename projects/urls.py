"""Where?"""

app_name = "projects"
urlpatterns = []
