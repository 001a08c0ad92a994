/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-program"

#include "config.h"

#include "plr-init-protocol.h"
#include "plr-sandbox-private.h"

/* What every step has, whatever the machine's own environment is. */
static const char *const base_variables[] = {
  "PATH=/usr/local/bin:/usr/bin:/bin",
  "HOME=/build",
  "TMPDIR=/tmp",
  "TZ=UTC",
  "LC_ALL=C.UTF-8",
  NULL,
};

static char **
set_variables (char             **environment,
               const char *const *variables)
{
  for (guint i = 0; variables != NULL && variables[i] != NULL; i++)
    {
      const char *sign = strchr (variables[i], '=');
      g_autofree char *name = g_strndup (variables[i], (gsize)(sign - variables[i]));

      environment = g_environ_setenv (environment, name, sign + 1, TRUE);
    }

  return environment;
}

static char **
dup_environment (PlrSandbox           *self,
                 const PlrSandboxStep *step)
{
  char **environment = set_variables (NULL, base_variables);

  if (self->source_date_epoch >= 0)
    {
      g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, self->source_date_epoch);

      environment = g_environ_setenv (environment, "SOURCE_DATE_EPOCH", value, TRUE);
    }
  environment = set_variables (environment, (const char *const *)self->variables);

  return set_variables (environment, (const char *const *)step->variables);
}

/* The same as the shells of GitHub's runner (docs.github.com, "Workflow syntax", jobs.<job_id>.steps[*].shell): the
 * first command that fails ends the step; bash looks at all parts of a pipe and reads no start-up file. */
static char **
dup_arguments (const PlrSandboxStep *step,
               guint                 number)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *script = g_strdup_printf ("/run/pipeliner/step-%u", number + 1);

  if (g_str_equal (step->shell, "bash"))
    g_strv_builder_add_many (builder, "/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", script, NULL);
  else
    g_strv_builder_add_many (builder, "/bin/sh", "-e", script, NULL);

  return g_strv_builder_end (builder);
}

static void
append_string (GByteArray *program,
               const char *string)
{
  g_byte_array_append (program, (const guint8 *)string, strlen (string) + 1);
}

static void
append_step (GByteArray           *program,
             PlrSandbox           *self,
             const PlrSandboxStep *step,
             guint                 number)
{
  g_auto(GStrv) arguments = dup_arguments (step, number);
  g_auto(GStrv) environment = dup_environment (self, step);
  guint32 counts[] = { g_strv_length (arguments), g_strv_length (environment), step->when, step->may_fail };
  g_autofree char *directory = NULL;

  if (self->workspace != NULL)
    directory = g_build_filename ("/build", step->directory, NULL);

  g_byte_array_append (program, (const guint8 *)counts, sizeof counts);
  append_string (program, directory != NULL ? directory : "/");
  for (guint i = 0; i < counts[0]; i++)
    append_string (program, arguments[i]);
  for (guint i = 0; i < counts[1]; i++)
    append_string (program, environment[i]);
}

/**
 * plr_sandbox_dup_program:
 * @self: a valid sandbox
 *
 * Returns: (transfer full): what plr-init is to do, as plr-init-protocol.h says
 */
GBytes *
plr_sandbox_dup_program (PlrSandbox *self)
{
  g_autoptr(GByteArray) program = g_byte_array_new ();
  PlrInitProgram header = {
    .n_steps = self->steps->len,
    .held = self->held,
    .processes = self->limits.processes,
    .address_space_bytes = self->limits.address_space_bytes,
    .file_size_bytes = self->limits.file_size_bytes,
    .open_files = self->limits.open_files,
  };

  g_byte_array_append (program, (const guint8 *)&header, sizeof header);
  for (guint i = 0; i < self->steps->len; i++)
    append_step (program, self, g_ptr_array_index (self->steps, i), i);
  ((PlrInitProgram *)(gpointer)program->data)->size_bytes = program->len;

  return g_byte_array_free_to_bytes (g_steal_pointer (&program));
}
