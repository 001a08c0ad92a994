/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include "plr-codepipeline-write-private.h"

#define MAX_LENGTH   1000
#define MAX_PIECE    900 /* leaves room for what is around it */
#define MAX_FILTERS  3
#define MAX_PATTERNS 8

/**
 * plr_codepipeline_dup_name:
 * @text: any text
 * @others: characters besides letters and digits that a name may have
 *
 * Returns: (transfer full): a name that the engine takes
 */
char *
plr_codepipeline_dup_name (const char *text,
                           const char *others)
{
  g_autoptr(GString) id = g_string_new (NULL);

  for (const char *p = text; *p != '\0' && id->len < 100; p++)
    g_string_append_c (id, g_ascii_isalnum (*p) || strchr (others, *p) != NULL ? *p : '_');

  return g_string_free (g_steal_pointer (&id), FALSE);
}

static const char *
escape (char  c,
        char *buffer)
{
  switch (c)
    {
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\'':
      return "'\\''";
    default:
      buffer[0] = c;
      buffer[1] = '\0';
      return buffer;
    }
}

/**
 * plr_codepipeline_split_script:
 * @script: of any length
 * @shell: what runs it
 * @number: of the step, for the name of a file
 *
 * A script as commands of one line each, and no longer than the engine takes them: printf(1) knows the escapes. A long one is put
 * into a file piece by piece.
 *
 * Returns: (transfer full) (element-type utf8): the commands
 */
GPtrArray *
plr_codepipeline_split_script (const char *script,
                               const char *shell,
                               guint       number)
{
  g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) piece = g_string_new (NULL);
  char buffer[2];

  if (strpbrk (script, "\r\n") == NULL && strlen (script) <= MAX_LENGTH)
    {
      g_ptr_array_add (commands, g_strdup (script));
      return g_steal_pointer (&commands);
    }
  for (const char *p = script; *p != '\0'; p++)
    {
      g_string_append (piece, escape (*p, buffer));
      if (piece->len < MAX_PIECE || (p[1] & 0xc0) == 0x80)
        continue;
      g_ptr_array_add (commands, g_strdup_printf ("printf '%%b' '%s' %s \"${TMPDIR:-/tmp}/step-%u.sh\"", piece->str, commands->len > 0 ? ">>" : ">", number));
      g_string_truncate (piece, 0);
    }
  if (commands->len == 0)
    {
      g_ptr_array_add (commands, g_strdup_printf ("%s -ec \"$(printf '%%b' '%s')\"", shell, piece->str));
      return g_steal_pointer (&commands);
    }
  if (piece->len > 0)
    g_ptr_array_add (commands, g_strdup_printf ("printf '%%b' '%s' >> \"${TMPDIR:-/tmp}/step-%u.sh\"", piece->str, number));
  g_ptr_array_add (commands, g_strdup_printf ("%s -e \"${TMPDIR:-/tmp}/step-%u.sh\"", shell, number));

  return g_steal_pointer (&commands);
}

static void
add_patterns (JsonBuilder       *builder,
              const char        *member,
              const char *const *includes,
              const char *const *excludes)
{
  const char *const *lists[] = { includes, excludes };
  const char *words[] = { "includes", "excludes" };

  if ((includes == NULL || includes[0] == NULL) && (excludes == NULL || excludes[0] == NULL))
    return;
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    {
      if (lists[k] == NULL || lists[k][0] == NULL)
        continue;
      json_builder_set_member_name (builder, words[k]);
      json_builder_begin_array (builder);
      for (guint i = 0; lists[k][i] != NULL && i < MAX_PATTERNS; i++)
        json_builder_add_string_value (builder, lists[k][i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static gboolean
has_filter (PlrTrigger *trigger)
{
  const char *const *lists[] = {
    plr_trigger_get_branches (trigger), plr_trigger_get_branches_ignored (trigger), plr_trigger_get_tags (trigger),
    plr_trigger_get_tags_ignored (trigger), plr_trigger_get_paths (trigger), plr_trigger_get_paths_ignored (trigger),
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i] != NULL && lists[i][0] != NULL)
      return TRUE;

  return FALSE;
}

static void
add (JsonBuilder *builder,
     const char  *name,
     const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* @is_native: the branches of source actions are among them; @name: of the source action that is watched. */
void
plr_codepipeline_write_triggers (JsonBuilder *builder,
                                 GListModel  *triggers,
                                 gboolean     is_native,
                                 const char  *name)
{
  static const PlrTriggerEvent events[] = { PLR_TRIGGER_EVENT_PUSH, PLR_TRIGGER_EVENT_PULL_REQUEST };
  static const char *const words[] = { "push", "pullRequest" };
  g_autoptr(GPtrArray) pushes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) requests = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *found[] = { pushes, requests };

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
      gboolean is_branch = is_native && !g_str_equal (plr_trigger_get_name (trigger), "push") &&
                           !g_str_equal (plr_trigger_get_name (trigger), "pullRequest");

      for (guint k = 0; k < G_N_ELEMENTS (events); k++)
        if (plr_trigger_get_event (trigger) == events[k] && has_filter (trigger) && !is_branch && found[k]->len < MAX_FILTERS)
          g_ptr_array_add (found[k], g_object_ref (trigger));
    }
  if (found[0]->len + found[1]->len == 0)
    return;

  json_builder_set_member_name (builder, "triggers");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add (builder, "providerType", "CodeStarSourceConnection");
  json_builder_set_member_name (builder, "gitConfiguration");
  json_builder_begin_object (builder);
  add (builder, "sourceActionName", name);
  for (guint k = 0; k < G_N_ELEMENTS (events); k++)
    {
      if (found[k]->len == 0)
        continue;
      json_builder_set_member_name (builder, words[k]);
      json_builder_begin_array (builder);
      for (guint i = 0; i < found[k]->len; i++)
        {
          PlrTrigger *trigger = found[k]->pdata[i];

          json_builder_begin_object (builder);
          if (k == 0)
            add_patterns (builder, "tags", plr_trigger_get_tags (trigger), plr_trigger_get_tags_ignored (trigger));
          add_patterns (builder, "branches", plr_trigger_get_branches (trigger), plr_trigger_get_branches_ignored (trigger));
          add_patterns (builder, "filePaths", plr_trigger_get_paths (trigger), plr_trigger_get_paths_ignored (trigger));
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}
