/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-cli-edit-private.h"
#include "plr-utf8.h"

static const PlrCliOperation operations[] = {
  { "set-pipeline", PLR_EDIT_KIND_SET_PIPELINE, "FL", "FIELD VALUE…", N_("Set a property of the pipeline: name, root, concurrency, cancels, groups …") },
  { "unset-pipeline", PLR_EDIT_KIND_SET_PIPELINE, "F", "FIELD", N_("Remove it") },
  { "add-stage", PLR_EDIT_KIND_ADD_STAGE, "NM", "ID [NEED…]", N_("Add a stage that waits for others; see also --run and --name") },
  { "remove-stage", PLR_EDIT_KIND_REMOVE_STAGE, "S", "STAGE", N_("Remove a stage, and what the others need of it") },
  { "rename-stage", PLR_EDIT_KIND_RENAME_STAGE, "SN", "STAGE ID", N_("Give a stage another id, wherever it is named") },
  { "duplicate-stage", PLR_EDIT_KIND_DUPLICATE_STAGE, "SN", "STAGE ID", N_("Add a copy of a stage behind it") },
  { "move-stage", PLR_EDIT_KIND_MOVE_STAGE, "S1", "STAGE POSITION", N_("Move a stage in the text") },
  { "set", PLR_EDIT_KIND_SET_STAGE, "SFV", "STAGE FIELD VALUE", N_("Set a property of a stage: name, timeout, retry, image, condition, approval …") },
  { "set-list", PLR_EDIT_KIND_SET_STAGE_LIST, "SFL", "STAGE FIELD VALUE…", N_("Set a list of a stage: needs, inputs, reports, branches, runner") },
  { "unset", PLR_EDIT_KIND_SET_STAGE, "SF", "STAGE FIELD", N_("Remove a property or a list of a stage") },
  { "need", PLR_EDIT_KIND_ADD_NEED, "ST", "STAGE OTHER", N_("Make a stage wait for another") },
  { "unneed", PLR_EDIT_KIND_REMOVE_NEED, "ST", "STAGE OTHER", N_("End that") },
  { "add-step", PLR_EDIT_KIND_ADD_STEP, "SV?", "STAGE SCRIPT [POSITION]", N_("Add a step, the last one without a position") },
  { "remove-step", PLR_EDIT_KIND_REMOVE_STEP, "S1", "STAGE STEP", N_("Remove a step") },
  { "duplicate-step", PLR_EDIT_KIND_DUPLICATE_STEP, "S1", "STAGE STEP", N_("Add a copy of a step behind it") },
  { "move-step", PLR_EDIT_KIND_MOVE_STEP, "S11", "STAGE STEP POSITION", N_("Move a step") },
  { "set-step", PLR_EDIT_KIND_SET_STEP, "S1FV", "STAGE STEP FIELD VALUE", N_("Set a property of a step: run, name, shell, directory, uses, id, condition …") },
  { "unset-step", PLR_EDIT_KIND_SET_STEP, "S1F", "STAGE STEP FIELD", N_("Remove it") },
  { "set-variable", PLR_EDIT_KIND_SET_VARIABLE, "CNV", "SCOPE NAME VALUE", N_("Set a variable") },
  { "rename-variable", PLR_EDIT_KIND_RENAME_VARIABLE, "CTV", "SCOPE NAME NAME", N_("Give a variable another name") },
  { "remove-variable", PLR_EDIT_KIND_REMOVE_VARIABLE, "CT", "SCOPE NAME", N_("Remove a variable") },
  { "set-artifact", PLR_EDIT_KIND_SET_ARTIFACT, "SNL", "STAGE NAME PATH…", N_("Set what a stage makes; see also --optional") },
  { "rename-artifact", PLR_EDIT_KIND_RENAME_ARTIFACT, "STV", "STAGE NAME NAME", N_("Give an artifact another name") },
  { "remove-artifact", PLR_EDIT_KIND_REMOVE_ARTIFACT, "ST", "STAGE NAME", N_("Remove an artifact") },
  { "set-axis", PLR_EDIT_KIND_SET_MATRIX_AXIS, "SNL", "STAGE AXIS VALUE…", N_("Set an axis of the matrix of a stage") },
  { "remove-axis", PLR_EDIT_KIND_REMOVE_MATRIX_AXIS, "ST", "STAGE AXIS", N_("Remove it") },
  { "set-matrix", PLR_EDIT_KIND_SET_MATRIX, "SV", "STAGE EXPRESSION", N_("Let an expression compute the matrix of a stage") },
  { "remove-matrix", PLR_EDIT_KIND_SET_MATRIX, "S", "STAGE", N_("End that") },
  { "add-row", PLR_EDIT_KIND_SET_MATRIX_ROW, "SFL", "STAGE include|exclude NAME=VALUE…", N_("Add a row to the matrix of a stage") },
  { "set-row", PLR_EDIT_KIND_SET_MATRIX_ROW, "SF1L", "STAGE include|exclude ROW NAME=VALUE…", N_("Set such a row") },
  { "remove-row", PLR_EDIT_KIND_REMOVE_MATRIX_ROW, "SF1", "STAGE include|exclude ROW", N_("Remove such a row") },
  { "set-entry", PLR_EDIT_KIND_SET_ENTRY, "CFNV", "SCOPE FIELD NAME VALUE", N_("Set an entry: of permissions, outputs, arguments or services") },
  { "remove-entry", PLR_EDIT_KIND_REMOVE_ENTRY, "CFT", "SCOPE FIELD NAME", N_("Remove it") },
  { "set-cache", PLR_EDIT_KIND_SET_CACHE, "SNL", "STAGE KEY PATH…", N_("Keep paths from run to run; an empty key is none") },
  { "remove-cache", PLR_EDIT_KIND_REMOVE_CACHE, "SK", "STAGE [KEY]", N_("End that") },
  { "add-trigger", PLR_EDIT_KIND_SET_TRIGGER, "N", "EVENT", N_("Start the pipeline on an event, in the words of the engine") },
  { "set-trigger", PLR_EDIT_KIND_SET_TRIGGER, "NFL", "EVENT FIELD VALUE…", N_("Set a filter of it: branches, tags, paths, types, schedule …") },
  { "unset-trigger", PLR_EDIT_KIND_SET_TRIGGER, "TF", "EVENT FIELD", N_("Remove that filter") },
  { "remove-trigger", PLR_EDIT_KIND_REMOVE_TRIGGER, "T", "EVENT", N_("No longer start the pipeline on an event") },
  { "add-input", PLR_EDIT_KIND_SET_INPUT, "EN", "EVENT NAME", N_("Ask for a value when the event starts the pipeline; “.” is any event, EVENT/secrets and EVENT/outputs are those") },
  { "set-input", PLR_EDIT_KIND_SET_INPUT, "ENFL", "EVENT NAME FIELD VALUE…", N_("Set what is said of it: default, type, options, required, description; value of an output") },
  { "unset-input", PLR_EDIT_KIND_SET_INPUT, "ENF", "EVENT NAME FIELD", N_("Remove that") },
  { "remove-input", PLR_EDIT_KIND_REMOVE_INPUT, "ET", "EVENT NAME", N_("No longer ask for it") },
};

