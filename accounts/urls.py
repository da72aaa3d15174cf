"""Where?"""

app_name = "accounts"
urlpatterns = []
