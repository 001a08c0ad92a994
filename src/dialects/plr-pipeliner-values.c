/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-private.h"

guint
plr_pipeliner_get_retry (PlrReader   *self,
                         PlrYamlNode *key,
                         PlrYamlNode *value)
{
  const char *text = plr_yaml_node_get_string (value);
  guint64 number = 0;

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_INTEGER)
    plr_reader_report_type (self, key, value, _("Write a number from 0 to 10."));
  else if (!g_ascii_string_to_unsigned (text, 10, 0, PLR_PIPELINER_MAX_RETRY, &number, NULL))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-retry", value, _("Write a number from 0 to 10."),
                       _("A stage cannot be retried %s times"), text);

  return number;
}

/* Microseconds, or 0 with a problem. */
gint64
plr_pipeliner_get_timeout (PlrReader   *self,
                           PlrYamlNode *key,
                           PlrYamlNode *value)
{
  const char *hint = _("Write it like 90s, 10m or 1h30m, at most a week; a number is in seconds.");
  const char *text = plr_yaml_node_get_string (value);
  PlrYamlType type = text != NULL ? plr_yaml_node_get_scalar_type (value) : PLR_YAML_TYPE_NULL;
  gint64 timeout_us = 0;

  if (type != PLR_YAML_TYPE_STRING && type != PLR_YAML_TYPE_INTEGER)
    plr_reader_report_type (self, key, value, hint);
  else if (!plr_pipeliner_parse_timeout (text, &timeout_us))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-duration", plr_reader_get_visible (key, value), hint,
                       _("“%s” is no length of time"), text);

  return timeout_us;
}

const char *
plr_pipeliner_get_shell (PlrReader   *self,
                         PlrYamlNode *key,
                         PlrYamlNode *value)
{
  const char *text = plr_reader_get_string (self, key, value);

  if (text == NULL || plr_pipeliner_is_shell (text))
    return text;

  plr_reader_report (self, PLR_SEVERITY_ERROR, "unknown-shell", value,
                     _("Write sh or bash; another interpreter can be called from there."),
                     _("There is no shell “%s”"), text);

  return NULL;
}
