/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert.h"
#include "plr-document-private.h"
#include "plr-patch.h"
#include "plr-pipeline-json.h"
#include "plr-utf8.h"

G_DEFINE_FINAL_TYPE (PlrDocument, plr_document, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PATH,
  PROP_DIALECT,
  PROP_PIPELINE,
  PROP_PROBLEMS,
  PROP_VALID,
  PROP_EDITABLE,
  PROP_MODIFIED,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_TITLE,
  PROP_REDO_TITLE,
  N_PROPS
};

enum {
  TEXT_CHANGED,
  PIPELINE_CHANGED,
  POSITIONS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_same_problem (PlrProblem *a,
                 PlrProblem *b)
{
  return plr_problem_get_severity (a) == plr_problem_get_severity (b) &&
         g_strcmp0 (plr_problem_get_code (a), plr_problem_get_code (b)) == 0 &&
         g_strcmp0 (plr_problem_get_stage (a), plr_problem_get_stage (b)) == 0 &&
         g_strcmp0 (plr_problem_get_message (a), plr_problem_get_message (b)) == 0;
}

static gboolean
assign_problem (GListModel *shown,
                guint       shown_index,
                GListModel *fresh,
                guint       fresh_index)
{
  g_autoptr(PlrProblem) old = g_list_model_get_item (shown, shown_index);
  g_autoptr(PlrProblem) new = g_list_model_get_item (fresh, fresh_index);

  if (!is_same_problem (old, new))
    return FALSE;

  plr_problem_assign (old, new);

  return TRUE;
}

/* Problems that are still there stay the objects that they were, wherever they stand now; the list changes once at most. */
static void
merge_problems (GListStore *shown,
                GListModel *fresh)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (shown));
  guint n_fresh = g_list_model_get_n_items (fresh);
  guint head = 0;
  guint tail = 0;
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  while (head < MIN (n_shown, n_fresh) && assign_problem (G_LIST_MODEL (shown), head, fresh, head))
    head++;
  while (tail < MIN (n_shown, n_fresh) - head &&
         assign_problem (G_LIST_MODEL (shown), n_shown - 1 - tail, fresh, n_fresh - 1 - tail))
    tail++;

  for (guint i = head; i < n_fresh - tail; i++)
    g_ptr_array_add (added, g_list_model_get_item (fresh, i));
  if (n_shown - tail > head || added->len > 0)
    g_list_store_splice (shown, head, n_shown - tail - head, added->pdata, added->len);
}

static GHashTable *
collect_ids (PlrPipeline *pipeline)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *stages = plr_pipeline_get_stages (pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);

      g_hash_table_insert (ids, g_strdup (plr_stage_get_id (stage)), GUINT_TO_POINTER (i + 1));
    }

  return ids;
}

/* The one id that only @ids has, with its position from 1, or NULL if there is none or more than one. */
static const char *
find_only_new (GHashTable *ids,
               GHashTable *others,
               guint      *position)
{
  GHashTableIter iter;
  gpointer id;
  gpointer value;
  const char *only = NULL;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      if (g_hash_table_contains (others, id))
        continue;
      if (only != NULL)
        return NULL;
      only = id;
      *position = GPOINTER_TO_UINT (value);
    }

  return only;
}

/* Somebody types in the name of a stage: it is the same card all the time, at the place where it was. */
static gboolean
guess_rename (PlrPipeline *shown,
              PlrPipeline *fresh,
              char       **from,
              char       **to)
{
  g_autoptr(GHashTable) old_ids = collect_ids (shown);
  g_autoptr(GHashTable) new_ids = collect_ids (fresh);
  guint old_position = 0;
  guint new_position = 0;
  const char *gone = find_only_new (old_ids, new_ids, &old_position);
  const char *came = find_only_new (new_ids, old_ids, &new_position);

  if (gone == NULL || came == NULL || old_position != new_position ||
      g_hash_table_size (old_ids) != g_hash_table_size (new_ids))
    return FALSE;

  *from = g_strdup (gone);
  *to = g_strdup (came);

  return TRUE;
}

