"""Where?"""

app_name = "decisions"
urlpatterns = []
