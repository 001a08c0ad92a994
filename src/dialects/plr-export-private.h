/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"
#include "plr-yaml-value.h"

G_BEGIN_DECLS

/**
 * PlrExportKind:
 * @PLR_EXPORT_EXACT: the target says the same, but a person should know of it
 * @PLR_EXPORT_NEARLY: approximated, and hardly anybody will notice
 * @PLR_EXPORT_APPROXIMATED: approximated so that a run may differ
 * @PLR_EXPORT_MANUAL: the target cannot say it in this file: a person has to do something
 *
 * How well a target says something.
 */
typedef enum
{
  PLR_EXPORT_EXACT,
  PLR_EXPORT_NEARLY,
  PLR_EXPORT_APPROXIMATED,
  PLR_EXPORT_MANUAL,
} PlrExportKind;

/* In a value that a writer gets, a name between this and `}` is that of a variable, which the target looks up. */
#define PLR_EXPORT_REFERENCE "plr_reference@{"

/* What writers add to what the pipeline says, by which it is known when it is read again. */
#define PLR_EXPORT_GITLAB_TIME        "export SOURCE_DATE_EPOCH=\"$(date -d \"$CI_COMMIT_TIMESTAMP\" +%s)\""
#define PLR_EXPORT_GITHUB_TIME        "echo \"SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)\" >> \"$GITHUB_ENV\""
#define PLR_EXPORT_GITHUB_EXECUTABLES "shopt -s globstar nullglob\nfor path in"
#define PLR_EXPORT_GITHUB_REPORTS     "Keep the test reports"
#define PLR_EXPORT_GITHUB_ROOT        "./.keeps-the-folders"
#define PLR_EXPORT_BUILDSPEC_BATCH    ": \"${CODEBUILD_BATCH_BUILD_IDENTIFIER:?Start a batch build: by itself the file runs nothing}\""
#define PLR_EXPORT_BUILDSPEC_BUILD    "case $CODEBUILD_BATCH_BUILD_IDENTIFIER in "
#define PLR_EXPORT_GITHUB_CELL        "@${{ strategy.job-index }}"

/* An artifact that a stage gets from one that it needs. */
typedef struct
{
  PlrStage    *from;
  PlrArtifact *artifact;
} PlrExportInput;

/* What every writer needs to know of a pipeline while it writes. */
typedef struct
{
  PlrPipeline *pipeline;
  GListStore  *losses;
  const char  *target; /* its name, for messages */
  GPtrArray   *stages; /* of PlrStage, each behind all that it needs */
  GHashTable  *ids; /* id of a stage → its id in the target */
  gboolean     mentions_stage; /* whether a script uses PLR_STAGE */
  guint        line; /* of what is told of, where that is no stage; or 0 */
  gboolean     is_converted; /* conditions are in the words of the target */
  gboolean     is_native; /* of our own dialect: what our runs give every stage is given there too */
} PlrExport;

typedef gboolean (*PlrExportIdFunc) (const char *id);

gboolean      plr_export_init             (PlrExport   *self,
                                           PlrPipeline *pipeline,
                                           GListStore  *losses,
                                           const char  *target,
                                           GError     **error);
void          plr_export_clear            (PlrExport *self);
void          plr_export_name_stages      (PlrExport      *self,
                                           const char     *allowed,
                                           PlrExportIdFunc is_free);
const char   *plr_export_get_id           (PlrExport  *self,
                                           const char *stage);
void          plr_export_note             (PlrExport    *self,
                                           PlrStage     *stage,
                                           const char   *field,
                                           PlrExportKind kind,
                                           const char   *hint,
                                           const char   *format,
                                           ...) G_GNUC_PRINTF (6, 7);
void          plr_export_note_opaque      (PlrExport *self);
void          plr_export_note_common      (PlrExport  *self,
                                           const char *environment);
char         *plr_export_make_header      (PlrExport *self);
void          plr_export_add_section      (GString      *out,
                                           const char   *comment,
                                           const char   *key,
                                           PlrYamlValue *value);

const char   *plr_export_get_shell        (PlrExport *self,
                                           PlrStep   *step);
gint64        plr_export_get_timeout_us   (PlrExport *self,
                                           PlrStage  *stage);
guint         plr_export_get_retry        (PlrExport *self,
                                           PlrStage  *stage);
GArray       *plr_export_list_inputs      (PlrExport *self,
                                           PlrStage  *stage);
GPtrArray    *plr_export_list_conditions  (PlrExport *self,
                                           PlrStage  *stage);
char         *plr_export_dup_name         (PlrExport *self);
void          plr_export_add_surroundings (PlrYamlValue *variables);
gboolean      plr_export_mentions         (PlrExport  *self,
                                           const char *word);
char         *plr_export_make_unique      (GHashTable *taken,
                                           const char *name);

/* Names and paths in the words of a shell. */
char         *plr_export_quote            (const char *word);
char         *plr_export_quote_glob       (const char *pattern);
char         *plr_export_list_words       (const char *const *strings);
char         *plr_export_name_variable    (const char *prefix,
                                           const char *id);

/* A step as one command of a shell that others share. */
typedef enum
{
  PLR_EXPORT_SCRIPT_NONE     = 0,
  PLR_EXPORT_SCRIPT_ERREXIT  = 1 << 0, /* the shell around it does not stop at the first failure */
  PLR_EXPORT_SCRIPT_PIPEFAIL = 1 << 1, /* the shell around it looks at all parts of a pipe */
} PlrExportScriptFlags;

char         *plr_export_make_command     (PlrExport           *self,
                                           PlrStep             *step,
                                           GPtrArray           *variables,
                                           PlrExportScriptFlags flags);
char         *plr_export_make_check       (PlrArtifact *artifact);
gboolean      plr_export_is_plain         (const char *script);
gboolean      plr_export_has_pipe         (const char *script);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrExport, plr_export_clear)

G_END_DECLS