/* The card that is named otherwise stays where it was put. Whether anything is placed otherwise now. */
static gboolean
plr_document_keep_place (PlrDocument *self,
                         const char  *from,
                         const char  *to,
                         GArray      *moves)
{
  const PlrPlace *place = g_hash_table_lookup (self->positions, from);
  PlrPlace copy;

  if (place == NULL)
    return plr_document_move (self, to, NULL, moves);

  copy = *place;

  return plr_document_move (self, to, &copy, moves) | plr_document_move (self, from, NULL, moves);
}

static void
plr_document_read (PlrDocument *self,
                   const char  *renamed_from,
                   const char  *renamed_to,
                   GArray      *moves)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) fresh =
    plr_dialect_read_with_files (self->dialect, self->text, (gssize)self->size_bytes, self->shown_path,
                                 self->path != NULL ? plr_document_load_include : NULL, self, problems);
  g_autofree char *from = g_strdup (renamed_from);
  g_autofree char *to = g_strdup (renamed_to);
  gboolean valid = fresh != NULL;
  gboolean moved = FALSE;

  if (valid)
    {
      if ((from != NULL || guess_rename (self->pipeline, fresh, &from, &to)) && moves != NULL)
        moved = plr_document_keep_place (self, from, to, moves);
      plr_pipeline_merge (self->pipeline, fresh, from, to);
    }
  merge_problems (self->problems, G_LIST_MODEL (problems));

  if (self->valid != (guint)valid)
    {
      self->valid = (guint)valid;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
    }
  if (moved)
    plr_document_positions_changed (self);
}

static void
plr_document_dispose (GObject *object)
{
  PlrDocument *self = PLR_DOCUMENT (object);

  if (self->record_source != 0)
    plr_document_record_positions (self);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (plr_document_parent_class)->dispose (object);
}

static void
plr_document_finalize (GObject *object)
{
  PlrDocument *self = PLR_DOCUMENT (object);

  g_clear_object (&self->dialect);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->problems);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->shown_path, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->saved_text, g_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->group, plr_undo_step_free);
  g_clear_pointer (&self->group_text, g_free);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_queue_free (self->saves);

  G_OBJECT_CLASS (plr_document_parent_class)->finalize (object);
}

