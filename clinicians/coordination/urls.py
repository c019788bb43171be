"""The addresses of the coordinator's pages."""

from django.urls import URLPattern, path

from clinicians.coordination import centre, crisis, hours, instruments, policies, rota, schedules, system, texts

urlpatterns: list[URLPattern] = [
    path("", centre.overview, name="centre"),
    path("facts/", centre.facts, name="centre_facts"),
    path("hours/", hours.hours, name="centre_hours"),
    path("hours/holidays/", hours.holidays, name="centre_holidays"),
    path("hours/promise/", hours.promise, name="centre_promise"),
    path("rota/", rota.rota, name="centre_rota"),
    path("rota/covers/", rota.add_cover, name="add_cover"),
    path("rota/covers/<uuid:pk>/remove/", rota.remove_cover, name="remove_cover"),
    path("crisis/", crisis.crisis, name="centre_crisis"),
    path("crisis/review/", crisis.review, name="review_crisis_numbers"),
    path("texts/", texts.texts, name="centre_texts"),
    path("texts/versions/<uuid:pk>/", texts.version, name="centre_text_version"),
    path("texts/<slug:about>/<slug:language>/", texts.text, name="centre_text"),
    path("schedule/", schedules.schedule, name="schedule"),
    path("schedule/start/", schedules.start_schedule, name="start_schedule"),
    path("schedule/draft/", schedules.edit_schedule, name="edit_schedule"),
    path("schedule/arrange/", schedules.arrange_schedule, name="arrange_schedule"),
    path("schedule/line/<slug:line>/", schedules.schedule_line, name="schedule_line"),
    path("schedule/preview/", schedules.preview_schedule, name="preview_schedule"),
    path("schedule/save/", schedules.save_schedule, name="save_schedule"),
    path("policies/", policies.policies, name="centre_policies"),
    path("policies/propose/", policies.propose, name="propose_policy"),
    path("policies/<uuid:pk>/activate/", policies.activate, name="activate_policy"),
    path("policies/<uuid:pk>/decline/", policies.decline, name="decline_policy"),
    path("instruments/", instruments.instruments, name="centre_instruments"),
    path("instruments/load/", instruments.load_pack, name="load_pack"),
    path("system/", system.system, name="centre_system"),
    path("system/again/", system.try_again, name="try_again"),
]
