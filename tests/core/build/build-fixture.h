/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-build.h"
#include "plr-repository.h"

G_BEGIN_DECLS

typedef struct
{
  char        *dir;
  char        *work; /* the repository */
  char        *store;
  char        *run_dir;
  PlrPipeline *pipeline;
  GPtrArray   *events; /* of PlrBuildEvent */
  PlrBuild    *build; /* while it runs */
  guint        n_runs;
  /* What a test wants to do when something happens; called for each event. */
  void       (*on_event)(PlrBuildEvent *event,
                         gpointer       fixture);
} Fixture;

void         fixture_set_up     (Fixture      *fixture,
                                 gconstpointer data);
void         fixture_tear_down  (Fixture      *fixture,
                                 gconstpointer data);
PlrStage    *fixture_add        (Fixture    *fixture,
                                 const char *id,
                                 const char *needs,
                                 const char *script);
void         fixture_keep       (PlrStage   *stage,
                                 const char *name,
                                 const char *paths);
gboolean     fixture_can_run    (void);
PlrRun      *fixture_run        (Fixture               *fixture,
                                 const PlrBuildOptions *options);
char        *fixture_states     (PlrRun *run);
PlrRunStage *fixture_get        (PlrRun     *run,
                                 const char *id);
char        *fixture_read       (Fixture    *fixture,
                                 const char *path);
int          fixture_find_event (Fixture          *fixture,
                                 PlrBuildEventKind kind,
                                 const char       *stage,
                                 PlrRunState       state);

G_END_DECLS
