/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-document-private.h"
#include "plr-patch.h"

static void
plr_move_clear (gpointer data)
{
  PlrMove *move = data;

  g_free (move->stage);
}

static PlrUndoStep *
plr_undo_step_new (const char *title)
{
  PlrUndoStep *step = g_new0 (PlrUndoStep, 1);

  step->title = g_strdup (title);
  step->forward = plr_patches_new ();
  step->backward = plr_patches_new ();
  step->moves = g_array_new (FALSE, FALSE, sizeof (PlrMove));
  g_array_set_clear_func (step->moves, plr_move_clear);

  return step;
}

void
plr_undo_step_free (PlrUndoStep *step)
{
  g_ptr_array_unref (step->forward);
  g_ptr_array_unref (step->backward);
  g_array_unref (step->moves);
  g_free (step->title);
  g_free (step->renamed_from);
  g_free (step->renamed_to);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrUndoStep, plr_undo_step_free)

static gboolean
plr_undo_step_is_empty (const PlrUndoStep *step)
{
  return step->forward->len == 0 && step->moves->len == 0;
}

static void
plr_undo_step_take_moves (PlrUndoStep *step,
                          PlrUndoStep *next)
{
  for (guint i = 0; i < next->moves->len; i++)
    {
      PlrMove move = g_array_index (next->moves, PlrMove, i);

      move.stage = g_strdup (move.stage);
      g_array_append_val (step->moves, move);
    }
}

/* A word and the blanks behind it are one step; a line break is one of its own. */
static gboolean
starts_a_word (const char *before,
               const char *typed)
{
  gsize size = strlen (before);

  return size > 0 && g_ascii_isspace (before[size - 1]) && !g_ascii_isspace (typed[0]);
}

static gboolean
is_one_character (const char *text)
{
  return text[0] != '\0' && *g_utf8_next_char (text) == '\0';
}

static void
append_string (char      **text,
               const char *more)
{
  char *joined = g_strconcat (*text, more, NULL);

  g_free (*text);
  *text = joined;
}

static void
prepend_string (char      **text,
                const char *more)
{
  char *joined = g_strconcat (more, *text, NULL);

  g_free (*text);
  *text = joined;
}

/* Whether the keystroke @next could go on with the step before it; if so, it is part of that step now. No clock decides:
 * the same keys always give the same steps. */
static gboolean
plr_undo_step_join_typing (PlrUndoStep *step,
                           PlrUndoStep *next)
{
  PlrPatch *forward, *backward, *key, *undo;
  gsize size;

  if (!step->typed || !next->typed || step->forward->len != 1 || next->forward->len != 1)
    return FALSE;

  forward = g_ptr_array_index (step->forward, 0);
  backward = g_ptr_array_index (step->backward, 0);
  key = g_ptr_array_index (next->forward, 0);
  undo = g_ptr_array_index (next->backward, 0);
  size = strlen (forward->replacement);
  if (strchr (forward->replacement, '\n') != NULL || strchr (key->replacement, '\n') != NULL ||
      strchr (undo->replacement, '\n') != NULL)
    return FALSE;

  if (key->length == 0 && size > 0 && key->offset == forward->offset + size && is_one_character (key->replacement) &&
      !starts_a_word (forward->replacement, key->replacement))
    {
      append_string (&forward->replacement, key->replacement);
      backward->length += strlen (key->replacement);
      return TRUE;
    }

  if (size > 0 || key->replacement[0] != '\0' || !is_one_character (undo->replacement))
    return FALSE;
  if (key->offset == forward->offset) /* Delete */
    {
      append_string (&backward->replacement, undo->replacement);
      forward->length += key->length;
      return TRUE;
    }
  if (key->offset + key->length == forward->offset) /* Backspace */
    {
      prepend_string (&backward->replacement, undo->replacement);
      forward->offset = backward->offset = key->offset;
      forward->length += key->length;
      return TRUE;
    }

  return FALSE;
}

/* Makes @next part of the group that is open. */
static void
plr_document_join_group (PlrDocument *self,
                         PlrUndoStep *next)
{
  PlrUndoStep *group = self->group;

  if (next->forward->len > 0)
    {
      gboolean first = group->forward->len == 0;
      GPtrArray *composed = plr_patches_compose (group->forward, next->forward, self->group_text, self->group_bytes);

      g_ptr_array_unref (group->forward);
      group->forward = composed;
      g_ptr_array_unref (group->backward);
      group->backward = plr_patches_invert (self->group_text, self->group_bytes, composed);
      group->typed = first && next->typed;
    }
  plr_undo_step_take_moves (group, next);
  if (group->title == NULL)
    group->title = g_strdup (next->title);
  if (group->renamed_from == NULL)
    {
      group->renamed_from = g_strdup (next->renamed_from);
      group->renamed_to = g_strdup (next->renamed_to);
    }
}

