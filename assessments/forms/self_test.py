"""The questions before the self-test at home, as one form."""

from typing import Any

from crispy_forms.layout import HTML, Div, Layout
from django.utils.html import format_html

from assessments.forms.intake import StepForm
from assessments.home_test import ASKED, AT_ONCE


class HomeForm(StepForm):
    """The pages of the questionnaire under each other, each under its heading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, step=AT_ONCE, **kwargs)
        self.helper.layout = Layout(
            *(
                Div(
                    HTML(format_html("<h3>{}</h3><p class='soft'>{}</p>", step.title, step.intro)),
                    *StepForm(step=step).helper.layout.fields,
                    css_class="panel mb-3",
                )
                for step in ASKED.steps
            )
        )
