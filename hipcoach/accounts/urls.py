"""The sign-in pages; allauth finds its own by these names."""

from allauth.account import views
from django.urls import path, re_path
from django.views.generic import RedirectView

from hipcoach.accounts.leaving import sign_out
from hipcoach.accounts.views import address, fresh, second_factor, security, signing_in

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", signing_in.confirm_login_code, name="account_confirm_login_code"),
    path("login/second-step/", second_factor.authenticate, name="mfa_authenticate"),
    path("login/passkey/", signing_in.passkey_login, name="mfa_login_webauthn"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", fresh.by_code, name="reauthenticate_by_code"),
    path("reauthenticate/app/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", second_factor.passkey_reauthenticate, name="mfa_reauthenticate_webauthn"),
    path("security/", security.security, name="account_security"),
    path("sessions/", security.sessions, name="account_sessions"),
    path("sessions/end/", security.session_end, name="account_session_end"),
    path("sessions/end-others/", security.sessions_end, name="account_sessions_end"),
    # Not `account_email`: allauth would send every missing page below /accounts/ to a page of that name.
    path("address/", address.address, name="account_address"),
    path("address/confirm/", address.confirm, name="account_address_confirm"),
    path("second-step/", second_factor.overview, name="mfa_index"),
    path("second-step/app/", second_factor.totp_activate, name="mfa_activate_totp"),
    path("second-step/app/remove/", second_factor.totp_deactivate, name="mfa_deactivate_totp"),
    path("second-step/codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", second_factor.recovery_codes_new, name="mfa_generate_recovery_codes"),
    path(
        "second-step/codes/download/",
        second_factor.recovery_codes_download,
        name="mfa_download_recovery_codes",
    ),
    path("second-step/passkeys/", second_factor.overview, name="mfa_list_webauthn"),
    path("second-step/passkeys/add/", second_factor.passkey_add, name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:pk>/name/", second_factor.passkey_rename, name="mfa_edit_webauthn"),
    path("second-step/passkeys/<int:pk>/remove/", second_factor.passkey_remove, name="mfa_remove_webauthn"),
    path("password/change/", fresh.password_change, name="account_change_password"),
    # Clients have no password to set; allauth sends whoever has none here.
    path("password/set/", RedirectView.as_view(pattern_name="home_for_user"), name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
