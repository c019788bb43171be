"""Signing in and out, how, and the way back; of allauth only what closed enrolment needs."""

from allauth.account import views as allauth
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from oncocare.signin.account import views as account
from oncocare.signin.door import views as door
from oncocare.signin.lost_access import views as lost_access
from oncocare.signin.methods import views

urlpatterns = [
    path("sign-in/", login_not_required(door.SignIn.as_view()), name="account_login"),
    path("sign-in/passkey/", login_not_required(login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/second-step/", login_not_required(door.SecondStep.as_view()), name="mfa_authenticate"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/reset/", door.ask_new_password, name="account_reset_password"),
    path("password/reset/sent/", login_not_required(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        login_not_required(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("confirm/", views.confirm_you, name="account_reauthenticate"),
    path("ways/", views.sign_in_methods, name="sign_in_methods"),
    path("ways/choose/", views.choose_sign_in, name="choose_sign_in"),
    path("ways/second-factor/", views.second_factor, name="second_factor"),
    path("ways/passkey/", views.add_passkey, name="add_passkey"),
    path("ways/passkey/<int:number>/", views.passkey, name="passkey"),
    path("ways/passkey/<int:number>/remove/", views.remove_passkey, name="remove_passkey"),
    path("ways/password/", views.set_password, name="set_password"),
    path("ways/app/", views.add_app, name="add_app"),
    path("ways/app/remove/", views.remove_app, name="remove_app"),
    path("ways/codes/", views.recovery_codes, name="recovery_codes"),
    path("ways/codes/text/", views.recovery_codes_text, name="recovery_codes_text"),
    path("ways/sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("name/", account.name, name="change_name"),
    path("address/", account.address, name="change_address"),
    path("address/sent/", account.address_sent, name="address_sent"),
    path("address/new/<str:token>/", account.confirm_address, name="confirm_address"),
    path("close/", account.close, name="close_account"),
    path("lost-phone/", lost_access.lost_phone, name="lost_phone"),
    path("lost-phone/sent/", lost_access.lost_phone_sent, name="lost_phone_sent"),
    path("back/<str:token>/", lost_access.use_link_back, name="link_back"),
    path("requests/", lost_access.access_requests, name="access_requests"),
    path("requests/<uuid:pk>/", lost_access.access_request, name="access_request"),
]
