/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-gitlab-config.h"

G_BEGIN_DECLS

char *plr_merged_write (PlrGitlabConfig *config,
                        PlrGitlabValue  *root);
char *plr_merged_plain (const char *text,
                        gssize      size_bytes,
                        const char *path,
                        GError    **error);

G_END_DECLS
