/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-stage-template"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-stage-template.h"
#include "plr-words.h"

/* What a template says of the stage that it makes. Commands are the same in every language. */
typedef struct
{
  const char *id;
  const char *title;
  const char *summary;
  PlrStageKind kind;
  const char *steps[3];
  const char *fields[4]; /* field, value, … */
  const char *artifact;  /* name of one */
  const char *paths[3];
  const char *report;
} Definition;

static const Definition definitions[] = {
  { "build", NC_ ("stage", "Build"), N_("Runs commands that make something"), PLR_STAGE_KIND_BUILD,
    { "make" } },
  { "test", NC_ ("stage", "Test"), N_("Runs tests; a failure stops what waits for it"), PLR_STAGE_KIND_TEST,
    { "make check" } },
  { "deploy", NC_ ("stage", "Deploy"), N_("Brings artifacts to an environment"), PLR_STAGE_KIND_DEPLOY,
    { "./deploy.sh" }, { "deploy", "staging" } },
  { "approval", NC_ ("stage", "Approval"), N_("Waits until a person says yes"), PLR_STAGE_KIND_APPROVAL,
    { NULL }, { "approval", N_("Continue with the release?") } },
  { "gate", NC_ ("stage", "Gate"), N_("Holds the rest until a check succeeds"), PLR_STAGE_KIND_GATE,
    { "./check-gate.sh" } },
  { "make", NC_ ("stage", "Build with Make"), N_("make, with one job for each core"), PLR_STAGE_KIND_BUILD,
    { "make -j\"$(nproc)\"" } },
  { "meson", NC_ ("stage", "Build with Meson"), N_("Configures, compiles, keeps the build folder"), PLR_STAGE_KIND_BUILD,
    { "meson setup build", "meson compile -C build" }, { NULL }, "build", { "build/**" } },
  { "cmake", NC_ ("stage", "Build with CMake"), N_("Configures, compiles, keeps the build folder"), PLR_STAGE_KIND_BUILD,
    { "cmake -S . -B build", "cmake --build build --parallel" }, { NULL }, "build", { "build/**" } },
  { "pytest", NC_ ("stage", "Test with Pytest"), N_("Python tests with a report"), PLR_STAGE_KIND_TEST,
    { "python3 -m pytest --junitxml=report.xml" }, { NULL }, NULL, { NULL }, "report.xml" },
  { "lint", NC_ ("stage", "Lint"), N_("Checks the sources without running them"), PLR_STAGE_KIND_TEST,
    { "git ls-files '*.sh' | xargs -r -n 1 sh -n" } },
  { "package", NC_ ("stage", "Package"), N_("Packs what was built as one archive"), PLR_STAGE_KIND_BUILD,
    { "mkdir -p dist", "tar -czf dist/release.tar.gz --exclude=./dist ." }, { NULL }, "release", { "dist/release.tar.gz" } },
};

struct _PlrStageTemplate
{
  GObject parent_instance;

  const Definition *definition;
};

G_DEFINE_FINAL_TYPE (PlrStageTemplate, plr_stage_template, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TITLE,
  PROP_SUMMARY,
  PROP_ICON_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_stage_template_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  PlrStageTemplate *self = PLR_STAGE_TEMPLATE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, plr_stage_template_get_title (self));
      break;

    case PROP_SUMMARY:
      g_value_set_string (value, plr_stage_template_get_summary (self));
      break;

    case PROP_ICON_NAME:
      g_value_set_static_string (value, plr_stage_kind_get_icon_name (self->definition->kind));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_stage_template_class_init (PlrStageTemplateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = plr_stage_template_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_stage_template_init (PlrStageTemplate *self)
{
}

/* Returns: (transfer full): all templates (of PlrStageTemplate), the general ones first */
GListModel *
plr_stage_template_list (void)
{
  GListStore *store = g_list_store_new (PLR_TYPE_STAGE_TEMPLATE);

  for (guint i = 0; i < G_N_ELEMENTS (definitions); i++)
    {
      g_autoptr(PlrStageTemplate) item = g_object_new (PLR_TYPE_STAGE_TEMPLATE, NULL);

      item->definition = &definitions[i];
      g_list_store_append (store, item);
    }

  return G_LIST_MODEL (store);
}

/* Returns: (transfer full) (nullable): the template of that id */
PlrStageTemplate *
plr_stage_template_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (definitions); i++)
    if (g_str_equal (definitions[i].id, id))
      {
        PlrStageTemplate *self = g_object_new (PLR_TYPE_STAGE_TEMPLATE, NULL);

        self->definition = &definitions[i];
        return self;
      }

  return NULL;
}