static void
plr_document_push_step (PlrDocument *self,
                        PlrUndoStep *step)
{
  PlrUndoStep *last;

  if (self->group != NULL)
    {
      plr_document_join_group (self, step);
      plr_undo_step_free (step);
      return;
    }

  g_ptr_array_set_size (self->steps, (int)self->n_done);
  last = self->n_done > 0 ? g_ptr_array_index (self->steps, self->n_done - 1) : NULL;
  if (last != NULL && !self->closed_step && plr_undo_step_join_typing (last, step))
    {
      plr_undo_step_take_moves (last, step);
      plr_undo_step_free (step);
    }
  else
    {
      g_ptr_array_add (self->steps, step);
      self->n_done = self->steps->len;
    }
  self->closed_step = FALSE;
  plr_document_notify_history (self);
}

static gboolean
is_rename (PlrEdit *edit)
{
  return plr_edit_get_kind (edit) == PLR_EDIT_KIND_RENAME_STAGE;
}

/**
 * plr_document_apply:
 * @self: a document
 * @edit: what to change
 * @error: `PLR_DIALECT_ERROR`; nothing is changed then
 *
 * Changes the text so that it says what the edit wants, and reads it again. One step of the undo history; none if the text
 * says so already.
 *
 * Returns: whether it could be done
 */
gboolean
plr_document_apply (PlrDocument *self,
                    PlrEdit     *edit,
                    GError     **error)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new ();

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (PLR_IS_EDIT (edit), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_ptr_array_add (edits, edit);

  return plr_document_apply_all (self, edits, NULL, error);
}

/* What all edits do one after the other, as patches of the text as it is now. */
static GPtrArray *
plr_document_compose_edits (PlrDocument *self,
                            GPtrArray   *edits,
                            GError     **error)
{
  g_autoptr(GPtrArray) all = plr_patches_new ();
  g_autofree char *text = NULL;
  gsize size_bytes = self->size_bytes;

  for (guint i = 0; i < edits->len; i++)
    {
      const char *now = text != NULL ? text : self->text;
      g_autoptr(GPtrArray) patches =
        plr_dialect_edit_with_files (self->dialect, now, (gssize)size_bytes, self->shown_path,
                                     self->path != NULL ? plr_document_load_include : NULL, self, g_ptr_array_index (edits, i), error);
      GPtrArray *composed;
      char *next;

      if (patches == NULL)
        return NULL;

      composed = plr_patches_compose (all, patches, self->text, self->size_bytes);
      g_ptr_array_unref (all);
      all = composed;
      next = plr_patches_apply (now, size_bytes, patches, &size_bytes);
      g_free (text);
      text = next;
    }

  return g_steal_pointer (&all);
}

/**
 * plr_document_apply_all:
 * @self: a document
 * @edits: (element-type PlrEdit): what to change, each on what the ones before it left
 * @title: (nullable): what the undo history calls it, or `NULL` for the title of the first edit
 * @error: `PLR_DIALECT_ERROR`; nothing is changed then, not even by those that could be done
 *
 * Makes several edits one step of the undo history.
 *
 * Returns: whether all could be done
 */
