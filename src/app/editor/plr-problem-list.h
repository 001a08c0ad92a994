/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-problem.h"

G_BEGIN_DECLS

/**
 * PlrProblemList:
 *
 * What is wrong with a definition: a sign and a word, the sentence, what to do, where.
 *
 * Signals: `activated (PlrProblem *problem)`.
 */
#define PLR_TYPE_PROBLEM_LIST (plr_problem_list_get_type ())

G_DECLARE_FINAL_TYPE (PlrProblemList, plr_problem_list, PLR, PROBLEM_LIST, AdwBin)

GtkWidget *plr_problem_list_new       (void);
void       plr_problem_list_set_model (PlrProblemList *self,
                                       GListModel     *problems);

G_END_DECLS
