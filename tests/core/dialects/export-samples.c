/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export-samples DIRECTORY: writes pipelines with every property of the model, and with hostile values, for every target,
 * as DIRECTORY/TARGET-NAME.yml, for the judges. */
#include "config.h"

#include "plr-dialect.h"
#include "plr-file.h"
#include "plr-test-pipelines.h"

static const struct
{
  const char *name;
  PlrPipeline *(*make) (void);
} samples[] = {
  { "small", plr_test_pipeline_new_small },
  { "full", plr_test_pipeline_new_full },
  { "hostile", plr_test_pipeline_new_hostile },
  { "large", plr_test_pipeline_new_large },
};

static gboolean
write_sample (PlrDialect *dialect,
              guint       index,
              const char *directory,
              GError    **error)
{
  g_autoptr(PlrPipeline) pipeline = samples[index].make ();
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *name = g_strdup_printf ("%s-%s.yml", plr_dialect_get_id (dialect), samples[index].name);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *text = plr_dialect_write (dialect, pipeline, losses, error);

  return text != NULL && plr_file_save (path, text, -1, error);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GListModel) dialects = plr_dialect_list ();
  g_autoptr(GError) error = NULL;

  if (argc != 2)
    return 2;

  for (guint i = 0; i < g_list_model_get_n_items (dialects); i++)
    {
      g_autoptr(PlrDialect) dialect = g_list_model_get_item (dialects, i);

      /* Our own reader judges our own dialect, and takes no ids like these. */
      if (!plr_dialect_can_write (dialect) || g_str_equal (plr_dialect_get_id (dialect), "pipeliner"))
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (samples); j++)
        if (!write_sample (dialect, j, argv[1], &error))
          {
            g_printerr ("%s: %s\n", samples[j].name, error->message);
            return 1;
          }
    }

  return 0;
}
