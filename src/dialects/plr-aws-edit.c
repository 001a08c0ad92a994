/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-aws"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-aws-edit-private.h"

/**
 * plr_aws_edit_decline:
 * @error: `PLR_DIALECT_ERROR_UNSUPPORTED` with @message
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_aws_edit_decline (GError    **error,
                      const char *message)
{
  g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED, message);

  return FALSE;
}

/**
 * plr_aws_edit_miss:
 * @error: `PLR_DIALECT_ERROR_NOT_FOUND`
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_aws_edit_miss (GError    **error,
                   const char *format,
                   ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, message);

  return FALSE;
}

/**
 * plr_aws_edit_clash:
 * @error: `PLR_DIALECT_ERROR_EXISTS`
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_aws_edit_clash (GError    **error,
                    const char *name)
{
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS, _("“%s” is there already"), name);

  return FALSE;
}

/* Whether @text is a name of letters, digits and the characters @others. */
gboolean
plr_aws_edit_is_id (const char *text,
                    const char *others,
                    guint       max_length)
{
  if (text == NULL || text[0] == '\0' || strlen (text) > max_length)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (others, *p) == NULL)
      return FALSE;

  return TRUE;
}

/**
 * plr_aws_edit_find:
 * @value: (out): what stands at the end of the path, or `NULL` if the path ends before
 * @error: `PLR_DIALECT_ERROR`
 *
 * Follows a path through mappings that no template brings in.
 */
gboolean
plr_aws_edit_find (PlrYamlNode       *map,
                   const char *const *path,
                   PlrYamlNode      **value,
                   GError           **error)
{
  *value = map;
  for (guint i = 0; path[i] != NULL && *value != NULL; i++)
    if (!plr_dialect_editor_find_own (*value, path[i], value, error))
      return FALSE;

  return TRUE;
}

/**
 * plr_aws_edit_put:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a value at the end of a path, and makes the mappings on the way that are not there yet.
 */
gboolean
plr_aws_edit_put (PlrDialectEditor  *self,
                  PlrYamlNode       *map,
                  const char *const *path,
                  PlrYamlValue      *value,
                  GError           **error)
{
  PlrYamlNode *inner = NULL;
  guint length = g_strv_length ((char **)path);
  g_autoptr(PlrYamlValue) nested = NULL;
  guint i;

  for (i = 0; i + 1 < length; i++)
    {
      if (!plr_dialect_editor_find_own (map, path[i], &inner, error))
        return FALSE;
      if (inner == NULL)
        break;
      map = inner;
    }
  if (plr_yaml_node_get_kind (map) == PLR_YAML_SEQUENCE)
    return plr_dialect_editor_set_invalid (error, path[i], _("a list"));

  nested = plr_yaml_value_ref (value);
  for (guint k = length - 1; k > i; k--)
    {
      PlrYamlValue *outer = plr_yaml_value_new_map ();

      plr_yaml_value_set (outer, path[k], g_steal_pointer (&nested));
      nested = outer;
    }

  return plr_dialect_editor_put (self, map, path[i], nested, error);
}

/**
 * plr_aws_edit_put_text:
 * @text: (nullable): what to write; `NULL` or an empty text removes it
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * As plr_aws_edit_put().
 */
gboolean
plr_aws_edit_put_text (PlrDialectEditor  *self,
                       PlrYamlNode       *map,
                       const char *const *path,
                       const char        *text,
                       GError           **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_aws_edit_drop (self, map, path, error);
  value = plr_yaml_value_new_string (text);

  return plr_aws_edit_put (self, map, path, value, error);
}

/**
 * plr_aws_edit_put_list:
 * @values: (nullable): what to write; `NULL` or an empty list removes it
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * As plr_aws_edit_put(); a list that is there is changed item by item.
 */
gboolean
plr_aws_edit_put_list (PlrDialectEditor  *self,
                       PlrYamlNode       *map,
                       const char *const *path,
                       const char *const *values,
                       GError           **error)
{
  PlrYamlNode *owner = map;
  PlrYamlNode *old = NULL;
  guint length = g_strv_length ((char **)path);
  g_autofree const char **way = g_new0 (const char *, length + 1);
  g_autoptr(PlrYamlValue) value = NULL;

  if (values == NULL || values[0] == NULL)
    return plr_aws_edit_drop (self, map, path, error);

  for (guint i = 0; i + 1 < length; i++)
    way[i] = path[i];
  if (!plr_aws_edit_find (map, way, &owner, error))
    return FALSE;
  if (owner != NULL && !plr_dialect_editor_find_own (owner, path[length - 1], &old, error))
    return FALSE;
  if (old != NULL && !plr_yaml_node_is_null (old))
    return plr_dialect_editor_put_list (self, owner, path[length - 1], values, PLR_YAML_EDIT_NONE, error);
  value = plr_yaml_value_new_strings (values);

  return plr_aws_edit_put (self, map, path, value, error);
}

/**
 * plr_aws_edit_drop:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes what stands at the end of a path, if there is something, and the mappings on the way that it leaves empty.
 */
gboolean
plr_aws_edit_drop (PlrDialectEditor  *self,
                   PlrYamlNode       *map,
                   const char *const *path,
                   GError           **error)
{
  PlrYamlNode *value = NULL;

  if (!plr_aws_edit_find (map, path, &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (value, PLR_YAML_EDIT_PRUNE, error), error);
}
