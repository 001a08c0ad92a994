/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"
#include "plr-problem.h"

G_BEGIN_DECLS

/* What is looked for beyond what the schema of an engine says: over the model, so that every dialect profits, with the text for
 * the places. */
typedef struct
{
  PlrPipeline *pipeline;
  const char  *text;
  gsize        size_bytes;
  const char  *path;
  GListStore  *problems;
  GHashTable  *stages;          /* by their ids */
  gsize        last_offset;     /* where a line was last counted, and which it was */
  guint        last_line;
  gsize        last_start;
} PlrCheck;

/* A name in an expression of GitHub, like `needs.build.outputs.x`, where it stands. */
typedef struct
{
  PlrStage   *stage;            /* NULL outside of the jobs */
  int         step;             /* which step of the stage, or -1 */
  const char *name;
  char      **parts;            /* between the dots; the first one in lower case */
  gsize       offset;
  gsize       length;
  gboolean    is_plain;         /* it stands there as it is, not with brackets */
  gboolean    is_call;
  gboolean    has_default;      /* `||` follows: it may be empty */
} PlrCheckName;

typedef void (*PlrCheckNameFunc) (PlrCheck     *self,
                                  PlrCheckName *name,
                                  gpointer      user_data);

/* plr-check.c */
void        plr_check_pipeline     (PlrPipeline *pipeline,
                                    const char  *text,
                                    gssize       size_bytes,
                                    const char  *path,
                                    GListStore  *problems);
PlrProblem *plr_check_report       (PlrCheck   *self,
                                    PlrSeverity severity,
                                    const char *code,
                                    PlrStage   *stage,
                                    gsize       offset,
                                    gsize       length,
                                    const char *hint,
                                    const char *format,
                                    ...) G_GNUC_PRINTF (8, 9);
PlrProblem *plr_check_report_stage (PlrCheck   *self,
                                    PlrSeverity severity,
                                    const char *code,
                                    PlrStage   *stage,
                                    const char *hint,
                                    const char *message);
gboolean    plr_check_is_name      (char letter);

/* plr-check-aws.c */
void        plr_check_codepipeline (PlrCheck *self);
void        plr_check_appspec      (PlrCheck *self);

/* plr-check-fix.c */
void        plr_check_add_fixes    (PlrCheck *self);
const char *plr_check_guess        (const char *word,
                                    GPtrArray  *known);
void        plr_check_fix_word     (PlrCheck   *self,
                                    PlrProblem *problem,
                                    gsize       offset,
                                    const char *old,
                                    const char *new);

/* plr-check-github.c */
void        plr_check_github       (PlrCheck *self);

/* plr-check-gitlab.c */
void        plr_check_gitlab       (PlrCheck *self);

/* plr-check-github-names.c */
void        plr_check_walk_names   (PlrCheck        *self,
                                    PlrStage        *stage,
                                    int              step,
                                    gsize            offset,
                                    gsize            end,
                                    PlrCheckNameFunc func,
                                    gpointer         user_data);
void        plr_check_github_names (PlrCheck *self);

/* plr-check-github-trust.c */
void        plr_check_github_trust (PlrCheck *self,
                                    PlrStage *stage);

/* plr-check-script.c */
char       *plr_check_replace_in_script (const char *script,
                                         const char *shell,
                                         const char *expression,
                                         gsize       offset,
                                         const char *variable);

G_END_DECLS
