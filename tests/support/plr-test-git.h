/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  plr_test_git_init    (const char *dir);
char *plr_test_git         (const char *dir,
                            const char *input,
                            gsize       input_bytes,
                            ...) G_GNUC_NULL_TERMINATED;
void  plr_test_git_write   (const char *dir,
                            const char *path,
                            const char *content);
char *plr_test_git_commit  (const char *dir,
                            const char *message);
char *plr_test_git_tree    (const char *dir,
                            const char *mode,
                            const char *name,
                            const char *hex);

G_END_DECLS