const PlrCliOperation *
plr_cli_list_operations (guint *n_operations)
{
  *n_operations = G_N_ELEMENTS (operations);

  return operations;
}

static const PlrCliOperation *
find_operation (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (operations[i].name, name))
      return &operations[i];

  plr_cli_complain (_("There is no operation “%s”; “pipelinerctl edit --list” lists them"), name);

  return NULL;
}

/* Positions count from 1, those of an edit from 0. */
static gboolean
read_position (const char *word,
               int        *position)
{
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (word, 10, 1, G_MAXINT, &number, NULL))
    {
      plr_cli_complain (_("“%s” is no position: count from 1"), word);
      return FALSE;
    }
  *position = (int)number - 1;

  return TRUE;
}

/* A stage may have a slash in its name: what is a stage as a whole is that stage. */
static gboolean
read_scope (PlrPipeline *pipeline,
            const char  *word,
            PlrEdit     *edit)
{
  const char *slash = strrchr (word, '/');
  g_autofree char *stage = NULL;
  int step = -1;

  if (g_str_equal (word, "."))
    return TRUE;

  stage = slash != NULL ? g_strndup (word, (gsize)(slash - word)) : NULL;
  if (plr_pipeline_find_stage (pipeline, word) != NULL || stage == NULL || plr_pipeline_find_stage (pipeline, stage) == NULL)
    {
      plr_edit_set_stage (edit, word);
      return TRUE;
    }
  if (!read_position (slash + 1, &step))
    return FALSE;
  plr_edit_set_stage (edit, stage);
  plr_edit_set_index (edit, step);

  return TRUE;
}

