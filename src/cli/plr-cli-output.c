/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-output"

#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

static int output_errno = 0;

/* The first reason is the one to tell; later ones only follow from it. */
static void
remember_errno (void)
{
  if (output_errno == 0)
    output_errno = errno;
}

void
plr_cli_print (const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  if (fputs (text, stdout) < 0)
    remember_errno ();
}

void
plr_cli_warn (const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  (void)plr_cli_flush (); /* only the order on the screen matters */
  fputs (text, stderr);
}

/* FALSE when what is printed does not arrive any more: nobody reads it, or the disk is full. */
gboolean
plr_cli_flush (void)
{
  if (fflush (stdout) != 0)
    remember_errno ();

  return !ferror (stdout);
}

/* Why plr_cli_flush() failed first; `EPIPE` if nobody reads. */
int
plr_cli_get_output_errno (void)
{
  return output_errno;
}

/* https://no-color.org: any value but the empty one. */
gboolean
plr_cli_has_color (int fd)
{
  const char *no_color = g_getenv ("NO_COLOR");
  const char *term = g_getenv ("TERM");

  return isatty (fd) && (no_color == NULL || *no_color == '\0') && g_strcmp0 (term, "dumb") != 0;
}

/* What switches to the colour; nothing where there are none. */
const char *
plr_cli_color (int         fd,
               PlrCliColor color)
{
  if (!plr_cli_has_color (fd))
    return "";

  switch (color)
    {
    case PLR_CLI_BOLD:
      return "\033[1m";
    case PLR_CLI_DIM:
      return "\033[2m";
    case PLR_CLI_RED:
      return "\033[31m";
    case PLR_CLI_GREEN:
      return "\033[32m";
    case PLR_CLI_YELLOW:
      return "\033[33m";
    case PLR_CLI_BLUE:
      return "\033[34m";
    case PLR_CLI_MAGENTA:
      return "\033[35m";
    case PLR_CLI_CYAN:
      return "\033[36m";
    case PLR_CLI_PLAIN:
    default:
      return "\033[0m";
    }
}

static const struct
{
  const char *mark;
  const char *title;
  PlrCliColor color;
} states[] = {
  [PLR_RUN_STATE_UNKNOWN] = { "?", N_("unknown"), PLR_CLI_YELLOW },
  [PLR_RUN_STATE_QUEUED] = { "○", N_("queued"), PLR_CLI_DIM },
  [PLR_RUN_STATE_RUNNING] = { "▶", N_("running"), PLR_CLI_BLUE },
  [PLR_RUN_STATE_WAITING] = { "◆", N_("waiting"), PLR_CLI_YELLOW },
  [PLR_RUN_STATE_SUCCEEDED] = { "✔", N_("succeeded"), PLR_CLI_GREEN },
  [PLR_RUN_STATE_FAILED] = { "✘", N_("failed"), PLR_CLI_RED },
  [PLR_RUN_STATE_CANCELLED] = { "■", N_("cancelled"), PLR_CLI_YELLOW },
  [PLR_RUN_STATE_SKIPPED] = { "–", N_("skipped"), PLR_CLI_DIM },
  [PLR_RUN_STATE_INTERRUPTED] = { "!", N_("interrupted"), PLR_CLI_YELLOW },
};

const char *
plr_cli_state_mark (PlrRunState state)
{
  return states[state].mark;
}

const char *
plr_cli_state_title (PlrRunState state)
{
  return _(states[state].title);
}

PlrCliColor
plr_cli_state_color (PlrRunState state)
{
  return states[state].color;
}

char *
plr_cli_format_duration (gint64 duration_us)
{
  double seconds = (double)duration_us / G_USEC_PER_SEC;
  gint64 whole = duration_us / G_USEC_PER_SEC;

  if (seconds < 60)
    return g_strdup_printf (_("%.1f s"), seconds);
  if (whole < 3600)
    return g_strdup_printf (_("%d min %d s"), (int)(whole / 60), (int)(whole % 60));

  return g_strdup_printf (_("%d h %d min"), (int)(whole / 3600), (int)(whole % 3600 / 60));
}

static void
append_color (GString            *out,
              const PlrAnsiColor *color,
              guint               base)
{
  if (color->kind == PLR_ANSI_COLOR_PALETTE)
    g_string_append_printf (out, ";%u;5;%u", base + 8, color->value);
  else if (color->kind == PLR_ANSI_COLOR_RGB)
    g_string_append_printf (out, ";%u;2;%u;%u;%u", base + 8, color->value >> 16 & 0xff, color->value >> 8 & 0xff, color->value & 0xff);
}

/* A line of output with its colours and nothing else that it wanted of the terminal: no title, no cursor, no clipboard. */
char *
plr_cli_format_line (PlrAnsiLine *line,
                     gboolean     color)
{
  static const guint codes[] = { 1, 2, 3, 4, 7, 9 };
  g_autoptr(GString) out = g_string_sized_new (line->size_bytes);
  gsize at = 0;

  for (guint i = 0; color && i < line->spans->len; i++)
    {
      const PlrAnsiSpan *span = &g_array_index (line->spans, PlrAnsiSpan, i);

      g_string_append_len (out, line->text + at, (gssize)(span->start - at));
      g_string_append (out, "\033[0");
      for (guint j = 0; j < G_N_ELEMENTS (codes); j++)
        if (span->style.attributes & 1u << j)
          g_string_append_printf (out, ";%u", codes[j]);
      append_color (out, &span->style.foreground, 30);
      append_color (out, &span->style.background, 40);
      g_string_append_c (out, 'm');
      g_string_append_len (out, line->text + span->start, span->length);
      g_string_append (out, "\033[0m");
      at = span->start + span->length;
    }
  g_string_append_len (out, line->text + at, (gssize)(line->size_bytes - at));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
plr_cli_print_json (JsonBuilder *builder,
                    gboolean     pretty)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, pretty);

  plr_cli_print ("%s\n", text);
}

