/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-yaml-edit.h"

void       check_tree  (PlrYaml *tree);
GPtrArray *random_edit (PlrYaml *tree,
                        GRand   *rand,
                        GError **error);
