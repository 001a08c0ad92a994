/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-repository-private.h"

G_BEGIN_DECLS

typedef struct _PlrEol PlrEol;

PlrEol  *plr_eol_new     (git_repository *git,
                          const char     *commit);
void     plr_eol_free    (PlrEol *self);
gboolean plr_eol_matters (git_repository *git,
                          git_tree       *tree);
GString *plr_eol_convert (PlrEol     *self,
                          const char *path,
                          const char *data,
                          gsize       size_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrEol, plr_eol_free)

G_END_DECLS
