"""Where?"""

app_name = "reviews"
urlpatterns = []
