"""Where?"""

app_name = "applications"
urlpatterns = []