gboolean
plr_document_apply_all (PlrDocument *self,
                        GPtrArray   *edits,
                        const char  *title,
                        GError     **error)
{
  g_autoptr(GPtrArray) patches = NULL;
  PlrEdit *rename = NULL;
  guint n_renames = 0;
  PlrUndoStep *step;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (edits != NULL && edits->len > 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  g_return_val_if_fail (!self->changing, FALSE);

  if ((patches = plr_document_compose_edits (self, edits, error)) == NULL)
    return FALSE;
  if (patches->len == 0)
    return TRUE;

  for (guint i = 0; i < edits->len; i++)
    if (is_rename (g_ptr_array_index (edits, i)))
      {
        rename = g_ptr_array_index (edits, i);
        n_renames++;
      }

  step = plr_undo_step_new (title != NULL ? title : plr_edit_get_title (g_ptr_array_index (edits, 0)));
  if (n_renames == 1) /* of several, the stages that got new ids are new ones to the views */
    {
      step->renamed_from = g_strdup (plr_edit_get_stage (rename));
      step->renamed_to = g_strdup (plr_edit_get_target (rename));
    }
  g_ptr_array_unref (step->backward);
  step->backward = plr_patches_invert (self->text, self->size_bytes, patches);
  g_ptr_array_unref (step->forward);
  step->forward = g_ptr_array_ref (patches);

  plr_document_change_text (self, patches, step->renamed_from, step->renamed_to, step->moves);
  plr_document_push_step (self, step);

  return TRUE;
}

/**
 * plr_document_replace_text:
 * @self: a document
 * @offset_bytes: where
 * @length_bytes: how many bytes are replaced, from one character to another
 * @replacement: what stands there afterwards, UTF-8
 *
 * What somebody types. Keystrokes in one word become one step of the undo history, and so do deletions next to each
 * other; a line break, a paste and a save end a step.
 */
void
plr_document_replace_text (PlrDocument *self,
                           gsize        offset_bytes,
                           gsize        length_bytes,
                           const char  *replacement)
{
  g_autofree char *replaced = NULL;
  PlrUndoStep *step;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (!self->changing);
  g_return_if_fail (replacement != NULL && g_utf8_validate (replacement, -1, NULL));
  g_return_if_fail (offset_bytes <= self->size_bytes && length_bytes <= self->size_bytes - offset_bytes);
  g_return_if_fail (((guchar)self->text[offset_bytes] & 0xc0) != 0x80);
  g_return_if_fail (((guchar)self->text[offset_bytes + length_bytes] & 0xc0) != 0x80);

  replaced = g_strndup (self->text + offset_bytes, length_bytes);
  if (strcmp (replaced, replacement) == 0)
    return;

  step = plr_undo_step_new (replacement[0] == '\0' ? _("Delete Text") : _("Type Text"));
  step->typed = TRUE;
  plr_patches_add (step->forward, offset_bytes, length_bytes, replacement);
  plr_patches_add (step->backward, offset_bytes, strlen (replacement), replaced);

  plr_document_change_text (self, step->forward, NULL, NULL, step->moves);
  plr_document_push_step (self, step);
}

/**
 * plr_document_get_position:
 * @self: a document
 * @stage: the id of a stage
 * @x: (out): from the left of the canvas
 * @y: (out): from its top
 *
 * Returns: whether somebody placed the card by hand
 */
gboolean
plr_document_get_position (PlrDocument *self,
                           const char  *stage,
                           double      *x,
                           double      *y)
{
  const PlrPlace *place;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (stage != NULL, FALSE);
  g_return_val_if_fail (x != NULL && y != NULL, FALSE);

  if ((place = g_hash_table_lookup (self->positions, stage)) == NULL)
    return FALSE;

  *x = place->x;
  *y = place->y;

  return TRUE;
}

static void
plr_document_place (PlrDocument    *self,
                    const char     *stage,
                    const PlrPlace *place)
{
  if (place != NULL)
    g_hash_table_insert (self->positions, g_strdup (stage), g_memdup2 (place, sizeof *place));
  else
    g_hash_table_remove (self->positions, stage);
}

/**
 * plr_document_move:
 * @self: a document
 * @stage: the id of a stage
 * @place: (nullable): where to, or `NULL` to lay it out automatically
 * @moves: (element-type PlrMove): gets what was done
 *
 * Returns: whether it was elsewhere before
 */
gboolean
plr_document_move (PlrDocument    *self,
                   const char     *stage,
                   const PlrPlace *place,
                   GArray         *moves)
{
  const PlrPlace *before = g_hash_table_lookup (self->positions, stage);
  PlrMove move = { NULL, before != NULL, place != NULL };

  if (before == NULL && place == NULL)
    return FALSE;
  if (before != NULL && place != NULL && before->x == place->x && before->y == place->y)
    return FALSE;

  move.stage = g_strdup (stage);
  if (before != NULL)
    move.before = *before;
  if (place != NULL)
    move.after = *place;
  g_array_append_val (moves, move);
  plr_document_place (self, stage, place);

  return TRUE;
}

/**
 * plr_document_set_position:
 * @self: a document
 * @stage: the id of a stage
 * @x: from the left of the canvas
 * @y: from its top
 *
 * Places a card. One step of the undo history: call it where the drag ends, not on the way.
 */
void
plr_document_set_position (PlrDocument *self,
                           const char  *stage,
                           double       x,
                           double       y)
{
  PlrPlace place = { x, y };
  g_autoptr(PlrUndoStep) step = NULL;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (stage != NULL);
  g_return_if_fail (!self->changing);

  step = plr_undo_step_new (_("Move Stage"));
  if (!plr_document_move (self, stage, &place, step->moves))
    return;

  plr_document_push_step (self, g_steal_pointer (&step));
  plr_document_positions_changed (self);
}

/**
 * plr_document_reset_positions:
 * @self: a document
 *
 * Gives all cards back to the automatic layout. One step of the undo history.
 */
void
plr_document_reset_positions (PlrDocument *self)
{
  g_autofree gpointer *stages = NULL;
  PlrUndoStep *step;
  guint n_stages = 0;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (!self->changing);

  if (g_hash_table_size (self->positions) == 0)
    return;

  step = plr_undo_step_new (_("Arrange Automatically"));
  stages = g_hash_table_get_keys_as_array (self->positions, &n_stages);
  for (guint i = 0; i < n_stages; i++)
    (void)plr_document_move (self, stages[i], NULL, step->moves); /* each was placed */
  plr_document_push_step (self, step);
  plr_document_positions_changed (self);
}

/**
 * plr_document_begin_group:
 * @self: a document
 * @title: (nullable): what the undo history calls it, or `NULL` for the title of the first change
 *
 * Makes all changes until plr_document_end_group() one step of the undo history: the cards that were dragged together, a
 * new stage and its place, what a text view does between `begin-user-action` and `end-user-action`. Groups nest.
 */
void
plr_document_begin_group (PlrDocument *self,
                          const char  *title)
{
  g_return_if_fail (PLR_IS_DOCUMENT (self));

  if (self->group_depth++ > 0)
    return;

  self->group = plr_undo_step_new (title);
  self->group_text = g_strndup (self->text, self->size_bytes);
  self->group_bytes = self->size_bytes;
}

/**
 * plr_document_end_group:
 * @self: a document
 *
 * Ends what plr_document_begin_group() began.
 */
void
plr_document_end_group (PlrDocument *self)
{
  g_autoptr(PlrUndoStep) step = NULL;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (self->group_depth > 0);

  if (--self->group_depth > 0)
    return;

  step = g_steal_pointer (&self->group);
  g_clear_pointer (&self->group_text, g_free);
  if (!plr_undo_step_is_empty (step))
    plr_document_push_step (self, g_steal_pointer (&step));
}

gboolean
plr_document_can_undo (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);

  return self->n_done > 0;
}

