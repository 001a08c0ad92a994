/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"
#include "plr-dialect.h"
#include "plr-dialects-private.h"
#include "plr-merged-private.h"

G_DEFINE_QUARK (plr-dialect-error-quark, plr_dialect_error)

G_DEFINE_INTERFACE (PlrDialect, plr_dialect, G_TYPE_OBJECT)

static void
plr_dialect_default_init (PlrDialectInterface *iface)
{
}

/**
 * plr_dialect_list:
 *
 * Returns: (transfer full): all dialects (GListModel of PlrDialect), the native one first
 */
GListModel *
plr_dialect_list (void)
{
  GListStore *store = g_list_store_new (PLR_TYPE_DIALECT);
  GType types[] = { PLR_DIALECTS (PLR_DIALECT_TYPE) };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(PlrDialect) dialect = g_object_new (types[i], NULL);

      g_list_store_append (store, dialect);
    }

  return G_LIST_MODEL (store);
}

/**
 * plr_dialect_find:
 * @id: the word for it
 *
 * Returns: (transfer full) (nullable): the dialect, or `NULL` if there is none of that id
 */
PlrDialect *
plr_dialect_find (const char *id)
{
  g_autoptr(GListModel) list = plr_dialect_list ();

  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PlrDialect) dialect = g_list_model_get_item (list, i);

      if (g_str_equal (plr_dialect_get_id (dialect), id))
        return g_steal_pointer (&dialect);
    }

  return NULL;
}

/**
 * plr_dialect_find_for_path:
 * @path: (type filename): relative to the repository
 *
 * Returns: (transfer full) (nullable): the dialect whose definitions are kept there, or `NULL`
 */
PlrDialect *
plr_dialect_find_for_path (const char *path)
{
  g_autoptr(GListModel) list = plr_dialect_list ();

  g_return_val_if_fail (path != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PlrDialect) dialect = g_list_model_get_item (list, i);

      if (PLR_DIALECT_GET_IFACE (dialect)->matches (dialect, path))
        return g_steal_pointer (&dialect);
    }

  return NULL;
}

/**
 * plr_dialect_find_for_text:
 * @text: a file
 * @size_bytes: how long it is
 *
 * For files whose place does not tell: the pipelines of some engines may have any name.
 *
 * Returns: (transfer full) (nullable): the dialect that the file seems to be written in, or `NULL`
 */
PlrDialect *
plr_dialect_find_for_text (const char *text,
                           gsize       size_bytes)
{
  g_autoptr(GListModel) list = plr_dialect_list ();

  g_return_val_if_fail (text != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PlrDialect) dialect = g_list_model_get_item (list, i);
      PlrDialectInterface *iface = PLR_DIALECT_GET_IFACE (dialect);

      if (iface->recognizes != NULL && iface->recognizes (dialect, text, size_bytes))
        return g_steal_pointer (&dialect);
    }

  return NULL;
}

/* Whether @word stands at the start of a line, as a key of the top level does in YAML, or in quotes as in JSON. */
gboolean
plr_dialect_has_key (const char *text,
                     gsize       size_bytes,
                     const char *word)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", word);
  gsize length = strlen (word);
  const char *end = text + size_bytes;

  if (text[strspn (text, " \t\r\n")] == '{')
    return g_strstr_len (text, size_bytes, quoted) != NULL;
  for (const char *p = text; p != NULL && p < end; p = memchr (p, '\n', end - p))
    {
      p += *p == '\n';
      if ((gsize)(end - p) > length && strncmp (p, word, length) == 0 && p[length] == ':')
        return TRUE;
    }

  return FALSE;
}

const char *
plr_dialect_get_id (PlrDialect *self)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), NULL);

  return PLR_DIALECT_GET_IFACE (self)->id;
}

const char *
plr_dialect_get_name (PlrDialect *self)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), NULL);

  return PLR_DIALECT_GET_IFACE (self)->name;
}

const char *
plr_dialect_get_file_name (PlrDialect *self)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), NULL);

  return PLR_DIALECT_GET_IFACE (self)->file_name;
}

