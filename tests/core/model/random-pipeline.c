/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "random-pipeline.h"

/*
 * Stages in waves of about equal size; each needs one or two of an earlier wave, mostly the last one. @local: of those near it, as in
 * definitions that people write.
 */
PlrPipeline *
random_pipeline (guint    n_stages,
                 gboolean local,
                 guint32  seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  PlrPipeline *pipeline = plr_pipeline_new ();
  guint n_waves = (guint)(sqrt (n_stages) * (local ? 1.2 : 1.0));
  guint width = (n_stages + n_waves - 1) / n_waves;

  for (guint i = 0; i < n_stages; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);
      g_autoptr(PlrStage) stage = plr_stage_new (id);
      g_autoptr(GStrvBuilder) needs = g_strv_builder_new ();
      g_auto(GStrv) list = NULL;
      guint wave = i / width;
      guint n_needs = wave > 0 ? g_rand_int_range (rand, 1, 4) : 0;

      for (guint j = 0; j < n_needs; j++)
        {
          guint back = g_rand_int_range (rand, 0, 10) == 0 ? 1 + g_rand_int_range (rand, 0, MIN (wave, 4)) : 1;
          int place = local ? (int)(i % width) + g_rand_int_range (rand, -2, 3) : g_rand_int_range (rand, 0, width);
          g_autofree char *need = NULL;

          place = CLAMP (place, 0, (int)width - 1);
          need = g_strdup_printf ("n%u", (wave - back) * width + (guint)place);
          g_strv_builder_add (needs, need);
        }
      list = g_strv_builder_end (needs);
      plr_stage_set_needs (stage, (const char *const *)list);
      plr_pipeline_add_stage (pipeline, stage);
    }

  return pipeline;
}