gboolean
plr_document_can_redo (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);

  return self->n_done < self->steps->len;
}

/**
 * plr_document_get_undo_title:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what would be undone
 */
const char *
plr_document_get_undo_title (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  return self->n_done > 0 ? ((PlrUndoStep *)g_ptr_array_index (self->steps, self->n_done - 1))->title : NULL;
}

/**
 * plr_document_get_redo_title:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what would be done again
 */
const char *
plr_document_get_redo_title (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  return self->n_done < self->steps->len ? ((PlrUndoStep *)g_ptr_array_index (self->steps, self->n_done))->title : NULL;
}

void
plr_document_undo (PlrDocument *self)
{
  const PlrUndoStep *step;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (self->group == NULL && !self->changing);

  if (self->n_done == 0)
    return;

  step = g_ptr_array_index (self->steps, --self->n_done);
  self->closed_step = TRUE;
  for (guint i = step->moves->len; i > 0; i--)
    {
      const PlrMove *move = &g_array_index (step->moves, PlrMove, i - 1);

      plr_document_place (self, move->stage, move->placed_before ? &move->before : NULL);
    }
  if (step->forward->len > 0)
    plr_document_change_text (self, step->backward, step->renamed_to, step->renamed_from, NULL);
  if (step->moves->len > 0)
    plr_document_positions_changed (self);
  plr_document_notify_history (self);
}

void
plr_document_redo (PlrDocument *self)
{
  const PlrUndoStep *step;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (self->group == NULL && !self->changing);

  if (self->n_done == self->steps->len)
    return;

  step = g_ptr_array_index (self->steps, self->n_done++);
  self->closed_step = TRUE;
  for (guint i = 0; i < step->moves->len; i++)
    {
      const PlrMove *move = &g_array_index (step->moves, PlrMove, i);

      plr_document_place (self, move->stage, move->placed_after ? &move->after : NULL);
    }
  if (step->forward->len > 0)
    plr_document_change_text (self, step->forward, step->renamed_from, step->renamed_to, NULL);
  if (step->moves->len > 0)
    plr_document_positions_changed (self);
  plr_document_notify_history (self);
}
