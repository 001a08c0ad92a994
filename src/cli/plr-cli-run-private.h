/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-cli-private.h"

G_BEGIN_DECLS

/* A stage of the run, as far as it was told. */
typedef struct
{
  struct _PlrCliRun *owner;
  PlrRunStage       *stage;
  PlrCliTail        *tail;
  PlrRunState        told;
  guint              attempt;
  guint              n_artifacts;
  guint              index;
} PlrCliRunStage;

/* How a run is told: to a person, or to a program. */
typedef struct _PlrCliRun PlrCliRun;

typedef struct
{
  void (*started)(PlrCliRun *self);
  void (*stage)(PlrCliRun      *self,
                PlrCliRunStage *stage);
  void (*line)(PlrCliRun      *self,
               PlrCliRunStage *stage,
               PlrAnsiLine    *line,
               gboolean        continues);
  void (*artifact)(PlrCliRun      *self,
                   PlrCliRunStage *stage,
                   PlrRunArtifact *artifact);
  void (*finished)(PlrCliRun *self);
} PlrCliRunTeller;

struct _PlrCliRun
{
  const PlrCliRunTeller *teller;
  PlrEngine             *engine;
  PlrRun                *run;
  GPtrArray             *stages;  /* of PlrCliRunStage */
  GQueue                *waiting; /* of PlrCliRunStage: those that ask for an approval; the first one was asked */
  GDataInputStream      *answers;
  GMainLoop             *loop;
  int                    id_width; /* of the stages, in characters */
  guint                  n_signals;
  gboolean               color;
  gboolean               started;
  gboolean               asked;   /* the first of those that wait */
  gboolean               prompted; /* the question is the last line on the screen */
  gboolean               reading; /* the next line of the standard input */
  gboolean               waits;   /* for the answer of another program, where there is no terminal */
  gboolean               ended;
};

extern const PlrCliRunTeller plr_cli_run_text;
extern const PlrCliRunTeller plr_cli_run_json;

G_END_DECLS
