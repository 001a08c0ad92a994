/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "plr-ansi.h"
#include "plr-engine.h"

G_BEGIN_DECLS

/* What the program ends with; also in the manual. */
enum {
  PLR_CLI_SUCCESS     = 0,
  PLR_CLI_FAILED      = 1,   /* the pipeline ran, and failed */
  PLR_CLI_USAGE       = 2,   /* wrong arguments, a definition that is not valid, a thing that is not there */
  PLR_CLI_INTERRUPTED = 130, /* as a shell has it for SIGINT */
};

typedef enum
{
  PLR_CLI_PLAIN   = 0,
  PLR_CLI_BOLD    = 1,
  PLR_CLI_DIM     = 2,
  PLR_CLI_RED     = 31,
  PLR_CLI_GREEN   = 32,
  PLR_CLI_YELLOW  = 33,
  PLR_CLI_BLUE    = 34,
  PLR_CLI_MAGENTA = 35,
  PLR_CLI_CYAN    = 36,
} PlrCliColor;

/* A command. @argv[0] is its name; @state_dir is the global option, or NULL. */
typedef int (*PlrCliFunc) (const char *state_dir,
                           int         argc,
                           char      **argv);

typedef struct
{
  const char *name;
  const char *summary;
  PlrCliFunc  func;
} PlrCliCommand;

int          plr_cli_validate        (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_show            (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_run             (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_export          (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_convert         (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_diff            (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_simulate        (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_edit            (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_fmt_check       (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_history         (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_log             (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_artifacts       (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_approve         (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_reject          (const char *state_dir,
                                      int         argc,
                                      char      **argv);
int          plr_cli_stop            (const char *state_dir,
                                      int         argc,
                                      char      **argv);

/* Arguments. */
gboolean     plr_cli_parse           (int                *argc,
                                      char             ***argv,
                                      const char         *parameters,
                                      const char         *summary,
                                      const char         *description,
                                      const GOptionEntry *entries,
                                      int                 max_arguments);
int          plr_cli_complain        (const char *format,
                                      ...) G_GNUC_PRINTF (1, 2);

/* Output. What is printed is UTF-8, and everything from outside in it was made safe to show. */
void         plr_cli_print           (const char *format,
                                      ...) G_GNUC_PRINTF (1, 2);
void         plr_cli_warn            (const char *format,
                                      ...) G_GNUC_PRINTF (1, 2);
gboolean     plr_cli_flush           (void);
int          plr_cli_get_output_errno (void);
gboolean     plr_cli_has_color       (int fd);
const char  *plr_cli_color           (int         fd,
                                      PlrCliColor color);
const char  *plr_cli_state_mark      (PlrRunState state);
const char  *plr_cli_state_title     (PlrRunState state);
PlrCliColor  plr_cli_state_color     (PlrRunState state);
char        *plr_cli_format_duration (gint64 duration_us);
char        *plr_cli_format_line     (PlrAnsiLine *line,
                                      gboolean     color);
void         plr_cli_print_json      (JsonBuilder *builder,
                                      gboolean     pretty);
void         plr_cli_json_string     (JsonBuilder *builder,
                                      const char  *name,
                                      const char  *value);
void         plr_cli_json_int        (JsonBuilder *builder,
                                      const char  *name,
                                      gint64       value);
void         plr_cli_json_boolean    (JsonBuilder *builder,
                                      const char  *name,
                                      gboolean     value);
void         plr_cli_json_strings    (JsonBuilder       *builder,
                                      const char        *name,
                                      const char *const *values);
void         plr_cli_json_problem    (JsonBuilder *builder,
                                      PlrProblem  *problem);
void         plr_cli_json_stage      (JsonBuilder *builder,
                                      PlrRunStage *stage);
void         plr_cli_json_artifact   (JsonBuilder    *builder,
                                      PlrRunArtifact *artifact);

/* Definitions. */
char        *plr_cli_find_definition (const char *argument);
char        *plr_cli_find_work_dir   (const char *path);
PlrDocument *plr_cli_open_document   (const char  *argument,
                                      char       **file,
                                      PlrProblem **binary);
PlrDocument *plr_cli_open_document_as (const char  *argument,
                                       const char  *dialect,
                                       char       **file,
                                       PlrProblem **binary);
void         plr_cli_print_problem   (PlrProblem *problem,
                                      gboolean    to_stderr);
gboolean     plr_cli_print_problems  (GListModel *problems,
                                      gboolean    to_stderr,
                                      PlrSeverity least);

void         plr_cli_name_problems   (PlrDocument *document,
                                      GListModel  *problems,
                                      const char  *file);
gboolean     plr_cli_save_document   (PlrDocument *document,
                                      GError     **error);
char        *plr_cli_name_for_diff   (const char *file);

/* Drawings of a pipeline, as text. */
char        *plr_cli_draw_tree       (PlrPipeline *pipeline,
                                      gboolean     color);
char        *plr_cli_draw_dot        (PlrPipeline *pipeline);
char        *plr_cli_draw_svg        (PlrPipeline *pipeline);

/* Records. The calls block until the answer is there: a command has nothing else to do. */
PlrEngine   *plr_cli_open_engine     (const char *state_dir);
GPtrArray   *plr_cli_list_runs       (PlrEngine  *engine,
                                      const char *repository,
                                      guint       n_runs);
PlrRun      *plr_cli_find_run        (PlrEngine  *engine,
                                      const char *id);
void         plr_cli_print_run       (PlrRun *run);

/* Lines of a log that grows; of a long one, pieces: @continues tells that the next piece belongs to the same line. */
typedef struct _PlrCliTail PlrCliTail;

typedef void (*PlrCliTailFunc) (PlrAnsiLine *line,
                                gboolean     continues,
                                gpointer     user_data);

PlrCliTail  *plr_cli_tail_new        (PlrCliTailFunc func,
                                      gpointer       user_data);
void         plr_cli_tail_free       (PlrCliTail *self);
void         plr_cli_tail_read       (PlrCliTail *self,
                                      const char *path,
                                      gboolean    is_complete);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrCliTail, plr_cli_tail_free)

G_END_DECLS