static void
plr_document_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PlrDocument *self = PLR_DOCUMENT (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_DIALECT:
      g_value_set_string (value, plr_document_get_dialect (self));
      break;

    case PROP_PIPELINE:
      g_value_set_object (value, self->pipeline);
      break;

    case PROP_PROBLEMS:
      g_value_set_object (value, self->problems);
      break;

    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;

    case PROP_EDITABLE:
      g_value_set_boolean (value, plr_document_get_editable (self));
      break;

    case PROP_MODIFIED:
      g_value_set_boolean (value, self->modified);
      break;

    case PROP_CAN_UNDO:
      g_value_set_boolean (value, plr_document_can_undo (self));
      break;

    case PROP_CAN_REDO:
      g_value_set_boolean (value, plr_document_can_redo (self));
      break;

    case PROP_UNDO_TITLE:
      g_value_set_string (value, plr_document_get_undo_title (self));
      break;

    case PROP_REDO_TITLE:
      g_value_set_string (value, plr_document_get_redo_title (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_document_class_init (PlrDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  static const struct { guint id; const char *name; } strings[] = {
    { PROP_PATH, "path" }, { PROP_DIALECT, "dialect" }, { PROP_UNDO_TITLE, "undo-title" }, { PROP_REDO_TITLE, "redo-title" },
  };
  static const struct { guint id; const char *name; } flags[] = {
    { PROP_VALID, "valid" }, { PROP_EDITABLE, "editable" }, { PROP_MODIFIED, "modified" },
    { PROP_CAN_UNDO, "can-undo" }, { PROP_CAN_REDO, "can-redo" },
  };

  object_class->dispose = plr_document_dispose;
  object_class->finalize = plr_document_finalize;
  object_class->get_property = plr_document_get_property;

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    properties[strings[i].id] =
      g_param_spec_string (strings[i].name, NULL, NULL,
                           NULL,
                           (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    properties[flags[i].id] =
      g_param_spec_boolean (flags[i].name, NULL, NULL,
                            FALSE,
                            (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_PIPELINE] =
    g_param_spec_object ("pipeline", NULL, NULL,
                         PLR_TYPE_PIPELINE,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_PROBLEMS] =
    g_param_spec_object ("problems", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[TEXT_CHANGED] = g_signal_new ("text-changed", PLR_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_UINT64, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[PIPELINE_CHANGED] = g_signal_new ("pipeline-changed", PLR_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
  signals[POSITIONS_CHANGED] = g_signal_new ("positions-changed", PLR_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 0);
}

static void
plr_document_init (PlrDocument *self)
{
  self->pipeline = plr_pipeline_new ();
  self->problems = g_list_store_new (PLR_TYPE_PROBLEM);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_undo_step_free);
  self->positions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->saves = g_queue_new ();
}

static gboolean
check_text (const char *shown_path,
            const char *text,
            gsize       size_bytes,
            GError    **error)
{
  const char *end = NULL;
  const char *start = text;
  g_autofree char *shown = plr_utf8_escape (shown_path != NULL ? shown_path : _("The definition"), -1);
  guint line = 1;

  if (size_bytes > PLR_DOCUMENT_MAX_BYTES)
    {
      g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT,
                   _("%s: larger than %d MiB, which no definition is"), shown, PLR_DOCUMENT_MAX_BYTES / 1024 / 1024);
      return FALSE;
    }
  if (g_utf8_validate (text, (gssize)size_bytes, &end))
    return TRUE;

  for (const char *p = text; p < end; p++)
    if (*p == '\n')
      {
        line++;
        start = p + 1;
      }
  g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT,
               _("%s:%u:%u: no text in UTF-8 (byte 0x%02x). Convert the file, or remove what stands there."),
               shown, line, (guint)g_utf8_strlen (start, end - start) + 1, (guint)(guchar) * end);

  return FALSE;
}

/**
 * plr_document_new_for_file:
 * @path: (type filename) (nullable): absolute
 * @shown_path: (nullable): what messages call it
 * @dialect: how it is read
 * @text: the definition
 * @size_bytes: how long it is
 * @on_disk: whether @text is what the file has; otherwise the file is not there yet
 * @history: (nullable): where positions are kept
 * @positions: (nullable) (element-type PlrHistoryPosition): where cards were placed
 * @error: `PLR_ENGINE_ERROR_TEXT`
 *
 * Returns: (transfer full) (nullable): the document
 */
PlrDocument *
plr_document_new_for_file (const char *path,
                           const char *shown_path,
                           PlrDialect *dialect,
                           const char *text,
                           gsize       size_bytes,
                           gboolean    on_disk,
                           PlrHistory *history,
                           GPtrArray  *positions,
                           GError    **error)
{
  g_autoptr(PlrDocument) self = NULL;

  g_return_val_if_fail (PLR_IS_DIALECT (dialect), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!check_text (shown_path, text, size_bytes, error))
    return NULL;

  self = g_object_new (PLR_TYPE_DOCUMENT, NULL);
  self->dialect = g_object_ref (dialect);
  self->path = g_strdup (path);
  self->shown_path = g_strdup (shown_path);
  self->text = g_strndup (text, size_bytes);
  self->size_bytes = size_bytes;
  if (on_disk)
    {
      self->saved_text = g_strndup (text, size_bytes);
      self->saved_bytes = size_bytes;
    }
  if (history != NULL)
    self->history = g_object_ref (history);
  for (guint i = 0; positions != NULL && i < positions->len; i++)
    {
      const PlrHistoryPosition *position = g_ptr_array_index (positions, i);
      PlrPlace place = { position->x, position->y };

      g_hash_table_insert (self->positions, g_strdup (position->stage), g_memdup2 (&place, sizeof place));
    }
  plr_document_update_modified (self);
  plr_document_read (self, NULL, NULL, NULL);

  return g_steal_pointer (&self);
}

/**
 * plr_document_guess_dialect:
 * @path: (type filename): a file, absolute or relative
 *
 * Tells the dialect from the place of a file: `.github/workflows/` holds workflows wherever the repository is.
 *
 * Returns: the id of a dialect; of the native one for all other places
 */
const char *
plr_document_guess_dialect (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  for (const char *rest = path; rest != NULL; rest = strchr (rest, '/') != NULL ? strchr (rest, '/') + 1 : NULL)
    {
      g_autoptr(PlrDialect) dialect = plr_dialect_find_for_path (rest);

      if (dialect != NULL)
        return plr_dialect_get_id (dialect);
    }

  return "pipeliner";
}

/**
 * plr_document_guess_dialect_of:
 * @path: (type filename) (nullable): a file, absolute or relative
 * @text: what it holds
 *
 * As plr_document_guess_dialect(); where the place does not tell, the words of the text may.
 *
 * Returns: the id of a dialect; of the native one if nothing tells
 */
const char *
plr_document_guess_dialect_of (const char *path,
                               const char *text)
{
  const char *id = path != NULL ? plr_document_guess_dialect (path) : "pipeliner";
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
  g_autoptr(PlrDialect) dialect = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_str_equal (id, "pipeliner") || (name != NULL && g_str_has_prefix (name, "pipeliner.")))
    return id;
  dialect = plr_dialect_find_for_text (text, strlen (text));

  return dialect != NULL ? plr_dialect_get_id (dialect) : id;
}

/**
 * plr_document_new:
 * @path: (type filename) (nullable): the file that @text was read from, absolute, or `NULL`: not saved yet
 * @dialect: the id of the dialect
 * @text: the definition
 * @error: `PLR_ENGINE_ERROR_UNSUPPORTED` for a dialect that cannot be read, `PLR_ENGINE_ERROR_TEXT`
 *
 * Makes a document that belongs to no project: positions are not kept.
 *
 * Returns: (transfer full) (nullable): the document
 */
PlrDocument *
plr_document_new (const char *path,
                  const char *dialect,
                  const char *text,
                  GError    **error)
{
  g_autoptr(PlrDialect) found = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (dialect != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  found = plr_dialect_find (dialect);
  if (found == NULL || !plr_dialect_can_read (found))
    {
      g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_UNSUPPORTED,
                   _("Definitions of the kind “%s” cannot be opened"), dialect);
      return NULL;
    }

  name = path != NULL ? g_path_get_basename (path) : NULL;

  return plr_document_new_for_file (path, name, found, text, strlen (text), path != NULL, NULL, NULL, error);
}

/**
 * plr_document_get_text:
 * @self: a document
 * @size_bytes: (out) (optional): how long it is
 *
 * Returns: (transfer none): the text, with a NUL behind it, until it changes
 */
const char *
plr_document_get_text (PlrDocument *self,
                       gsize       *size_bytes)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  if (size_bytes != NULL)
    *size_bytes = self->size_bytes;

  return self->text;
}

PlrPipeline *
plr_document_get_pipeline (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  return self->pipeline;
}

GListModel *
plr_document_get_problems (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  return G_LIST_MODEL (self->problems);
}

gboolean
plr_document_get_valid (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);

  return self->valid;
}

gboolean
plr_document_get_modified (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);

  return self->modified;
}

const char *
plr_document_get_path (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  return self->path;
}

const char *
plr_document_get_dialect (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  return plr_dialect_get_id (self->dialect);
}

gboolean
plr_document_get_editable (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);

  return plr_dialect_can_edit (self->dialect);
}

/**
 * plr_document_supports:
 * @self: a document
 * @kind: of an edit
 * @field: (nullable): what it sets
 *
 * Returns: whether the dialect of the document has such a thing at all, as plr_dialect_supports()
 */
gboolean
plr_document_supports (PlrDocument *self,
                       PlrEditKind  kind,
                       const char  *field)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);

  return plr_dialect_supports (self->dialect, kind, field);
}