const char *
plr_stage_template_get_id (PlrStageTemplate *self)
{
  g_return_val_if_fail (PLR_IS_STAGE_TEMPLATE (self), NULL);

  return self->definition->id;
}

const char *
plr_stage_template_get_title (PlrStageTemplate *self)
{
  g_return_val_if_fail (PLR_IS_STAGE_TEMPLATE (self), NULL);

  return g_dpgettext2 (NULL, "stage", self->definition->title);
}

const char *
plr_stage_template_get_summary (PlrStageTemplate *self)
{
  g_return_val_if_fail (PLR_IS_STAGE_TEMPLATE (self), NULL);

  return _(self->definition->summary);
}

PlrStageKind
plr_stage_template_get_kind (PlrStageTemplate *self)
{
  g_return_val_if_fail (PLR_IS_STAGE_TEMPLATE (self), PLR_STAGE_KIND_BUILD);

  return self->definition->kind;
}

/* Returns: (transfer full): @wish, or with a number behind it where a stage of that id exists already */
char *
plr_stage_template_find_id (PlrPipeline *pipeline,
                            const char  *wish)
{
  g_autofree char *id = g_strdup (wish);

  for (guint i = 2; plr_pipeline_find_stage (pipeline, id) != NULL; i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", wish, i);
    }

  return g_steal_pointer (&id);
}

/*
 * Returns: (transfer full) (element-type PlrEdit): what adds such a stage to @pipeline, waiting for @needs; its id goes to @id
 */
GPtrArray *
plr_stage_template_make_edits (PlrStageTemplate  *self,
                               PlrPipeline       *pipeline,
                               const char *const *needs,
                               char             **id)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *new_id = NULL;
  g_autofree char *title = NULL;
  const Definition *definition;

  g_return_val_if_fail (PLR_IS_STAGE_TEMPLATE (self), NULL);
  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);

  definition = self->definition;
  new_id = plr_stage_template_find_id (pipeline, definition->id);
  title = g_str_equal (new_id, definition->id)
          ? g_strdup (plr_stage_template_get_title (self))
          : g_strdup_printf ("%s%s", plr_stage_template_get_title (self), strrchr (new_id, '-'));
  g_strdelimit (title + MIN (strlen (plr_stage_template_get_title (self)), strlen (title)), "-", ' ');

  g_ptr_array_add (edits, plr_edit_new_add_stage (new_id, title, needs));
  for (guint i = 0; i < G_N_ELEMENTS (definition->fields) && definition->fields[i] != NULL; i += 2)
    g_ptr_array_add (edits, plr_edit_new_set_stage (new_id, definition->fields[i],
                                                    i == 0 && g_str_equal (definition->fields[i], "approval")
                                                    ? _(definition->fields[i + 1]) : definition->fields[i + 1]));
  for (guint i = 0; i < G_N_ELEMENTS (definition->steps) && definition->steps[i] != NULL; i++)
    g_ptr_array_add (edits, plr_edit_new_add_step (new_id, definition->steps[i], -1));
  if (definition->artifact != NULL)
    g_ptr_array_add (edits, plr_edit_new_set_artifact (new_id, definition->artifact, definition->paths, FALSE));
  if (definition->report != NULL)
    {
      const char *reports[] = { definition->report, NULL };

      g_ptr_array_add (edits, plr_edit_new_set_stage_list (new_id, "reports", reports));
    }

  *id = g_steal_pointer (&new_id);

  return g_steal_pointer (&edits);
}