gboolean
plr_dialect_can_read (PlrDialect *self)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), FALSE);

  return PLR_DIALECT_GET_IFACE (self)->read != NULL || PLR_DIALECT_GET_IFACE (self)->read_with_files != NULL;
}

gboolean
plr_dialect_can_edit (PlrDialect *self)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), FALSE);

  return PLR_DIALECT_GET_IFACE (self)->edit != NULL || PLR_DIALECT_GET_IFACE (self)->edit_with_files != NULL;
}

gboolean
plr_dialect_can_write (PlrDialect *self)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), FALSE);

  return PLR_DIALECT_GET_IFACE (self)->write != NULL;
}

/**
 * plr_dialect_read:
 * @self: one that can read
 * @text: the definition; need not be UTF-8
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @path: (type filename) (nullable): where it stands, for messages
 * @problems: (nullable): of PlrProblem; all that is wrong with the definition is appended, with its place; with `NULL` it is
 *   not looked for further than reading does
 *
 * Reads a definition. Never runs or fetches anything. Whatever the model has no word for is named in `opaque`.
 *
 * Returns: (transfer full) (nullable): the pipeline, as far as the text says one; `NULL` if the text is not even
 *   well-formed, which is then the one problem of severity error
 */
PlrPipeline *
plr_dialect_read (PlrDialect *self,
                  const char *text,
                  gssize      size_bytes,
                  const char *path,
                  GListStore *problems)
{
  return plr_dialect_read_with_files (self, text, size_bytes, path, NULL, NULL, problems);
}

/**
 * plr_dialect_read_with_files:
 * @self: one that can read
 * @text: the definition; need not be UTF-8
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @path: (type filename) (nullable): where it stands, for messages
 * @loader: (nullable) (scope call): gets other files of the repository that the definition includes; without one those are
 *   named as opaque, and what they may define is not missed
 * @loader_data: for @loader
 * @problems: of PlrProblem; as for plr_dialect_read()
 *
 * Reads a definition with the files of its repository that it includes.
 *
 * Returns: (transfer full) (nullable): as plr_dialect_read()
 */
PlrPipeline *
plr_dialect_read_with_files (PlrDialect      *self,
                             const char      *text,
                             gssize           size_bytes,
                             const char      *path,
                             PlrDialectLoader loader,
                             gpointer         loader_data,
                             GListStore      *problems)
{
  g_autoptr(GListStore) found = NULL;
  PlrPipeline *pipeline;

  g_return_val_if_fail (PLR_IS_DIALECT (self), NULL);
  g_return_val_if_fail (plr_dialect_can_read (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (!problems || G_IS_LIST_STORE (problems), NULL);

  found = problems != NULL ? g_object_ref (problems) : g_list_store_new (PLR_TYPE_PROBLEM);
  if (PLR_DIALECT_GET_IFACE (self)->read_with_files != NULL)
    pipeline = PLR_DIALECT_GET_IFACE (self)->read_with_files (self, text, size_bytes, path, loader, loader_data, found);
  else
    pipeline = PLR_DIALECT_GET_IFACE (self)->read (self, text, size_bytes, path, found);
  if (pipeline != NULL && problems != NULL)
    plr_check_pipeline (pipeline, text, size_bytes, path, problems);

  return pipeline;
}

/**
 * plr_dialect_dup_merged:
 * @self: a dialect
 * @text: the definition
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @path: (type filename) (nullable): where it stands
 * @loader: (nullable) (scope call): gets other files of the repository that the definition includes
 * @loader_data: for @loader
 * @error: `PLR_DIALECT_ERROR`
 *
 * The whole definition in one text: with the files that it includes, templates, references and defaults, and without anchors
 * and merge keys. A comment behind each key says the file and line that it comes from.
 *
 * Returns: (transfer full) (nullable): YAML
 */
char *
plr_dialect_dup_merged (PlrDialect      *self,
                        const char      *text,
                        gssize           size_bytes,
                        const char      *path,
                        PlrDialectLoader loader,
                        gpointer         loader_data,
                        GError         **error)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (PLR_DIALECT_GET_IFACE (self)->merge != NULL)
    return PLR_DIALECT_GET_IFACE (self)->merge (self, text, size_bytes, path, loader, loader_data, error);

  return plr_merged_plain (text, size_bytes, path != NULL ? path : plr_dialect_get_file_name (self), error);
}

/* The same in every dialect: it is about the text. */
static GPtrArray *
replace_text (const char *text,
              gssize      size_bytes,
              PlrEdit    *edit,
              GError    **error)
{
  g_autoptr(GPtrArray) patches = plr_patches_new ();
  const char *old = plr_edit_get_target (edit);
  const char *new = plr_edit_get_value (edit);
  gsize size = size_bytes < 0 ? strlen (text) : (gsize)size_bytes;
  gsize offset = (gsize)MAX (plr_edit_get_index (edit), 0);
  gsize length = old != NULL ? strlen (old) : 0;

  if (plr_edit_get_index (edit) < 0 || length == 0 || offset > size || length > size - offset ||
      memcmp (text + offset, old, length) != 0)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND,
                   _("The text is another one by now: “%s” does not stand there any more"), old != NULL ? old : "");
      return NULL;
    }
  plr_patches_add (patches, offset, length, new != NULL ? new : "");

  return g_steal_pointer (&patches);
}

/**
 * plr_dialect_edit:
 * @self: a dialect
 * @text: the definition
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @edit: what to change
 * @error: `PLR_DIALECT_ERROR`
 *
 * Says which bytes of the text to replace by what, so that the text says what the edit wants; all other bytes stay.
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): patches of @text that do not overlap, in its order;
 *   none if it says so already
 */
GPtrArray *
plr_dialect_edit (PlrDialect *self,
                  const char *text,
                  gssize      size_bytes,
                  PlrEdit    *edit,
                  GError    **error)
{
  return plr_dialect_edit_with_files (self, text, size_bytes, NULL, NULL, NULL, edit, error);
}

/**
 * plr_dialect_edit_with_files:
 * @self: a dialect
 * @text: the definition
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @path: (type filename) (nullable): where it stands
 * @loader: (nullable) (scope call): gets other files of the repository that the definition includes; without one the edit does
 *   not see what comes from there
 * @loader_data: for @loader
 * @edit: what to change
 * @error: `PLR_DIALECT_ERROR`
 *
 * The same for a definition that includes other files of its repository. Those are not changed.
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_dialect_edit_with_files (PlrDialect      *self,
                             const char      *text,
                             gssize           size_bytes,
                             const char      *path,
                             PlrDialectLoader loader,
                             gpointer         loader_data,
                             PlrEdit         *edit,
                             GError         **error)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (PLR_IS_EDIT (edit), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!plr_dialect_can_edit (self))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("Definitions for %s can be exported, but not edited"), plr_dialect_get_name (self));
      return NULL;
    }

  if (plr_edit_get_kind (edit) == PLR_EDIT_KIND_REPLACE_TEXT)
    return replace_text (text, size_bytes, edit, error);
  if (PLR_DIALECT_GET_IFACE (self)->edit_with_files != NULL)
    return PLR_DIALECT_GET_IFACE (self)->edit_with_files (self, text, size_bytes, path, loader, loader_data, edit, error);

  return PLR_DIALECT_GET_IFACE (self)->edit (self, text, size_bytes, edit, error);
}

/**
 * plr_dialect_write:
 * @self: a dialect
 * @pipeline: what to say in it
 * @losses: of PlrProblem; what the dialect cannot say, or says only nearly, is appended: code `approximated` or
 *   `manual`, severity warning, the place in the source, and in the hint what to do
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): a definition that the engine accepts
 */
char *
plr_dialect_write (PlrDialect  *self,
                   PlrPipeline *pipeline,
                   GListStore  *losses,
                   GError     **error)
{
  g_return_val_if_fail (PLR_IS_DIALECT (self), NULL);
  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);
  g_return_val_if_fail (G_IS_LIST_STORE (losses), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (PLR_DIALECT_GET_IFACE (self)->write == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("Definitions for %s can be read, but not written"), plr_dialect_get_name (self));
      return NULL;
    }

  return PLR_DIALECT_GET_IFACE (self)->write (self, pipeline, losses, error);
}
