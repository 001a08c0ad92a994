/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-edit.h"
#include "plr-patch.h"
#include "plr-pipeline.h"
#include "plr-problem.h"

G_BEGIN_DECLS

/**
 * PlrDialectError:
 * @PLR_DIALECT_ERROR_SYNTAX: the text cannot be parsed, so that there is nothing to edit
 * @PLR_DIALECT_ERROR_NOT_FOUND: the edit names a stage, step, variable or artifact that is not there
 * @PLR_DIALECT_ERROR_EXISTS: the edit would make a second one of the same name
 * @PLR_DIALECT_ERROR_INVALID: the edit has a value that the dialect cannot hold
 * @PLR_DIALECT_ERROR_UNSUPPORTED: the dialect cannot do this at all; the message says what it cannot do
 * @PLR_DIALECT_ERROR_SHARED: the text is an alias or a template that others use too
 *
 * Why a dialect refuses.
 */
typedef enum
{
  PLR_DIALECT_ERROR_SYNTAX,
  PLR_DIALECT_ERROR_NOT_FOUND,
  PLR_DIALECT_ERROR_EXISTS,
  PLR_DIALECT_ERROR_INVALID,
  PLR_DIALECT_ERROR_UNSUPPORTED,
  PLR_DIALECT_ERROR_SHARED,
} PlrDialectError;

#define PLR_DIALECT_ERROR (plr_dialect_error_quark ())

GQuark plr_dialect_error_quark (void);

/**
 * PlrDialect:
 *
 * A language in which pipelines are written. It has no state, and may be used from any thread.
 *
 * A dialect is one file with one instance of this interface; plr_dialect_list() knows them all.
 */
#define PLR_TYPE_DIALECT (plr_dialect_get_type ())

G_DECLARE_INTERFACE (PlrDialect, plr_dialect, PLR, DIALECT, GObject)

/**
 * PlrDialectLoader:
 * @path: (type filename): of a file in the repository, relative to its top, without `..`
 * @user_data: what was handed on
 * @error: of any domain
 *
 * Gets another file of the repository of a definition. It must not lead out of the repository, and fetches nothing. Of a path
 * that ends with a slash it gets the names in that folder, one a line, those of folders with a slash at their end; the top is `/`.
 *
 * Returns: (transfer full) (nullable): what is in the file
 */
typedef GBytes *(*PlrDialectLoader) (const char *path,
                                     gpointer    user_data,
                                     GError    **error);

/**
 * PlrDialectInterface:
 * @id: a word for it in commands and files: `pipeliner`, `github`, `gitlab`, `buildspec`
 * @name: what people call it
 * @file_name: (nullable): where a repository keeps it; what an export is saved as
 * @media_type: of the text
 * @matches: whether a path in a repository is one of its definitions
 * @recognizes: (nullable): whether a text is one of its definitions, wherever it is kept; looks for words only
 * @read: (nullable): text into a model; `NULL` where it can only be written
 * @read_with_files: (nullable): the same for a dialect whose definitions include other files
 * @merge: (nullable): the text of the whole definition with all that it includes
 * @edit: (nullable): an edit into patches of the text
 * @edit_with_files: (nullable): the same for a dialect whose definitions include other files
 * @write: (nullable): a model into text
 */
struct _PlrDialectInterface
{
  GTypeInterface parent_iface;

  const char *id;
  const char *name;
  const char *file_name;
  const char *media_type;

  gboolean     (*matches) (PlrDialect *self,
                           const char *path);
  gboolean     (*recognizes) (PlrDialect *self,
                              const char *text,
                              gsize       size_bytes);
  PlrPipeline *(*read)    (PlrDialect *self,
                           const char *text,
                           gssize      size_bytes,
                           const char *path,
                           GListStore *problems);
  PlrPipeline *(*read_with_files) (PlrDialect      *self,
                                   const char      *text,
                                   gssize           size_bytes,
                                   const char      *path,
                                   PlrDialectLoader loader,
                                   gpointer         loader_data,
                                   GListStore      *problems);
  char        *(*merge)   (PlrDialect      *self,
                           const char      *text,
                           gssize           size_bytes,
                           const char      *path,
                           PlrDialectLoader loader,
                           gpointer         loader_data,
                           GError         **error);
  GPtrArray   *(*edit)    (PlrDialect *self,
                           const char *text,
                           gssize      size_bytes,
                           PlrEdit    *edit,
                           GError    **error);
  GPtrArray   *(*edit_with_files) (PlrDialect      *self,
                                   const char      *text,
                                   gssize           size_bytes,
                                   const char      *path,
                                   PlrDialectLoader loader,
                                   gpointer         loader_data,
                                   PlrEdit         *edit,
                                   GError         **error);
  char        *(*write)   (PlrDialect  *self,
                           PlrPipeline *pipeline,
                           GListStore  *losses,
                           GError     **error);
};

GListModel  *plr_dialect_list          (void);
PlrDialect  *plr_dialect_find          (const char *id);
PlrDialect  *plr_dialect_find_for_path (const char *path);
PlrDialect  *plr_dialect_find_for_text (const char *text,
                                        gsize       size_bytes);
const char  *plr_dialect_get_id        (PlrDialect *self);
const char  *plr_dialect_get_name      (PlrDialect *self);
const char  *plr_dialect_get_file_name (PlrDialect *self);
gboolean     plr_dialect_can_read      (PlrDialect *self);
gboolean     plr_dialect_can_edit      (PlrDialect *self);
gboolean     plr_dialect_supports      (PlrDialect *self,
                                        PlrEditKind kind,
                                        const char *field);
gboolean     plr_dialect_can_write     (PlrDialect *self);
PlrPipeline *plr_dialect_read          (PlrDialect *self,
                                        const char *text,
                                        gssize      size_bytes,
                                        const char *path,
                                        GListStore *problems);
PlrPipeline *plr_dialect_read_with_files (PlrDialect      *self,
                                          const char      *text,
                                          gssize           size_bytes,
                                          const char      *path,
                                          PlrDialectLoader loader,
                                          gpointer         loader_data,
                                          GListStore      *problems);
char        *plr_dialect_dup_merged    (PlrDialect      *self,
                                        const char      *text,
                                        gssize           size_bytes,
                                        const char      *path,
                                        PlrDialectLoader loader,
                                        gpointer         loader_data,
                                        GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray   *plr_dialect_edit          (PlrDialect *self,
                                        const char *text,
                                        gssize      size_bytes,
                                        PlrEdit    *edit,
                                        GError    **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray   *plr_dialect_edit_with_files (PlrDialect      *self,
                                          const char      *text,
                                          gssize           size_bytes,
                                          const char      *path,
                                          PlrDialectLoader loader,
                                          gpointer         loader_data,
                                          PlrEdit         *edit,
                                          GError         **error) G_GNUC_WARN_UNUSED_RESULT;
char        *plr_dialect_write         (PlrDialect  *self,
                                        PlrPipeline *pipeline,
                                        GListStore  *losses,
                                        GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