void
plr_cli_json_string (JsonBuilder *builder,
                     const char  *name,
                     const char  *value)
{
  g_autofree char *valid = plr_utf8_make_valid (value, -1);

  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

void
plr_cli_json_int (JsonBuilder *builder,
                  const char  *name,
                  gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
plr_cli_json_boolean (JsonBuilder *builder,
                      const char  *name,
                      gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
plr_cli_json_strings (JsonBuilder       *builder,
                      const char        *name,
                      const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *valid = plr_utf8_make_valid (values[i], -1);

      json_builder_add_string_value (builder, valid);
    }
  json_builder_end_array (builder);
}

static void
add_edit (JsonBuilder *builder,
          PlrEdit     *edit)
{
  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "kind", plr_edit_kind_get_nick (plr_edit_get_kind (edit)));
  plr_cli_json_string (builder, "stage", plr_edit_get_stage (edit));
  plr_cli_json_string (builder, "target", plr_edit_get_target (edit));
  plr_cli_json_string (builder, "field", plr_edit_get_field (edit));
  plr_cli_json_string (builder, "value", plr_edit_get_value (edit));
  if (plr_edit_get_values (edit) != NULL)
    plr_cli_json_strings (builder, "values", plr_edit_get_values (edit));
  plr_cli_json_int (builder, "index", plr_edit_get_index (edit));
  json_builder_end_object (builder);
}

/* What mends it, or null. */
static void
add_fix (JsonBuilder *builder,
         PlrProblem  *problem)
{
  GListModel *edits = plr_problem_get_fix (problem);

  json_builder_set_member_name (builder, "fix");
  if (edits == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "title", plr_problem_get_fix_title (problem));
  json_builder_set_member_name (builder, "edits");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (edits); i++)
    {
      g_autoptr(PlrEdit) edit = g_list_model_get_item (edits, i);

      add_edit (builder, edit);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

void
plr_cli_json_problem (JsonBuilder *builder,
                      PlrProblem  *problem)
{
  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "severity", plr_severity_get_nick (plr_problem_get_severity (problem)));
  plr_cli_json_string (builder, "code", plr_problem_get_code (problem));
  plr_cli_json_string (builder, "message", plr_problem_get_message (problem));
  plr_cli_json_string (builder, "hint", plr_problem_get_hint (problem));
  plr_cli_json_string (builder, "stage", plr_problem_get_stage (problem));
  plr_cli_json_string (builder, "field", plr_problem_get_field (problem));
  plr_cli_json_string (builder, "path", plr_problem_get_path (problem));
  plr_cli_json_int (builder, "line", plr_problem_get_line (problem));
  plr_cli_json_int (builder, "column", plr_problem_get_column (problem));
  add_fix (builder, problem);
  json_builder_end_object (builder);
}

/* The members of an object that the caller began. */
void
plr_cli_json_stage (JsonBuilder *builder,
                    PlrRunStage *stage)
{
  plr_cli_json_string (builder, "stage", plr_run_stage_get_id (stage));
  plr_cli_json_string (builder, "definition_stage", plr_run_stage_get_stage_id (stage));
  plr_cli_json_string (builder, "state", plr_run_state_get_nick (plr_run_stage_get_state (stage)));
  plr_cli_json_string (builder, "reason", plr_run_stage_get_reason (stage));
  plr_cli_json_int (builder, "attempt", plr_run_stage_get_attempt (stage));
  plr_cli_json_int (builder, "exit_code", plr_run_stage_get_exit_code (stage));
  plr_cli_json_boolean (builder, "network", plr_run_stage_get_network (stage));
  plr_cli_json_int (builder, "started_us", plr_run_stage_get_started_us (stage));
  plr_cli_json_int (builder, "finished_us", plr_run_stage_get_finished_us (stage));
  plr_cli_json_int (builder, "cpu_us", plr_run_stage_get_cpu_us (stage));
  plr_cli_json_int (builder, "max_rss_bytes", plr_run_stage_get_max_rss_bytes (stage));
  plr_cli_json_string (builder, "log_file", plr_run_stage_get_log_file (stage));
}

/* The members of an object that the caller began. */
void
plr_cli_json_artifact (JsonBuilder    *builder,
                       PlrRunArtifact *artifact)
{
  g_autofree char *mode = g_strdup_printf ("%04o", plr_run_artifact_get_mode (artifact));

  plr_cli_json_string (builder, "stage", plr_run_artifact_get_stage (artifact));
  plr_cli_json_string (builder, "name", plr_run_artifact_get_name (artifact));
  plr_cli_json_string (builder, "path", plr_run_artifact_get_path (artifact));
  plr_cli_json_int (builder, "size_bytes", plr_run_artifact_get_size_bytes (artifact));
  plr_cli_json_string (builder, "sha256", plr_run_artifact_get_sha256 (artifact));
  plr_cli_json_string (builder, "mode", mode);
  plr_cli_json_string (builder, "file", plr_run_artifact_get_file (artifact));
}
