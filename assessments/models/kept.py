"""Rows that are only ever added: what was written once stays as it was written."""

from typing import Any, TypeVar

from django.db import models

from hipcoach.privacy.models import AppendOnly

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class KeptQuerySet(models.QuerySet[Row_co]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class Kept(models.Model):
    """Never saved twice and never deleted by itself; it goes only with the record it belongs to."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly
