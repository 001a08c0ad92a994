/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"

/* Names of stages and artifacts as our own dialect takes them. */

#define MAX_ID 60 /* with room for a number */

/* An id that our own dialect takes; a name can be anything. */
static char *
make_id (const char *name,
         GHashTable *taken)
{
  g_autoptr(GString) id = g_string_new (NULL);
  g_autofree char *unique = NULL;

  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_isalnum (*p) || *p == '-' || *p == '_')
      g_string_append_c (id, *p);
    else if (id->len > 0 && id->str[id->len - 1] != '-')
      g_string_append_c (id, '-');
  if (id->len > MAX_ID)
    g_string_truncate (id, MAX_ID);
  while (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);
  if (id->len == 0 || !g_ascii_isalpha (id->str[0]))
    g_string_prepend (id, "stage-");

  unique = g_strdup (id->str);
  for (guint i = 2; !g_hash_table_add (taken, g_strdup (unique)); i++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s-%u", id->str, i);
    }

  return g_steal_pointer (&unique);
}

static void
rename_in_list (PlrStage *stage,
                const char *const *list,
                GHashTable *ids,
                void (*set)(PlrStage *stage, const char *const *list))
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) renamed = NULL;

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      const char *slash = strchr (list[i], '/');
      g_autofree char *id = slash != NULL ? g_strndup (list[i], (gsize)(slash - list[i])) : g_strdup (list[i]);
      const char *other = g_hash_table_lookup (ids, id);
      g_autofree char *item = g_strconcat (other != NULL ? other : id, slash, NULL);

      g_strv_builder_add (builder, g_hash_table_contains (ids, list[i]) ? g_hash_table_lookup (ids, list[i]) : item);
    }
  renamed = g_strv_builder_end (builder);
  if (list != NULL)
    set (stage, (const char *const *)renamed);
}

static char *
make_artifact_name (const char *name)
{
  g_autoptr(GString) text = g_string_new (name);

  /* What is looked up when it runs is not known yet. */
  g_string_replace (text, PLR_EXPORT_REFERENCE, "", 0);
  if (text->len > MAX_ID)
    g_string_truncate (text, MAX_ID);
  for (gsize i = 0; i < text->len; i++)
    if (!g_ascii_isalnum (text->str[i]) && strchr (i > 0 ? "_.-" : "_", text->str[i]) == NULL)
      text->str[i] = i > 0 ? '-' : 'x';
  while (text->len > 1 && text->str[text->len - 1] == '-')
    g_string_truncate (text, text->len - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Names of artifacts are those of files here. @ids gets what others call them by. */
static void
rename_artifacts (PlrConvert *self,
                  PlrStage   *stage,
                  PlrStage   *original,
                  GHashTable *ids)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      g_autofree char *name = g_strdup (plr_artifact_get_name (artifact));
      g_autofree char *fresh = make_artifact_name (name);
      g_autofree char *base = g_strdup (fresh);

      for (guint j = 2; !g_str_equal (fresh, name) && plr_stage_find_artifact (stage, fresh) != NULL; j++)
        {
          g_free (fresh);
          fresh = g_strdup_printf ("%s-%u", base, j);
        }
      if (g_str_equal (fresh, name))
        continue;
      plr_artifact_set_name (artifact, fresh);
      g_hash_table_insert (ids, g_strdup_printf ("%s/%s", plr_stage_get_id (original), name),
                           g_strdup_printf ("%s/%s", plr_stage_get_id (stage), fresh));
      plr_convert_note (self, original, NULL, "artifacts", name, "approximated", _("Nothing needs to be done."),
                        _("The artifact “%s” of “%s” is called “%s” here"), name, plr_stage_get_id (original), fresh);
    }
}

/**
 * plr_convert_rename_stages:
 * @self: a conversion to our own dialect
 * @copy: what is written
 */
void
plr_convert_rename_stages (PlrConvert  *self,
                           PlrPipeline *copy)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      g_autoptr(PlrStage) original = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      const char *id = plr_stage_get_id (original);
      char *fresh = make_id (id, taken);

      if (!g_str_equal (fresh, id) && plr_stage_get_name (stage) == NULL)
        plr_stage_set_name (stage, id);
      if (!g_str_equal (fresh, id))
        plr_convert_note (self, original, NULL, "id", NULL, "approximated", _("Nothing needs to be done."),
                          _("The stage “%s” gets the id “%s”"), id, fresh);
      plr_stage_set_id (stage, fresh);
      g_hash_table_insert (ids, g_strdup (id), fresh);
      rename_artifacts (self, stage, original, ids);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      g_auto(GStrv) needs = g_strdupv ((char **)plr_stage_get_needs (stage));
      g_auto(GStrv) inputs = g_strdupv ((char **)plr_stage_get_inputs (stage));

      rename_in_list (stage, (const char *const *)needs, ids, plr_stage_set_needs);
      rename_in_list (stage, (const char *const *)inputs, ids, plr_stage_set_inputs);
    }
}
