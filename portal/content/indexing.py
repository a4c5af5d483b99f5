"""Pages indexed once, after a load: publishing one saves it three times, and each save would index it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch import index
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def once(saved: Iterable[Page]) -> Iterator[None]:
    """Leave the index of pages alone inside, then bring it up to date for the pages in `saved`.

    For a command, not for the site at work: other threads would not index pages meanwhile either.
    """
    models = [model for model in index.get_indexed_models() if issubclass(model, Page)]
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)
    keys: dict[type[Page], set[int]] = {}
    for page in saved:
        keys.setdefault(type(page), set()).add(page.pk)
    for kind, ids in keys.items():
        # Read again: publishing saves a copy made from the revision, and the page in hand is older than it.
        for page in kind.objects.filter(pk__in=ids):
            ReferenceIndex.create_or_update_for_object(page)
            index.insert_or_update_object(page)