/**
 * plr_document_find_stage_at:
 * @self: a document
 * @offset_bytes: a place in the text
 *
 * Returns: (transfer none) (nullable): the stage whose entry holds that byte
 */
PlrStage *
plr_document_find_stage_at (PlrDocument *self,
                            gsize        offset_bytes)
{
  GListModel *stages;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  if (!self->valid) /* the places are those of another text */
    return NULL;

  stages = plr_pipeline_get_stages (self->pipeline);
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);
      gint64 offset = plr_stage_get_offset (stage);

      if (offset >= 0 && (gint64)offset_bytes >= offset && (gint64)offset_bytes < offset + plr_stage_get_length (stage))
        return stage; /* the list still holds it */
    }

  return NULL;
}

/* NULL with @error set for what nothing can be written from, or in. */
static PlrDialect *
plr_document_find_target (PlrDocument *self,
                          const char  *dialect,
                          GError     **error)
{
  g_autoptr(PlrDialect) found = plr_dialect_find (dialect);

  if (found == NULL)
    {
      g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_UNSUPPORTED,
                   _("There is no export to “%s”"), dialect);
      return NULL;
    }
  if (!self->valid)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), 0);
      g_autofree char *why = problem != NULL ? plr_problem_format (problem) : NULL;

      g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT,
                   _("The definition cannot be read, so that there is nothing to export: %s"), why);
      return NULL;
    }

  return g_steal_pointer (&found);
}

