"""What a client asks about an exercise of their plan, and what the trainer answers."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from assessments.models import Client
from hipcoach.privacy.fields import EncryptedTextField
from programs.models.library import Exercise
from programs.models.plans import PlanItem


class QuestionQuerySet(models.QuerySet["Question"]):
    def about(self, exercise: Exercise) -> "QuestionQuerySet":
        """The whole talk about an exercise, whichever version of the plan it was asked from."""
        return self.filter(item__exercise=exercise)

    def waiting(self) -> "QuestionQuerySet":
        """What no later answer in the same talk has answered."""
        later = Question.objects.filter(
            is_answer=True,
            client=OuterRef("client"),
            item__exercise=OuterRef("item__exercise"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later.order_by()), is_answer=False)


class Question(models.Model):
    """One message of the talk about an exercise: the client's, or the trainer's answer."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="questions")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="questions")
    # Made by the page, so that a repeated sending is the same message.
    key = models.UUIDField(unique=True, editable=False)
    # The trainer who answers; nobody where the client asks.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_answers"
    )
    is_answer = models.BooleanField(default=False)
    text = EncryptedTextField(_("text"))
    written_at = models.DateTimeField()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question on an exercise")
        verbose_name_plural = _("questions on exercises")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["client", "written_at"], name="question_by_time")]

    def __str__(self) -> str:
        return f"{'answer' if self.is_answer else 'question'} {self.pk}"