static gboolean
read_number (PlrEdit    *edit,
             const char *word,
             gboolean    is_second)
{
  int position = -1;

  if (!read_position (word, &position))
    return FALSE;
  if (is_second)
    plr_edit_set_position (edit, position);
  else
    plr_edit_set_index (edit, position);

  return TRUE;
}

static gboolean
read_word (PlrPipeline *pipeline,
           PlrEdit     *edit,
           char         form,
           gboolean     is_first,
           gboolean     is_second_position,
           const char  *word)
{
  switch (form)
    {
    case 'S':
      plr_edit_set_stage (edit, word);
      return TRUE;

    case 'C':
      return read_scope (pipeline, word, edit);

    case 'N':
    case 'T':
    case 'K':
      if (is_first && plr_edit_get_kind (edit) == PLR_EDIT_KIND_ADD_STAGE)
        plr_edit_set_stage (edit, word);
      else
        plr_edit_set_target (edit, *word != '\0' ? word : NULL);
      return TRUE;

    case 'E':
      plr_edit_set_event (edit, g_str_equal (word, ".") ? NULL : word);
      return TRUE;

    case 'F':
      plr_edit_set_field (edit, word);
      return TRUE;

    case 'V':
      plr_edit_set_value (edit, word);
      return TRUE;

    default:
      return read_number (edit, word, is_second_position);
    }
}

static gboolean
is_list_field (const char *field)
{
  static const char *const fields[] = { "needs", "inputs", "reports", "branches", "runner", NULL };

  return g_strv_contains (fields, field);
}

/* What the letters of a form do not say. */
static void
settle (PlrEdit    *edit,
        gboolean    optional,
        const char *title)
{
  const char *const *values = plr_edit_get_values (edit);

  plr_edit_set_optional (edit, optional);
  if (plr_edit_get_kind (edit) == PLR_EDIT_KIND_ADD_STAGE)
    plr_edit_set_value (edit, title);
  /* A property is one value; the groups are several. */
  if (plr_edit_get_kind (edit) == PLR_EDIT_KIND_SET_PIPELINE && !g_str_equal (plr_edit_get_field (edit), "groups") &&
      values != NULL && values[1] == NULL)
    {
      plr_edit_set_value (edit, values[0]);
      plr_edit_set_values (edit, NULL);
    }
  if (plr_edit_get_kind (edit) == PLR_EDIT_KIND_SET_STAGE && plr_edit_get_value (edit) == NULL &&
      is_list_field (plr_edit_get_field (edit)))
    plr_edit_set_kind (edit, PLR_EDIT_KIND_SET_STAGE_LIST);
}

/* The edit that the words mean; the first one is the operation. NULL when it complained. */
PlrEdit *
plr_cli_read_operation (PlrPipeline       *pipeline,
                        const char *const *words,
                        gboolean           optional,
                        const char        *title)
{
  const PlrCliOperation *operation = find_operation (words[0]);
  g_autoptr(PlrEdit) edit = NULL;
  gboolean has_position = FALSE;
  guint at = 1;

  if (operation == NULL)
    return NULL;

  edit = plr_edit_new (operation->kind, NULL);
  for (const char *form = operation->form; *form != '\0'; form++)
    {
      if (*form == 'M' || (*form == 'L' && words[at] != NULL))
        {
          plr_edit_set_values (edit, words + at);
          at += g_strv_length ((char **)words + at);
          break;
        }
      if (words[at] == NULL && (*form == '?' || *form == 'K'))
        break;
      if (words[at] == NULL)
        {
          plr_cli_complain (_("An argument is missing: pipelinerctl edit FILE %s %s"), operation->name, operation->arguments);
          return NULL;
        }
      if (!read_word (pipeline, edit, *form, form == operation->form, has_position, words[at++]))
        return NULL;
      has_position |= *form == '1';
    }
  if (words[at] != NULL)
    {
      plr_cli_complain (_("There are too many arguments, from “%s” on: pipelinerctl edit FILE %s %s"), words[at],
                        operation->name, operation->arguments);
      return NULL;
    }
  settle (edit, optional, title);

  return g_steal_pointer (&edit);
}