/**
 * plr_document_convert:
 * @self: a document
 * @dialect: the id of a dialect that can be written
 * @report: of PlrProblem: a line for each thing that the document says is appended, as plr_convert() has it
 * @error: `PLR_ENGINE_ERROR` or `PLR_DIALECT_ERROR`
 *
 * Says the same in another language, and how well.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
plr_document_convert (PlrDocument *self,
                      const char  *dialect,
                      GListStore  *report,
                      GError     **error)
{
  g_autoptr(PlrDialect) found = NULL;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (dialect != NULL, NULL);
  g_return_val_if_fail (G_IS_LIST_STORE (report), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if ((found = plr_document_find_target (self, dialect, error)) == NULL)
    return NULL;

  return plr_convert (self->pipeline, plr_document_get_text (self, NULL), found, report, error);
}

/**
 * plr_document_export:
 * @self: a document
 * @dialect: the id of another dialect
 * @losses: of PlrProblem: what the other dialect cannot say is appended
 * @error: `PLR_ENGINE_ERROR` or `PLR_DIALECT_ERROR`
 *
 * Says the same in another language. Of a definition for another engine than ours the report is that of
 * plr_document_convert(): its writers know less of what may be lost.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
plr_document_export (PlrDocument *self,
                     const char  *dialect,
                     GListStore  *losses,
                     GError     **error)
{
  g_autoptr(PlrDialect) found = NULL;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (dialect != NULL, NULL);
  g_return_val_if_fail (G_IS_LIST_STORE (losses), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_str_equal (plr_dialect_get_id (self->dialect), "pipeliner"))
    return plr_document_convert (self, dialect, losses, error);
  if ((found = plr_document_find_target (self, dialect, error)) == NULL)
    return NULL;

  return plr_dialect_write (found, self->pipeline, losses, error);
}

/**
 * plr_document_dup_json:
 * @self: a document
 *
 * Returns: (transfer full): all that the pipeline says as one JSON object with a final newline, and where it says it; for
 *   other programs, so later versions only add keys
 */
char *
plr_document_dup_json (PlrDocument *self)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  return plr_pipeline_to_json (self->pipeline, PLR_PIPELINE_JSON_PLACES | PLR_PIPELINE_JSON_PRETTY);
}

/**
 * plr_document_update_modified:
 * @self: a document
 *
 * Compares the text with what the file has.
 */
void
plr_document_update_modified (PlrDocument *self)
{
  gboolean modified = self->saved_text == NULL || self->saved_bytes != self->size_bytes ||
                      memcmp (self->saved_text, self->text, self->size_bytes) != 0;

  if (self->modified == (guint)modified)
    return;

  self->modified = (guint)modified;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
}

/**
 * plr_document_set_path:
 * @self: a document
 * @path: (type filename): where it is from now on
 */
