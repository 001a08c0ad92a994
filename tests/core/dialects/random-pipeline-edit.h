/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "plr-edit.h"

#define N_EDIT_KINDS 22

PlrEdit *random_pipeline_edit (JsonObject *model);
