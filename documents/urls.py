"""Where?"""

app_name = "documents"
urlpatterns = []