void
plr_document_set_path (PlrDocument *self,
                       const char  *path)
{
  if (g_strcmp0 (self->path, path) == 0)
    return;

  g_free (self->path);
  self->path = g_strdup (path);
  g_free (self->shown_path);
  self->shown_path = g_path_get_basename (path);
  plr_document_positions_changed (self); /* they are kept under the name of the file */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

/**
 * plr_document_notify_history:
 * @self: a document
 *
 * Tells that there is something else to undo or to do again.
 */
void
plr_document_notify_history (PlrDocument *self)
{
  gboolean can_undo = plr_document_can_undo (self);
  gboolean can_redo = plr_document_can_redo (self);

  if (self->could_undo != (guint)can_undo)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  if (self->could_redo != (guint)can_redo)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
  if (can_undo || self->could_undo)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNDO_TITLE]);
  if (can_redo || self->could_redo)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REDO_TITLE]);
  self->could_undo = (guint)can_undo;
  self->could_redo = (guint)can_redo;
}

/**
 * plr_document_change_text:
 * @self: a document
 * @patches: (element-type PlrPatch): in order, apart from each other
 * @renamed_from: (nullable): the id that a stage had before
 * @renamed_to: (nullable): the id that it has afterwards
 * @moves: (nullable) (element-type PlrMove): gets the places that a renamed stage takes along; `NULL` where they are known
 *
 * Changes the text, tells of it, and reads it again.
 */
void
plr_document_change_text (PlrDocument *self,
                          GPtrArray   *patches,
                          const char  *renamed_from,
                          const char  *renamed_to,
                          GArray      *moves)
{
  gsize size_bytes = 0;
  char *text;
  gsize grown = 0; /* wraps round below zero, as unsigned numbers may */

  g_return_if_fail (!self->changing);

  text = plr_patches_apply (self->text, self->size_bytes, patches, &size_bytes);
  g_return_if_fail (text != NULL);

  g_free (self->text);
  self->text = text;
  self->size_bytes = size_bytes;

  self->changing = TRUE;
  for (guint i = 0; i < patches->len; i++)
    {
      const PlrPatch *patch = g_ptr_array_index (patches, i);
      gsize added = strlen (patch->replacement);

      g_signal_emit (self, signals[TEXT_CHANGED], 0, (guint64)(patch->offset + grown), (guint64)patch->length, (guint64)added);
      grown += added - patch->length;
    }
  self->changing = FALSE;

  plr_document_read (self, renamed_from, renamed_to, moves);
  plr_document_update_modified (self);
  g_signal_emit (self, signals[PIPELINE_CHANGED], 0);
}

static gboolean
record_positions_cb (gpointer data)
{
  plr_document_record_positions (data);

  return G_SOURCE_REMOVE;
}

/**
 * plr_document_positions_changed:
 * @self: a document
 *
 * Tells of it, and keeps them as soon as there is nothing else to do.
 */
void
plr_document_positions_changed (PlrDocument *self)
{
  if (self->history != NULL && self->path != NULL && self->record_source == 0)
    self->record_source = g_idle_add (record_positions_cb, self);
  g_signal_emit (self, signals[POSITIONS_CHANGED], 0);
}

/**
 * plr_document_record_positions:
 * @self: a document with a history and a path
 *
 * Keeps the positions of the stages that there are.
 */
void
plr_document_record_positions (PlrDocument *self)
{
  g_autoptr(GPtrArray) positions = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;
  gpointer value;

  g_clear_handle_id (&self->record_source, g_source_remove);
  g_hash_table_iter_init (&iter, self->positions);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const PlrPlace *place = value;
      PlrHistoryPosition *position;

      if (plr_pipeline_find_stage (self->pipeline, id) == NULL)
        continue;
      position = g_new0 (PlrHistoryPosition, 1);
      position->stage = id; /* borrowed: the history takes a copy */
      position->x = place->x;
      position->y = place->y;
      g_ptr_array_add (positions, position);
    }
  plr_history_record_positions (self->history, self->path, positions);
}
