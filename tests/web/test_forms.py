"""How forms come out."""

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from oncocare.web.forms import DateParts, Field, Renderer
from oncocare.web.gallery.forms import WRONG, Example
from tests.pages import seen

COLOURS = [("r", "Red"), ("g", "Green")]


class Every(forms.Form):
    """One of each."""

    default_renderer = Renderer
    name = forms.CharField(label="Name", help_text="As you like.", widget=forms.TextInput({"class": "mine"}))
    one = forms.ChoiceField(label="One", choices=COLOURS, widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(label="Many", choices=COLOURS, widget=forms.CheckboxSelectMultiple, required=False)
    pick = forms.ChoiceField(label="Pick", choices=COLOURS)
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    born = forms.DateField(label="Born", widget=DateParts, required=False)
    agree = forms.BooleanField(label="Agree", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


class Reach(forms.Form):
    """What Django checks by itself."""

    default_renderer = Renderer
    mail = forms.EmailField(label="E-mail")
    name = forms.CharField(label="Name", max_length=3)


def every(data=None, **initial):
    return Every(data, initial=initial)


def summary(*given):
    names = [f"form{place}" for place in range(len(given))]
    source = "{% load web %}{% error_summary " + " ".join(names) + " %}"
    return Template(source).render(Context(dict(zip(names, given, strict=True))))


def test_the_browsers_own_checks_and_placeholders_stay_away():
    html = str(every())
    assert "required" not in html
    assert "placeholder" not in html


def test_no_answer_is_chosen_beforehand():
    assert "checked" not in str(every())


def test_an_answer_given_before_is_kept():
    html = seen(every({"one": "g"})["one"].as_field_group())
    assert re.findall(r'value="(\w)" checked', html) == ["g"]


def test_hint_and_error_are_tied_to_the_field():
    html = every({})["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="nhsuk-input nhsuk-input--error mine"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_a_group_has_a_legend_and_the_heading_may_be_the_pages_own():
    plain = every()["one"].as_field_group()
    assert plain.count("<legend") == 1
    assert "<h1" not in plain
    page = Template('{% include "_components/field.html" with heading=True %}')
    assert '<h1 class="nhsuk-fieldset__heading">One</h1>' in seen(page.render(Context({"field": every()["one"]})))
    assert re.search(r"<h1[^>]*><label[^>]*>Name</label></h1>", seen(page.render(Context({"field": every()["name"]}))))


def test_only_what_may_stay_empty_is_marked_and_a_tick_never_is():
    form = every()
    assert [field.name for field in form.visible_fields() if field.optional] == ["many", "text", "born"]
    form.fields["many"].mark_optional = False
    assert not form["many"].optional


def test_the_list_of_problems_leads_to_the_first_thing_that_takes_focus():
    form = every({"born_day": "31", "born_month": "2", "born_year": "2026", "pick": "x"})
    form.is_valid()
    assert re.findall(r'href="#(\w+)"', summary(form)) == ["id_name", "id_one_0", "id_pick", "id_born_0"]
    page = str(form)
    assert all(f'id="{target}"' in page for target in re.findall(r'href="#(\w+)"', summary(form)))


def test_the_list_and_the_field_say_the_same_and_name_the_question():
    form = every({})
    assert form["name"].problems == ["Please fill in: Name"]
    assert "Please fill in: Name" in summary(form)
    assert "Please fill in: Name" in form["name"].as_field_group()
    form.fields["agree"].required = True
    assert every({})["agree"].problems == []


def test_what_django_says_in_its_own_words_is_said_in_ours():
    form = Example(WRONG)
    assert form["agree"].problems == ["Please tick: I have read the text above"]
    assert form["born"].problems == ["Please check the date: When were you born?"]
    assert every({"pick": "x"})["pick"].problems == ["Please choose again: Pick"]
    reach = Reach({"mail": "ana@example", "name": "Ana Ana"})
    assert reach["mail"].problems == ["Please check the e-mail address: something is missing in it."]
    assert reach["name"].problems == ["Name: this is too long. Please write at most 3 letters."]


def test_a_problem_of_no_single_field_is_said_once():
    form = Example(WRONG)
    text = "Choose how we may reach you"
    assert text in str(form)
    form = Example(WRONG)
    assert text in summary(form)
    assert text not in str(form)


def test_without_errors_or_without_a_form_there_is_no_list():
    assert summary(every(), "").strip() == ""


def test_the_forms_of_a_formset_are_listed_too():
    formset = forms.formset_factory(Every, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Ana"}
    )
    assert re.findall(r'href="#([\w-]+)"', summary(formset)) == ["id_form-0-one_0", "id_form-0-pick"]
    assert 'name="form-TOTAL_FORMS"' in str(formset)


def test_the_title_says_error_first():
    title = Template("{% load web %}{% if form|has_errors %}Error{% endif %}")
    assert title.render(Context({"form": every({})})) == "Error"
    assert title.render(Context({"form": every()})) == ""
    assert title.render(Context({})) == ""


def test_a_choice_may_have_a_line_of_its_own():
    form = every()
    form.fields["one"].option_hints = {"g": "Like grass"}
    assert [option.hint for option in form["one"].options] == ["", "Like grass"]
    assert "Like grass" in form["one"].as_field_group()


def test_a_group_without_choices_has_nowhere_to_lead():
    form = every()
    form.fields["one"].choices = []
    assert form["one"].target == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("3", "5", "1980"), date(1980, 5, 3)),
        (("03", " 05 ", "1980"), date(1980, 5, 3)),
        (("", "", ""), None),
    ],
)
def test_a_date_is_typed_in_three_parts(typed, kept):
    data = dict(zip(("born_day", "born_month", "born_year"), typed, strict=True))
    form = every({"name": "Ana", "one": "r", "pick": "r", **data})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == kept


@pytest.mark.parametrize("typed", [("31", "2", "1980"), ("3", "", "1980"), ("x", "y", "z"), ("-1", "2", "1980")])
def test_a_date_that_is_none_keeps_what_was_typed(typed):
    form = every(dict(zip(("born_day", "born_month", "born_year"), typed, strict=True)))
    assert "born" in form.errors
    html = form["born"].as_field_group()
    assert html.count("nhsuk-input--error") == 3
    assert f'value="{typed[2]}"' in html


def test_a_known_date_is_shown_in_its_parts():
    html = every(born=date(1980, 5, 3))["born"].as_field_group()
    assert re.findall(r'value="(\w+)"', html) == ["3", "5", "1980"]


def test_the_house_uses_this_renderer(settings):
    assert settings.FORM_RENDERER == "oncocare.web.forms.Renderer"
    assert isinstance(Example()["name"], Field)
